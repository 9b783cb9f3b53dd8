"""Sums over answers: the promoter score, means and shares, exact until they are shown."""

from collections import Counter
from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple

PROMOTER, DETRACTOR = 9, 6


class Promoters(NamedTuple):
    """People by what they would tell others, on a scale of 0 to 10."""

    promoters: int
    passives: int
    detractors: int

    @property
    def answers(self) -> int:
        return sum(self)

    @property
    def score(self) -> int | None:
        """Promoters less detractors in per cent of all, to the nearest, a half away from zero."""
        if not self.answers:
            return None
        return _rounded(Fraction(100 * (self.promoters - self.detractors), self.answers))


def promoters(scores: Iterable[tuple[int, int]]) -> Promoters:
    """Of scores with how many gave each."""
    counted: Counter[str] = Counter()
    for score, count in scores:
        if score >= PROMOTER:
            counted["promoters"] += count
        elif score <= DETRACTOR:
            counted["detractors"] += count
        else:
            counted["passives"] += count
    return Promoters(counted["promoters"], counted["passives"], counted["detractors"])


def mean(scores: Iterable[tuple[int, int]]) -> str:
    """The mean with one decimal, a half up; nothing when there are no answers."""
    total = count = 0
    for score, many in scores:
        total, count = total + score * many, count + many
    if not count:
        return ""
    tenths = _rounded(Fraction(10 * total, count))
    return f"{tenths // 10}.{tenths % 10}"


def share(part: int, whole: int) -> int | None:
    """Whole per cent, rounded down; unknown of nothing."""
    return 100 * part // whole if whole else None


def _rounded(number: Fraction) -> int:
    sign = -1 if number < 0 else 1
    return sign * int(abs(number) + Fraction(1, 2))
