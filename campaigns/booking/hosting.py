"""What hosts do about their time: hours, days that differ, blocked times, other calendars."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import F, Q

from accounts.models import User
from campaigns.booking.hours import Span
from campaigns.models import BlockedTime, BusyCalendar, DateOverride, Host, Meeting, WeeklyHours

USUAL: tuple[Span, ...] = ((540, 1020),)
MOST_CALENDARS = 8


@transaction.atomic
def begin(user: User) -> Host:
    """From now on customers can book them, Mondays to Fridays from nine to five."""
    host, created = Host.objects.get_or_create(user=user)
    if created:
        set_week(host, {day: USUAL for day in range(5)})
    elif not host.active:
        Host.objects.filter(pk=host.pk).update(active=True)
    return host


@transaction.atomic
def set_week(host: Host, week: Mapping[int, Sequence[Span]]) -> None:
    """These hours and no others."""
    host.hours.all().delete()
    WeeklyHours.objects.bulk_create(
        WeeklyHours(host=host, weekday=day, begins=_time(begins), ends=_time(ends))
        for day, spans in week.items()
        for begins, ends in spans
    )


def week(host: Host) -> dict[int, tuple[Span, ...]]:
    found: dict[int, tuple[Span, ...]] = {day: () for day in range(7)}
    for row in host.hours.all():
        found[row.weekday] = (*found[row.weekday], (_minute(row.begins), _minute(row.ends)))
    return found


@transaction.atomic
def set_date(host: Host, on: date, spans: Sequence[Span]) -> None:
    """Hours of one date instead of the week's; none close it."""
    host.overrides.filter(on=on).delete()
    DateOverride.objects.bulk_create(
        DateOverride(host=host, on=on, begins=_time(begins), ends=_time(ends))
        for begins, ends in spans
    )
    if not spans:
        DateOverride.objects.create(host=host, on=on)


def lift_date(host: Host, on: date) -> bool:
    """The week's hours again."""
    return bool(host.overrides.filter(on=on).delete()[0])


def dates(host: Host, *, on: date) -> dict[date, tuple[Span, ...]]:
    """The dates to come that differ."""
    found: dict[date, tuple[Span, ...]] = {}
    for row in host.overrides.filter(on__gte=on):
        spans = found.setdefault(row.on, ())
        if row.begins is not None and row.ends is not None:
            found[row.on] = (*spans, (_minute(row.begins), _minute(row.ends)))
    return found


def block(host: Host, starts_at: datetime, ends_at: datetime, reason: str = "") -> BlockedTime:
    """Raises ValueError when it ends before it begins, or lasts longer than a year."""
    if ends_at <= starts_at:
        raise ValueError("It ends before it begins.")
    if ends_at - starts_at > timedelta(366):
        raise ValueError("A year at the most: for longer, stop taking meetings.")
    return BlockedTime.objects.create(
        host=host, starts_at=starts_at, ends_at=ends_at, reason=reason[:120]
    )


def unblock(host: Host, block_: int) -> bool:
    return bool(host.blocks.filter(pk=block_).delete()[0])


def subscribe(host: Host, name: str, url: str) -> BusyCalendar:
    """Its times count as soon as it was read; raises ValueError for what is no such address."""
    url = url.strip()
    if url.lower().startswith("webcal://"):
        url = f"https://{url[9:]}"
    if urlsplit(url).scheme != "https" or not urlsplit(url).hostname:
        raise ValueError("The address of a calendar begins with https:// or webcal://.")
    if host.calendars.count() >= MOST_CALENDARS:
        raise ValueError(f"{MOST_CALENDARS} calendars at the most.")
    calendar, created = BusyCalendar.objects.get_or_create(
        host=host, url=url, defaults={"name": name[:80]}
    )
    if not created:
        raise ValueError("This calendar is subscribed to already.")
    return calendar


def unsubscribe(host: Host, calendar: int) -> bool:
    """With everything that was read from it."""
    return bool(host.calendars.filter(pk=calendar).delete()[0])


def renew_feed(host: Host) -> None:
    """Another address for the feed; the old one ends."""
    Host.objects.filter(pk=host.pk).update(feed_number=F("feed_number") + 1)


def meetings_in(host: Host, starts_at: datetime, ends_at: datetime) -> int:
    """How many booked meetings lie in a time, which stay whatever is blocked."""
    within = Q(hosts__user=host.user_id, hosts__live=True)
    return (
        Meeting.objects.booked()
        .filter(within, starts_at__lt=ends_at, ends_at__gt=starts_at)
        .count()
    )


def _time(minute: int) -> time:
    return time(minute // 60, minute % 60)


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute
