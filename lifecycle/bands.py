"""Healthy, concerning and poor ranges of a number, written as text and checked for gaps."""

import re
from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

HEALTHY, CONCERNING, POOR = "healthy", "concerning", "poor"
NAMES = (HEALTHY, CONCERNING, POOR)
RANK = {"": 0, HEALTHY: 0, CONCERNING: 1, POOR: 2}

_CONDITION = re.compile(r"(<=|>=|<|>)\s*(\d+(?:\.\d+)?)")


class BandError(ValueError):
    """The ranges overlap, leave a gap or cannot be read."""


class Edge(NamedTuple):
    """Where one range ends and the next begins; `upper` tells which of them owns the number."""

    numerator: int
    denominator: int
    upper: bool


class Bands(NamedTuple):
    """Two edges in rising order, and the names of the three ranges from low to high."""

    low: Edge
    high: Edge
    names: tuple[str, str, str]

    def of(self, numerator: int, denominator: int = 1) -> str:
        """Name the range of the exact fraction; `denominator` is positive."""
        # Unrolled: a day asks this several times of every account.
        (at, of, upper), high, names = self
        left, right = numerator * of, at * denominator
        if left < right or (left == right and not upper):
            return names[0]
        at, of, upper = high
        left, right = numerator * of, at * denominator
        return names[1] if left < right or (left == right and not upper) else names[2]


def parse(ranges: Mapping[str, str], *, whole: bool = False, what: str = "bands") -> Bands:
    """Read {"healthy": ">= 30", "concerning": "> 20, < 30", "poor": "<= 20"} (H3).

    Whole numbers may leave out what lies between two of them: "<= 14" and ">= 15" touch.
    Raises BandError when ranges overlap, leave a gap or are not three.
    """
    if set(ranges) != set(NAMES):
        raise BandError(f"{what}: needs exactly {', '.join(NAMES)}.")
    spans = [(_span(ranges[name], whole, f"{what}.{name}"), name) for name in NAMES]
    spans.sort(key=lambda span: span[0][0])
    edges = []
    for ((_, end), name), ((start, _), after) in pairwise(spans):
        if end is None or start is None or end != start:
            fault = "leave a gap" if _gap(end, start) else "overlap"
            raise BandError(f"{what}: {name} and {after} {fault}.")
        value, upper = end
        edges.append(Edge(value.numerator, value.denominator, upper == 0))
    if spans[0][0][0] > (0, 0) or spans[-1][0][1] is not None:
        raise BandError(f"{what}: some numbers belong to no range.")
    return Bands(edges[0], edges[1], tuple(name for _, name in spans))  # type: ignore[arg-type]


# A border lies just before (0) or just after (1) its number, so that borders sort and compare.
_Border = tuple[Fraction, int]
_FLOOR: _Border = (Fraction(0), 0)


def _gap(end: _Border | None, start: _Border | None) -> bool:
    return end is not None and start is not None and end < start


def _span(text: str, whole: bool, what: str) -> tuple[_Border, _Border | None]:
    low: _Border = _FLOOR
    high: _Border | None = None
    parts = [part.strip() for part in str(text).split(",")]
    for part in parts:
        match = _CONDITION.fullmatch(part)
        if not match:
            raise BandError(f"{what}: “{part}” is no condition such as “>= 30” or “< 5”.")
        sign, number = match[1], Fraction(match[2])
        if whole and number.denominator != 1:
            raise BandError(f"{what}: “{part}” counts whole things.")
        border = _after(number, whole) if sign in (">", "<=") else (number, 0)
        # All conditions hold together, so of two on one side the narrower counts.
        if sign in (">=", ">"):
            low = max(low, border)
        else:
            high = border if high is None else min(high, border)
    if high is not None and high <= low:
        raise BandError(f"{what}: “{text}” holds no number.")
    return low, high


def _after(number: Fraction, whole: bool) -> _Border:
    return (number + 1, 0) if whole else (number, 1)
