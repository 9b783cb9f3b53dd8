"""Usage by month as the coordinates of a drawing, for the page and for print alike."""

from collections.abc import Sequence
from typing import Any, NamedTuple

WIDTH, HEIGHT = 720, 240
LEFT, RIGHT, TOP, BOTTOM = 46, 10, 16, 26


class Bar(NamedTuple):
    """`tone` is mau or dau; the label stands inside where there is room, else above the bar."""

    x: float
    y: float
    width: float
    height: float
    tone: str
    label: str
    inside: bool

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)

    @property
    def label_y(self) -> float:
        return round(self.y + (14 if self.inside else -4), 1)


class Tick(NamedTuple):
    at: float
    text: str


class Chart(NamedTuple):
    """Bars from the base line up, and the levels of seats and target as runs of points."""

    bars: list[Bar]
    seats: list[tuple[float, float]]
    target: list[tuple[float, float]]
    x_ticks: list[Tick]
    y_ticks: list[Tick]
    base: float
    empty: bool


def draw(months: Sequence[dict[str, Any]]) -> Chart:
    values = [month[key] or 0 for month in months for key in ("mau", "dau", "seats")]
    top = _round_up(max([*values, 4]))
    step = (WIDTH - LEFT - RIGHT) / max(len(months), 1)
    wide = min(step * 0.36, 46)

    def y(value: float) -> float:
        return round(TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / top), 1)

    bars, seats, target = [], [], []
    base = y(0)
    for place, month in enumerate(months):
        middle = LEFT + step * (place + 0.5)
        for key, x in (("mau", middle - wide - 1), ("dau", middle + 1)):
            if month[key] is not None:
                height = round(base - y(month[key]), 1)
                text = f"{month[key]:,}" if len(months) <= 12 else ""
                bars.append(
                    Bar(
                        round(x, 1),
                        y(month[key]),
                        round(wide, 1),
                        height,
                        key,
                        text,
                        inside=height >= 22 and wide >= 8 * len(text),
                    )
                )
        for key, line in (("seats", seats), ("target", target)):
            line.append((round(LEFT + step * place, 1), y(month[key])))
            line.append((round(LEFT + step * (place + 1), 1), y(month[key])))
    return Chart(
        bars,
        seats,
        target,
        list(_x_ticks(months, step)),
        [Tick(y(top * quarter / 4), f"{top * quarter / 4:,.0f}") for quarter in range(5)],
        base,
        not bars,
    )


def points(line: Sequence[tuple[float, float]]) -> str:
    """As SVG writes them."""
    return " ".join(f"{x},{y}" for x, y in line)


def _x_ticks(months: Sequence[dict[str, Any]], step: float):
    every = -(-len(months) // 12)
    for place, month in enumerate(months):
        if place % every == 0:
            yield Tick(round(LEFT + step * (place + 0.5), 1), month["name"])


def _round_up(value: int) -> int:
    """A round number at or above the value that quarters well."""
    size = 4
    while True:
        for factor in (1, 2, 3, 5):
            if factor * size >= value:
                return factor * size
        size *= 10
