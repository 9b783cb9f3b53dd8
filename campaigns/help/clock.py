"""By when a question is answered: hours that run all the time, on working days, or at work."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta, tzinfo

HOURS, WORKING_DAYS, WORKING_HOURS = CLOCKS = ("hours", "working_days", "working_hours")
_SPANS = {
    HOURS: (timedelta(0), timedelta(hours=24)),
    WORKING_DAYS: (timedelta(0), timedelta(hours=24)),
    WORKING_HOURS: (timedelta(hours=9), timedelta(hours=17)),
}
_DAY = timedelta(1)
_SATURDAY = 5


def due(
    asked: datetime, hours: int, *, clock: str, zone: tzinfo, free: Collection[date] = ()
) -> datetime:
    """When so many hours of the clock have run since it was asked.

    Working days are Monday to Friday but for the free ones, in the zone of those who answer; an
    hour is one on the wall, so a change of the clocks neither gives nor takes one of theirs.
    """
    if clock == HOURS:
        return asked + timedelta(hours=hours)
    opens, closes = _SPANS[clock]
    at, left = asked.astimezone(zone).replace(tzinfo=None), timedelta(hours=hours)
    while True:
        midnight = datetime.combine(at.date(), time())
        if _works(at.date(), free):
            begins = max(at, midnight + opens)
            there = midnight + closes - begins
            if left <= there:
                return (begins + left).replace(tzinfo=zone)
            left -= max(there, timedelta(0))
        at = midnight + _DAY


def _works(day: date, free: Collection[date]) -> bool:
    return day.weekday() < _SATURDAY and day not in free


def last_day(moment: datetime, zone: tzinfo) -> date:
    """The day by whose end it is due: midnight belongs to the day before."""
    return (moment.astimezone(zone) - timedelta(microseconds=1)).date()
