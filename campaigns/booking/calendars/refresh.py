"""Reads subscribed calendars when their time has come; what was read last stays when it fails."""

import logging
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import Count, F, Max, Q, QuerySet

from campaigns.booking.calendars.busy import times
from campaigns.booking.calendars.fetch import NotRead, fetch
from campaigns.models import BusyCalendar, BusyTime, Host, Meeting, MeetingType

logger = logging.getLogger("campaigns.booking")

EVERY = timedelta(minutes=15)
STALE = timedelta(hours=2)
_LONGEST = timedelta(hours=6)
_BACK = timedelta(1)


class Shown(NamedTuple):
    calendar: BusyCalendar
    times: int
    stale: bool


def refresh(
    *, clock: Callable[[], datetime], until: Callable[[], bool] = lambda: False
) -> Counter[str]:
    """Read those that are due, the longest waiting first; one that fails delays no other."""
    counts: Counter[str] = Counter()
    for calendar in due(now=clock()):
        if until():
            break
        if _claim(calendar, now=clock()):
            counts[f"calendars {_read(calendar, now=clock())}"] += 1
    return counts


def due(*, now: datetime) -> QuerySet[BusyCalendar]:
    """Not tried for a quarter of an hour; twice as long after each failure, six hours at most."""
    waiting = Q(tried_at=None)
    for failures in range(6):
        wait = min(EVERY * 2**failures, _LONGEST)
        those = Q(failures__gte=5) if failures == 5 else Q(failures=failures)
        waiting |= those & Q(tried_at__lte=now - wait)
    active = BusyCalendar.objects.filter(waiting, active=True, host__active=True)
    return active.select_related("host__user").order_by(F("tried_at").asc(nulls_first=True), "pk")


def soon(host: Host, calendar: int) -> None:
    """Read it with the next heartbeat."""
    host.calendars.filter(pk=calendar).update(tried_at=None, failures=0)


def shown(host: Host, *, now: datetime) -> list[Shown]:
    """A host's calendars, with how many times of theirs lie ahead."""
    ahead = Count("times", filter=Q(times__ends_at__gt=now))
    return [
        Shown(calendar, calendar.ahead, is_stale(calendar, now=now))
        for calendar in host.calendars.annotate(ahead=ahead)
    ]


def is_stale(calendar: BusyCalendar, *, now: datetime) -> bool:
    return calendar.refreshed_at is None or calendar.refreshed_at < now - STALE


def _claim(calendar: BusyCalendar, *, now: datetime) -> bool:
    """Tried, before anything is read: whoever is cut off leaves it for its next time."""
    mine = BusyCalendar.objects.filter(pk=calendar.pk, tried_at=calendar.tried_at)
    return bool(mine.update(tried_at=now))


def _read(calendar: BusyCalendar, *, now: datetime) -> str:
    until = now + timedelta(_horizon())
    try:
        text = fetch(calendar.url, allow_private=settings.PORTAL_CALENDARS_PRIVATE)
        found = times(
            text,
            since=now - _BACK,
            until=until,
            zone=calendar.host.user.time_zone,
            without=_ours(calendar.host, now),
        )
    except (NotRead, ValueError) as reason:
        return _failed(calendar, str(reason))
    except Exception as error:  # one calendar keeps no other from being read
        logger.exception("the calendar %d could not be read", calendar.pk)
        return _failed(calendar, f"it cannot be read: {type(error).__name__}")
    with transaction.atomic():
        calendar.times.all().delete()
        BusyTime.objects.bulk_create(
            (BusyTime(calendar=calendar, starts_at=starts, ends_at=ends) for starts, ends in found),
            batch_size=500,
        )
        BusyCalendar.objects.filter(pk=calendar.pk).update(refreshed_at=now, failures=0, error="")
    return "read"


def _failed(calendar: BusyCalendar, reason: str) -> str:
    BusyCalendar.objects.filter(pk=calendar.pk).update(
        failures=F("failures") + 1, error=reason[:300]
    )
    return "not read"


def _ours(host: Host, now: datetime) -> set[str]:
    """Meetings booked here come back by the host's own calendar."""
    own = Meeting.objects.filter(hosts__user=host.user_id, ends_at__gt=now - timedelta(60))
    return set(own.values_list("uid", flat=True))


def _horizon() -> int:
    most = MeetingType.objects.filter(active=True).aggregate(days=Max("horizon_days"))["days"]
    return (most or 60) + 1
