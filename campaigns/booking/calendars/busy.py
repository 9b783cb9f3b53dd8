"""When a calendar says that its owner is busy: repeats unrolled, what takes no time left out."""

import re
from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar

Time = tuple[datetime, datetime]
MOST = 20_000
# A rule that repeats so often could keep the reader busy for hours.
_TOO_OFTEN = re.compile(rb"FREQ=(SECONDLY|MINUTELY|HOURLY)", re.IGNORECASE)
_FREE = {"FREE", "WORKINGELSEWHERE"}


def times(
    text: bytes, *, since: datetime, until: datetime, zone: str, without: Collection[str] = ()
) -> list[Time]:
    """Times between the two moments, in UTC, those that touch joined; ValueError if unreadable.

    All-day events and times without a zone are those of the owner's `zone`. `without` are the
    uids of our own meetings, which stand in the way by themselves.
    """
    if b"BEGIN:VCALENDAR" not in text:
        raise ValueError("it is no calendar")
    if _TOO_OFTEN.search(text) or text.count(b"BEGIN:VEVENT") > MOST:
        raise ValueError("it holds more than can be read")
    try:
        calendar = Calendar.from_ical(text)
        query = recurring_ical_events.of(calendar, skip_bad_series=True)
        events = query.between(since, until)
    except Exception as error:  # a stranger's file may break the reader anywhere
        raise ValueError(f"it cannot be read: {type(error).__name__}") from None
    info = ZoneInfo(zone)
    found = [_time(event, info) for event in events if _is_busy(event, without)]
    return _joined([time for time in found if time and time[1] > since and time[0] < until])


def _is_busy(event: Any, without: Collection[str]) -> bool:
    """An event takes time unless it says that it does not, or does not take place."""
    if str(event.get("UID", "")) in without:
        return False
    if str(event.get("TRANSP", "OPAQUE")).upper() == "TRANSPARENT":
        return False
    if str(event.get("STATUS", "")).upper() == "CANCELLED":
        return False
    return str(event.get("X-MICROSOFT-CDO-BUSYSTATUS", "")).upper() not in _FREE


def _time(event: Any, zone: ZoneInfo) -> Time | None:
    starts, ends = event.start, event.end
    if not isinstance(ends, datetime) and ends == starts:
        ends = starts + timedelta(1)
    begins, over = _moment(starts, zone), _moment(ends, zone)
    return (begins, over) if begins < over else None


def _moment(value: date | datetime, zone: ZoneInfo) -> datetime:
    if not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day)
    return (value if value.tzinfo else value.replace(tzinfo=zone)).astimezone(UTC)


def _joined(found: list[Time]) -> list[Time]:
    joined: list[Time] = []
    for starts, ends in sorted(found):
        if joined and starts <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], ends))
        else:
            joined.append((starts, ends))
    return joined
