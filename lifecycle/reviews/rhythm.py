"""When the next business review is due, and which period it looks at."""

from datetime import date, timedelta
from typing import NamedTuple

from lifecycle.policy import Policy

_DAY = timedelta(1)


class Last(NamedTuple):
    """The newest review that was held: on which day, and the last day of its period."""

    held_on: date
    until: date


def due_on(policy: Policy, start: date | None, last: Last | None) -> date | None:
    """The day of the next review; None where the programme holds none or nothing has begun."""
    if not policy.review_every_days or start is None:
        return None
    first = start + timedelta(policy.review_first_day)
    if last is None or last.held_on < start:
        return first
    return last.held_on + timedelta(policy.review_every_days)


def period(policy: Policy, start: date | None, last: Last | None, *, on: date) -> tuple[date, date]:
    """Whole months up to the last one that ended, from where the last review ended.

    Without one, as many days as lie between two reviews and at most half a year; never from before
    the relationship's start. When no month has ended since, up to yesterday.
    """
    until = on.replace(day=1) - _DAY
    if last is not None:
        since = last.until + _DAY
    else:
        back = min(policy.review_every_days or 182, 182)
        since = _first_of_month_near(until - timedelta(back))
    if start is not None:
        since = max(since, start)
    if until < since:
        until = on - _DAY
    return min(since, until), until


def spelled(day: date) -> str:
    """As people write it."""
    return f"{day.day} {day:%B %Y}"


def _first_of_month_near(day: date) -> date:
    """The first of the month that is nearest to the day."""
    if day.day <= 15:
        return day.replace(day=1)
    return (day.replace(day=1) + timedelta(32)).replace(day=1)
