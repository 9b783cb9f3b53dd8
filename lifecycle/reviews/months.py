"""Usage month by month beside the seats and the target."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

Month = dict[str, Any]


def by_month(
    pings: Sequence[tuple[date, int, int]],
    seats: Sequence[tuple[date, int]],
    target_percent: int,
    *,
    first: date,
    last: date,
) -> list[Month]:
    """One entry for each calendar month of the period, those without a ping included.

    `mau` is the newest ping's of the month, `dau` the mean to the nearest whole number. `seats` are
    (day, number) where the number changes; a month shows those of its last day in the period.
    """
    found = []
    for begins, ends in _months(first, last):
        inside = [ping for ping in pings if begins <= ping[0] <= ends]
        held = _seats(seats, ends)
        found.append(
            {
                "month": f"{begins:%Y-%m}",
                "name": f"{begins:%b %Y}",
                "mau": inside[-1][2] if inside else None,
                "mau_on": inside[-1][0].isoformat() if inside else None,
                "dau": _nearest(sum(ping[1] for ping in inside), len(inside)) if inside else None,
                "pings": len(inside),
                "seats": held,
                "target": -(-held * target_percent // 100),
            }
        )
    return found


def _months(first: date, last: date):
    begins = first
    while begins <= last:
        following = (begins.replace(day=1) + timedelta(32)).replace(day=1)
        yield begins, min(following - timedelta(1), last)
        begins = following


def _seats(seats: Sequence[tuple[date, int]], day: date) -> int:
    found = [number for since, number in seats if since <= day]
    return found[-1] if found else 0


def _nearest(total: int, count: int) -> int:
    return (2 * total + count) // (2 * count)
