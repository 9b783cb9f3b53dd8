"""When the mails of a release leave, and so until when they can be taken back."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db.models import Exists, Max, Min, OuterRef, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils import timezone

from campaigns.models import Release, ReleaseMember, Status, Touch
from campaigns.models.touch import UNDER_WAY
from campaigns.pending.acts import undo_window
from campaigns.windows import is_weekend, next_morning
from lifecycle.gather import chosen

_DAY = timedelta(1)
Key = tuple[str, int]


class Leaving(NamedTuple):
    """`count` were let go and have not left; none of them leaves before `first`."""

    count: int
    first: datetime | None


def leaving(release: Release, *, on: date, now: datetime) -> Leaving:
    """What can still be taken back; who waits for a condition has no moment yet."""
    touches = Touch.objects.filter(
        campaign=release.campaign_id,
        contact__in=release.members.exclude(out_on=None).values("contact"),
        status__in=UNDER_WAY,
    )
    planned = touches.filter(status__in=(Status.DUE, Status.PLANNED), held_at__isnull=True)
    soonest = planned.aggregate(first=Min("not_before"))["first"]
    unplanned = _unplanned(release)
    moments = [soonest] if soonest else []
    count = unplanned.count()
    if count:
        moments.append(_first(unplanned, on=on, now=now))
    return Leaving(touches.count() + count, min(moments, default=None))


def _unplanned(release: Release) -> QuerySet[ReleaseMember]:
    """Let go, and no day has been decided for them since."""
    mails = Touch.objects.filter(campaign=release.campaign_id, contact=OuterRef("contact"))
    return release.members.exclude(out_on=None).filter(~Exists(mails))


def _first(members: QuerySet[ReleaseMember], *, on: date, now: datetime) -> datetime:
    """The first morning after the day they are decided on, in the earliest of their zones."""
    found = members.aggregate(through=Min("account__state__decided_through"), out=Max("out_at"))
    day = max(on, found["through"] + _DAY) if found["through"] else on
    while is_weekend(day):
        day += _DAY
    decided = timezone.make_aware(datetime.combine(day, time()))
    after = max(decided, now, (found["out"] or now) + undo_window())
    zone = Coalesce(
        NullIf("contact__time_zone", Value("")), NullIf("account__time_zone", Value(""))
    )
    zones = members.order_by().annotate(zone=zone).values_list("zone", flat=True).distinct()
    return min(next_morning(after, name or settings.TIME_ZONE) for name in zones)


def not_before(accounts: Collection[int], *, now: datetime) -> dict[Key, datetime]:
    """By campaign and contact, until when a mail that was just let go can be taken back."""
    fresh = just_let_go(now=now).filter(chosen("account_id", accounts))
    rows = fresh.values_list("release__campaign__slug", "contact", "out_at")
    return {(campaign, contact): at + undo_window() for campaign, contact, at in rows}


def just_let_go(*, now: datetime) -> QuerySet[ReleaseMember]:
    return ReleaseMember.objects.filter(out_at__gt=now - undo_window())
