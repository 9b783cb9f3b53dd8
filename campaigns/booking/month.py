"""The months of a booking page: which days have times, and where else there are some."""

import calendar
from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple


class Cell(NamedTuple):
    """A day of the month; `count` says how many times it has."""

    on: date
    count: int
    chosen: bool

    @property
    def said(self) -> str:
        """What it is called when read out."""
        times = "1 time" if self.count == 1 else f"{self.count} times"
        return f"{self.on:%A} {self.on.day} {self.on:%B}, {times}"


class Month(NamedTuple):
    """Weeks from Monday to Sunday, without those before any time; other months' days are None."""

    first: date
    weeks: tuple[tuple[Cell | None, ...], ...]
    before: date | None
    after: date | None

    @property
    def name(self) -> str:
        return f"{self.first:%B %Y}"


def chosen(days: Iterable[date], wanted: date | None) -> date | None:
    """The day wanted if it has times, else the first after it that has, else the last."""
    known = sorted(days)
    if not known:
        return None
    return next((day for day in known if wanted is None or day >= wanted), known[-1])


def month(counts: Mapping[date, int], day: date) -> Month:
    """The month around the chosen day; `before` and `after` are days with times in others."""
    first = day.replace(day=1)
    earliest = min(counts, default=day)
    weeks = tuple(
        tuple(
            Cell(each, counts.get(each, 0), each == day) if each.month == day.month else None
            for each in week
        )
        for week in calendar.Calendar().monthdatescalendar(day.year, day.month)
        if week[-1] >= earliest
    )
    earlier = [each for each in counts if each < first]
    later = [each for each in counts if (each.year, each.month) > (day.year, day.month)]
    before = max(earlier, default=None)
    if before:
        before = min(each for each in earlier if each >= before.replace(day=1))
    return Month(first, weeks, before, min(later, default=None))
