"""Pauses campaigns and lets them go on."""

from campaigns.models import Campaign, CampaignState


def pause(campaign: Campaign, *, by: str) -> bool:
    """Open mails wait from now on; tell whether the campaign was active."""
    return _turn(campaign, CampaignState.ACTIVE, CampaignState.PAUSED, f"by {by}")


def resume(campaign: Campaign, *, by: str) -> bool:
    """Mails whose window is still open go out again; tell whether the campaign was paused."""
    return _turn(campaign, CampaignState.PAUSED, CampaignState.ACTIVE, "")


def _turn(campaign: Campaign, before: str, after: str, because: str) -> bool:
    found = Campaign.objects.filter(pk=campaign.pk, state=before)
    return bool(found.update(state=after, paused_because=because))
