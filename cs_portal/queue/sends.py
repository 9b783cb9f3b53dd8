"""Mails of which somebody has to say what became of them."""

from datetime import date
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.urls import reverse

from campaigns.models import Status
from cs_portal import panels
from cs_portal.queue.line import SHOWN, Line


def lines(mine: dict[str, Any], user: AbstractBaseUser, on: date) -> list[Line]:
    found = (
        panels.in_status(Status.UNCERTAIN, Status.FAILED)
        .filter(**mine)
        .select_related("account", "campaign")
        .order_by("-pk")[:SHOWN]
    )
    return [
        Line(
            f"touch-{touch.status}",
            touch.get_status_display(),
            f"{touch.campaign} to {touch.address}",
            f"{touch.account}, due {touch.due_on}",
            reverse("admin:campaigns_touch_change", args=[touch.pk]),
            "Look",
        )
        for touch in found
    ]
