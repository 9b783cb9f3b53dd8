"""What became of the use of the product around a day: before it and after."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import NamedTuple

from accounts.models import Account, Ping

DAYS = 28


class Effect(NamedTuple):
    """Daily users on average; None where nothing was reported."""

    before: int | None
    after: int | None
    whole: bool  # whether all the weeks after are over

    @property
    def change(self) -> int | None:
        """In percent, cut off towards nothing."""
        if not self.before or self.after is None:
            return None
        return int(100 * (self.after - self.before) / self.before)


def around(account: Account, days: Collection[date], *, on: date) -> dict[date, Effect]:
    """For each day, the four weeks before it and what there is of those after, in one query."""
    if not days:
        return {}
    span = timedelta(DAYS)
    pings = Ping.objects.filter(
        account=account, date__gte=min(days) - span, date__lt=min(max(days) + span, on)
    )
    dau = dict(pings.order_by().values_list("date", "dau"))
    return {day: _effect(dau, day, span, on) for day in days}


def _effect(dau: dict[date, int], day: date, span: timedelta, on: date) -> Effect:
    before = [count for on, count in dau.items() if day - span <= on < day]
    after = [count for on, count in dau.items() if day < on <= day + span]
    return Effect(_average(before), _average(after), on > day + span)


def _average(counts: list[int]) -> int | None:
    return sum(counts) // len(counts) if counts else None
