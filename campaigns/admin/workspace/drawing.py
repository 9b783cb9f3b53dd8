"""Lines of usage as the coordinates of small drawings."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

SPARK_WIDTH, SPARK_HEIGHT, SPARK_DAYS = 96, 24, 28
WIDTH, HEIGHT = 720, 200
LEFT, RIGHT, TOP, BOTTOM = 40, 8, 26, 22
_DAY = timedelta(1)


class Mark(NamedTuple):
    """Something that happened on a day, drawn above the lines; `kind` is stage or mail."""

    x: float
    kind: str
    on: date
    text: str


class Tick(NamedTuple):
    at: float
    text: str


class Chart(NamedTuple):
    """Everything a template needs to draw; lines are runs of points without a gap in the data."""

    daily: list[str]
    monthly: list[str]
    seats: list[str]
    target: list[str]
    marks: list[Mark]
    x_ticks: list[Tick]
    y_ticks: list[Tick]
    empty: bool


def spark(values: Mapping[date, int], *, on: date) -> str:
    """Points of the days before `on`, from left to right; empty with fewer than two."""
    days = [on - timedelta(back) for back in range(SPARK_DAYS, 0, -1)]
    known = [(place, values[day]) for place, day in enumerate(days) if day in values]
    if len(known) < 2:
        return ""
    top = max(value for _, value in known) or 1
    step = SPARK_WIDTH / (SPARK_DAYS - 1)
    room = SPARK_HEIGHT - 4
    return " ".join(
        f"{place * step:.1f},{2 + room * (1 - value / top):.1f}" for place, value in known
    )


def chart(
    pings: Sequence[tuple[date, int, int]],
    seats: Mapping[date, int],
    target_percent: int,
    events: Sequence[tuple[date, str, str]],
    *,
    first: date,
    last: date,
) -> Chart:
    """`pings` are (day, DAU, MAU); `seats` holds the days on which their number changes."""
    days = max((last - first).days, 1)
    levels = [seats_on for _, seats_on in sorted(seats.items())]
    top = _round_up(max([mau for _, _, mau in pings] + levels + [4]))

    def x(day: date) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * (day - first).days / days

    def y(value: float) -> float:
        return TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / top)

    steps = _steps(seats, first, last)
    return Chart(
        daily=_runs([(day, dau) for day, dau, _ in pings], x, y),
        monthly=_runs([(day, mau) for day, _, mau in pings], x, y),
        seats=[_level(steps, 100, x, y)] if steps else [],
        target=[_level(steps, target_percent, x, y)] if steps else [],
        marks=[
            Mark(round(x(day), 1), kind, day, text)
            for day, kind, text in events
            if first <= day <= last
        ],
        x_ticks=_x_ticks(first, last, x),
        y_ticks=[Tick(round(y(value), 1), f"{value:g}") for value in _y_values(top)],
        empty=not pings,
    )


def _runs(points: Sequence[tuple[date, int]], x, y) -> list[str]:
    """A week without data breaks the line; shorter gaps are drawn through."""
    found: list[list[str]] = []
    before = None
    for day, value in points:
        if before is None or (day - before).days > 7:
            found.append([])
        found[-1].append(f"{x(day):.1f},{y(value):.1f}")
        before = day
    return [" ".join(run) for run in found]


def _steps(seats: Mapping[date, int], first: date, last: date) -> list[tuple[date, int]]:
    before = [(day, count) for day, count in sorted(seats.items()) if day <= first]
    within = [(day, count) for day, count in sorted(seats.items()) if first < day <= last]
    start = [(first, before[-1][1])] if before else []
    return (
        [*start, *within, (last, (within or start or [(last, 0)])[-1][1])]
        if (start or within)
        else []
    )


def _level(steps: Sequence[tuple[date, int]], percent: int, x, y) -> str:
    points = []
    for place, (day, count) in enumerate(steps):
        height = y(count * percent / 100)
        if place:
            points.append(f"{x(day):.1f},{y(steps[place - 1][1] * percent / 100):.1f}")
        points.append(f"{x(day):.1f},{height:.1f}")
    return " ".join(points)


def _round_up(value: int) -> int:
    """A round number at or above the value that halves and quarters well."""
    size = 4
    while size < value:
        for factor in (4, 8, 12, 20, 40):
            if factor * 10 ** (len(str(size)) - 1) >= value:
                return factor * 10 ** (len(str(size)) - 1)
        size *= 10
    return size


def _y_values(top: int) -> list[float]:
    return [0, top / 4, top / 2, 3 * top / 4, top]


def _x_ticks(first: date, last: date, x) -> list[Tick]:
    """The first of each month, and every other Monday where the span is short."""
    ticks = []
    day = first
    while day <= last:
        if day.day == 1 or day.day == 15:
            ticks.append(Tick(round(x(day), 1), f"{day.day} {day:%b}"))
        day += _DAY
    return ticks
