"""Wall-clock times of a zone as instants, counted in whole minutes since 1970 UTC."""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

DAY = 24 * 60
_EPOCH = date(1970, 1, 1).toordinal()
_MINUTE = timedelta(minutes=1)


def minute(moment: datetime) -> int:
    """The minute that holds an aware moment."""
    return int(moment.timestamp() // 60)


@lru_cache(maxsize=16384)
def moment(minute: int) -> datetime:
    return datetime.fromtimestamp(minute * 60, UTC)


def local_day(minute: int, zone: str) -> date:
    return datetime.fromtimestamp(minute * 60, ZoneInfo(zone)).date()


def instant(zone: str, day: date, wall: int) -> int:
    """The instant of a wall time, in minutes from midnight: the first of two, the next of none."""
    midnight, regular = _midnight(zone, day.toordinal())
    return midnight + wall if regular else _on_a_change(ZoneInfo(zone), day, wall)


@lru_cache(maxsize=16384)
def _midnight(zone: str, ordinal: int) -> tuple[int, bool]:
    """When the day begins, and whether its clock runs through from there to the next midnight."""
    info, day = ZoneInfo(zone), date.fromordinal(ordinal)
    begins = datetime(day.year, day.month, day.day)
    offsets = {
        info.utcoffset((begins + timedelta(hours=hours)).replace(fold=fold))
        for hours in (0, 24)
        for fold in (0, 1)
    }
    offset = info.utcoffset(begins) or timedelta()
    seconds_whole = not offset % _MINUTE
    midnight = (ordinal - _EPOCH) * DAY - offset // _MINUTE
    return midnight, len(offsets) == 1 and seconds_whole


def _on_a_change(info: ZoneInfo, day: date, wall: int) -> int:
    local = datetime(day.year, day.month, day.day) + timedelta(minutes=wall)
    earlier = _utc(local, info.utcoffset(local))
    later = _utc(local, info.utcoffset(local.replace(fold=1)))
    if later >= earlier:
        return earlier
    # The clock leaps over this time: the first instant after the leap lies between the two.
    after = info.utcoffset(local.replace(fold=1))
    while later < earlier:
        middle = (later + earlier) // 2
        if datetime.fromtimestamp(middle * 60, info).utcoffset() == after:
            earlier = middle
        else:
            later = middle + 1
    return earlier


def _utc(local: datetime, offset: timedelta | None) -> int:
    return minute((local - (offset or timedelta())).replace(tzinfo=UTC))
