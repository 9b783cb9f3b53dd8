"""An objective's readings beside its path, as the coordinates of a small drawing."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

WIDTH, HEIGHT = 240, 72
LEFT, RIGHT, TOP, BOTTOM = 4, 4, 8, 8


class Point(NamedTuple):
    x: float
    y: float
    text: str


class Chart(NamedTuple):
    """`path` runs from the baseline to the target, `line` through the readings."""

    path: str
    line: str
    points: list[Point]
    today: float | None


def chart(objective: Mapping[str, Any], *, on: date) -> Chart:
    """Of a row of a plan's content."""
    begin, end = objective["baseline_on"], objective["due_on"]
    baseline, target = objective["baseline"], objective["target"]
    unit = objective["unit"]
    readings: dict[date, Decimal] = {one["on"]: one["value"] for one in objective["readings"]}
    if objective["value"] is not None:
        readings[objective["value_on"]] = objective["value"]
    known = sorted(readings.items())
    first = min([begin, *(day for day, _ in known)])
    last = max([end, *(day for day, _ in known)])
    values = [baseline, target, *(value for _, value in known)]
    low, high = min(values), max(values)
    days, span = max((last - first).days, 1), (high - low) or Decimal(1)

    def x(day: date) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * (day - first).days / days, 1)

    def y(value: Decimal) -> float:
        share = float((value - low) / span)
        return round(TOP + (HEIGHT - TOP - BOTTOM) * (1 - share), 1)

    points = [
        Point(x(day), y(value), f"{day}: {value.normalize():,f} {unit}".strip())
        for day, value in known
    ]
    return Chart(
        f"{x(begin)},{y(baseline)} {x(end)},{y(target)}",
        " ".join(f"{point.x},{point.y}" for point in points) if len(points) > 1 else "",
        points,
        x(on) if first <= on <= last else None,
    )
