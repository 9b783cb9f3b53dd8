"""Pauses campaigns and lets them go on."""

from datetime import date

from campaigns.models import Campaign, CampaignState


def by_machine(campaign: Campaign) -> bool:
    """Whether the portal itself paused it: too many errors, or an audience that jumped."""
    because = campaign.paused_because
    paused = campaign.state == CampaignState.PAUSED and because
    return bool(paused) and (because.startswith("by the portal") or not because.startswith("by "))


def pause(campaign: Campaign, *, by: str) -> bool:
    """Open mails wait from now on; tell whether the campaign was active."""
    return _turn(campaign, CampaignState.ACTIVE, CampaignState.PAUSED, f"by {by}")


def resume(campaign: Campaign, *, by: str, on: date) -> bool:
    """Mails whose window is still open go out again; tell whether the campaign was paused.

    Today's audience counts as looked at, however large it is.
    """
    found = Campaign.objects.filter(pk=campaign.pk, state=CampaignState.PAUSED)
    return bool(
        found.update(state=CampaignState.ACTIVE, paused_because="", audience_accepted_on=on)
    )


def archive(campaign: Campaign, *, by: str) -> bool:
    """Over: what is under way is skipped as it comes up; tell whether it was not before."""
    found = Campaign.objects.filter(
        pk=campaign.pk, state__in=(CampaignState.ACTIVE, CampaignState.PAUSED)
    )
    return bool(found.update(state=CampaignState.ARCHIVED, paused_because=f"archived by {by}"))


def reopen(campaign: Campaign, *, by: str) -> bool:
    """Out of the archive, paused until somebody lets it go on."""
    return _turn(campaign, CampaignState.ARCHIVED, CampaignState.PAUSED, f"by {by}")


def _turn(campaign: Campaign, before: str, after: str, because: str) -> bool:
    found = Campaign.objects.filter(pk=campaign.pk, state=before)
    return bool(found.update(state=after, paused_because=because))
