"""Daily usage reports of the demo book, drawn from a customer's story."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from random import Random

from cs_portal.demo.stories import Moment

WEEKEND_SHARE = 0.22
SATURDAY = 5


def level(moments: Sequence[Moment], ago: int) -> tuple[float, float]:
    """Reach and rhythm so many days ago, in percent; before the first moment there is less."""
    first, last = moments[0], moments[-1]
    if ago >= first.ago:
        return float(first.reach), float(first.rhythm)
    if ago <= last.ago:
        return float(last.reach), float(last.rhythm)
    for early, late in pairwise(moments):
        if early.ago >= ago >= late.ago:
            part = (early.ago - ago) / (early.ago - late.ago)
            return (
                early.reach + (late.reach - early.reach) * part,
                early.rhythm + (late.rhythm - early.rhythm) * part,
            )
    raise ValueError("moments go from the oldest to the newest")


def pings(
    moments: Sequence[Moment], seats: int, *, first: date, last: date, on: date, chance: Random
) -> Iterator[tuple[date, int, int, int]]:
    """Day, daily, weekly and monthly users; now and then a report is lost, as in life."""
    for number in range((last - first).days + 1):
        day = first + timedelta(number)
        if chance.random() < 0.02:
            continue
        reach, rhythm = level(moments, (on - day).days)
        mau = round(seats * reach / 100 * chance.uniform(0.985, 1.015))
        mau = max(1, min(mau, seats))
        share = rhythm / 100 * chance.uniform(0.9, 1.1)
        if day.weekday() >= SATURDAY:
            share *= WEEKEND_SHARE
        dau = min(round(mau * share), mau)
        wau = min(mau, max(dau, round(mau * min(0.95, rhythm / 100 * 1.6))))
        yield day, dau, wau, mau
