"""What became of the use of the product around a day: before it and after."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import NamedTuple

from accounts.models import Account, Ping
from accounts.thresholds import TRAINING_EFFECT_DAYS, number


class Effect(NamedTuple):
    """Daily users on average; None where nothing was reported."""

    before: int | None
    after: int | None
    whole: bool  # whether all the days after are over

    @property
    def change(self) -> int | None:
        """In percent, cut off towards nothing."""
        if not self.before or self.after is None:
            return None
        return int(100 * (self.after - self.before) / self.before)


def length(account: Account) -> int:
    """How many days before and after are compared, by the programme's policy."""
    return number(account.programme.policy, "training_effect_days", TRAINING_EFFECT_DAYS)


def around(account: Account, days: Collection[date], *, on: date) -> dict[date, Effect]:
    """For each day, the time before it and what there is of that after, in one query."""
    if not days:
        return {}
    span = timedelta(length(account))
    pings = Ping.objects.filter(
        account=account, date__gte=min(days) - span, date__lte=max(days) + span, date__lt=on
    )
    dau = dict(pings.order_by().values_list("date", "dau"))
    return {day: _effect(dau, day, span, on) for day in days}


def _effect(dau: dict[date, int], day: date, span: timedelta, on: date) -> Effect:
    before = [count for on, count in dau.items() if day - span <= on < day]
    after = [count for on, count in dau.items() if day < on <= day + span]
    return Effect(_average(before), _average(after), on > day + span)


def _average(counts: list[int]) -> int | None:
    return sum(counts) // len(counts) if counts else None
