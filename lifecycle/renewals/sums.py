"""What renewals add up to, exactly: renewing, lost, kept and gained ARR by outcome."""

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

CHURN, PARTIAL, FLAT, EXPANSION, UNKNOWN = "churn", "partial", "flat", "expansion", ""
OUTCOMES = (CHURN, PARTIAL, FLAT, EXPANSION, UNKNOWN)
_NOTHING = Decimal(0)


class Worth(NamedTuple):
    """A renewal: what it is worth today and what is expected of it, if anybody said."""

    outcome: str
    renewing: Decimal
    expected: Decimal | None


class Sum(NamedTuple):
    """`renewing` − `lost` + `gained` = `expected` + `open`, where `open` has no forecast yet."""

    outcome: str
    count: int
    renewing: Decimal
    lost: Decimal
    gained: Decimal
    open: Decimal

    @property
    def expected(self) -> Decimal:
        return self.renewing - self.lost + self.gained - self.open


def by_outcome(found: Iterable[Worth]) -> list[Sum]:
    """One sum for each outcome, in order; those without a forecast come last."""
    sums = {outcome: _empty(outcome) for outcome in OUTCOMES}
    for worth in found:
        sums[worth.outcome] = _with(sums[worth.outcome], worth)
    return list(sums.values())


def total(sums: Iterable[Sum]) -> Sum:
    whole = _empty("")
    for one in sums:
        whole = Sum("", *(a + b for a, b in zip(whole[1:], one[1:], strict=True)))
    return whole


def outcome(arr_before: Decimal, arr_after: Decimal, seats_before: int, seats_after: int) -> str:
    """What a signed term is beside the one before: money decides, then seats (N8)."""
    before, after = (arr_before, seats_before), (arr_after, seats_after)
    if before == after:
        return FLAT
    return EXPANSION if after > before else PARTIAL


def needs_retro(lost: Decimal, seats_before: int, seats_after: int, *, limit: int) -> bool:
    """Above the limit, and only when seats fall (N9)."""
    return lost > limit and seats_after < seats_before


def _empty(outcome: str) -> Sum:
    return Sum(outcome, 0, _NOTHING, _NOTHING, _NOTHING, _NOTHING)


def _with(sum_: Sum, worth: Worth) -> Sum:
    if worth.expected is None:
        lost = gained = _NOTHING
        open_ = worth.renewing
    else:
        change, open_ = worth.expected - worth.renewing, _NOTHING
        lost, gained = max(-change, _NOTHING), max(change, _NOTHING)
    return Sum(
        sum_.outcome,
        sum_.count + 1,
        sum_.renewing + worth.renewing,
        sum_.lost + lost,
        sum_.gained + gained,
        sum_.open + open_,
    )
