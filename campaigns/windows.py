"""The moment a mail may leave: nine in the morning of a working day where its reader lives."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

MORNING = time(9)
SATURDAY = 5


def is_weekend(on: date) -> bool:
    return on.weekday() >= SATURDAY


@lru_cache(maxsize=4096)
def next_morning(after: datetime, zone: str) -> datetime:
    """The first 09:00 of a working day in the zone at or after the moment, in UTC (C7).

    `after` is aware. Nine in the morning exists once on every day in every zone, also when
    clocks change; the offset is that of the day itself.
    """
    local = ZoneInfo(zone)
    day = after.astimezone(local).date()
    while True:
        morning = datetime.combine(day, MORNING, tzinfo=local).astimezone(UTC)
        if morning >= after and not is_weekend(day):
            return morning
        day += timedelta(1)
