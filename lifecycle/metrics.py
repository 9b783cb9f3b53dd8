"""Utilization and usage as exact fractions, or unknown."""

from typing import NamedTuple

from lifecycle.facts import Figures, named
from lifecycle.policy import Policy


class Metrics(NamedTuple):
    """Fractions (numerator, denominator); None is unknown, which never satisfies a target."""

    utilization: tuple[int, int] | None
    usage: tuple[int, int] | None


def measure(figures: Figures, seats: int, policy: Policy) -> Metrics:
    """MAU by seats, and mean DAU by that same MAU (rules, Words)."""
    mau = figures.mau
    if mau is None:
        return Metrics(None, None)
    utilization = (mau, seats) if seats else None
    if figures.dau_days < policy.usage_minimum_pings:
        return Metrics(utilization, None)
    usage = (figures.dau_total, figures.dau_days * mau) if mau else (0, 1)
    return named(Metrics, (utilization, usage))


def percent(fraction: tuple[int, int] | None) -> int | None:
    """Whole percent, rounded down; for showing, never for deciding."""
    return None if fraction is None else 100 * fraction[0] // fraction[1]


def meets(metrics: Metrics, policy: Policy) -> bool:
    """Whether both targets are reached, or surpassed where the programme says so (S7)."""
    utilization, usage = metrics
    if utilization is None or usage is None:
        return False
    surpass = policy.surpass_targets
    return _enough(utilization, policy.target_utilization, surpass) and (
        _enough(usage, policy.target_usage, surpass)
    )


def _enough(fraction: tuple[int, int], target: int, surpass: bool) -> bool:
    have, needed = 100 * fraction[0], target * fraction[1]
    return have > needed if surpass else have >= needed
