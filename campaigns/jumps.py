"""Stops a standing campaign on the day on which far more people than ever fall due for it."""

import logging
from collections import Counter
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Count

from campaigns.models import Campaign, CampaignState, Status, Touch
from campaigns.models.touch import SPENT

logger = logging.getLogger("campaigns.jumps")

LOOKS_BACK = timedelta(days=28)
_DAY = timedelta(1)


def stop(*, on: date) -> frozenset[int]:
    """Pause campaigns for a pattern whose audience jumps today; returns those, by their keys.

    What is due stays due: a person who lets the campaign go on lets it pass today.
    """
    if not settings.PORTAL_AUDIENCE_JUMP:
        return frozenset()
    today = _due(on)
    if not today:
        return frozenset()
    largest, known = _largest(today, on), _known(today, on)
    jumped = set()
    for campaign in Campaign.objects.filter(pk__in=[key for key in today if key in known]):
        if not jumps(today[campaign.pk], largest[campaign.pk]):
            continue
        because = (
            f"by the portal: {today[campaign.pk]} people fell due on {on}, and never more than "
            f"{largest[campaign.pk]} on a day of the last four weeks. Look at them, then let it go "
            "on"
        )
        active = Campaign.objects.filter(pk=campaign.pk, state=CampaignState.ACTIVE)
        if active.update(state=CampaignState.PAUSED, paused_because=because[:200]):
            logger.error("campaign %s paused %s", campaign.slug, because)
        jumped.add(campaign.pk)
    return frozenset(jumped)


def jumps(today: int, largest: int) -> bool:
    return today >= settings.PORTAL_AUDIENCE_JUMP_FROM and (
        today > settings.PORTAL_AUDIENCE_JUMP * largest
    )


def _due(on: date) -> dict[int, int]:
    """Enough to be a jump, of campaigns for a pattern that nobody let pass today."""
    found = (
        Touch.objects.filter(status=Status.DUE, decided_on=on, version__rule__has_key="when")
        .exclude(campaign__audience_accepted_on=on)
        .order_by()
        .values_list("campaign")
        .annotate(people=Count("pk"))
        .filter(people__gte=settings.PORTAL_AUDIENCE_JUMP_FROM)
    )
    return dict(found)


def _largest(campaigns: dict[int, int], on: date) -> Counter[int]:
    """The most that fell due on one day of the last four weeks."""
    counted = (
        Touch.objects.filter(
            campaign__in=campaigns, status__in=SPENT, decided_on__range=(on - LOOKS_BACK, on - _DAY)
        )
        .order_by()
        .values_list("campaign", "decided_on")
        .annotate(Count("pk"))
    )
    largest: Counter[int] = Counter()
    for campaign, _, people in counted:
        largest[campaign] = max(largest[campaign], people)
    return largest


def _known(campaigns: dict[int, int], on: date) -> set[int]:
    """Those that have gone out before: the first day is what somebody published it for."""
    before = Touch.objects.filter(campaign__in=campaigns, status__in=SPENT, decided_on__lt=on)
    return set(before.order_by().values_list("campaign", flat=True).distinct())
