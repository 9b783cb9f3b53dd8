"""Whether usage fell from month to month, by exact means over closed months."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

MONTHS = 3  # two falls in a row need three months


class Month(NamedTuple):
    """A closed month's pings and the sums over them; `first` is its first day."""

    first: date
    pings: int = 0
    mau: int = 0
    dau: int = 0


class Fall(NamedTuple):
    """A figure that fell twice in a row, with its sum in each of the months."""

    figure: str
    sums: tuple[int, int, int]


def closed(on: date, months: int = MONTHS) -> list[date]:
    """The first days of the months before the day's, the oldest first."""
    found, first = [], on.replace(day=1)
    for _ in range(months):
        first = (first - timedelta(1)).replace(day=1)
        found.append(first)
    return found[::-1]


def falls(months: Sequence[Month], *, percent: int, least: int) -> list[Fall] | None:
    """Monthly or daily users that fell by so many percent twice; None where pings are too few."""
    if len(months) != MONTHS or any(month.pings < least for month in months):
        return None
    found = []
    for figure in ("mau", "dau"):
        sums = tuple(getattr(month, figure) for month in months)
        if all(
            _fell(sums[n], months[n].pings, sums[n + 1], months[n + 1].pings, percent)
            for n in range(MONTHS - 1)
        ):
            found.append(Fall(figure, sums))
    return found


def _fell(before: int, pings_before: int, after: int, pings_after: int, percent: int) -> bool:
    """after/pings ≤ (100 − percent) % of before/pings, without dividing."""
    return before > 0 and 100 * after * pings_before <= (100 - percent) * before * pings_after
