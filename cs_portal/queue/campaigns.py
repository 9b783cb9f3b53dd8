"""Campaigns that the portal itself paused, for those who may let them go on."""

from datetime import date
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.urls import reverse

from campaigns import switch
from campaigns.models import Campaign, CampaignState
from cs_portal.queue.line import SHOWN, Line


def lines(mine: dict[str, Any], user: AbstractBaseUser, on: date) -> list[Line]:
    if not user.has_perm("campaigns.change_campaign"):
        return []
    paused = Campaign.objects.filter(state=CampaignState.PAUSED).exclude(paused_because="")
    found = [campaign for campaign in paused if switch.by_machine(campaign)]
    return [
        Line(
            "band-poor",
            "Paused",
            campaign.name,
            f"Paused {campaign.paused_because}",
            reverse("admin:campaigns_campaign_change", args=[campaign.pk]),
            "Look",
        )
        for campaign in found[:SHOWN]
    ]
