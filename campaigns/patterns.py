"""Patterns of use that a campaign may ask for, tried on what a day concluded about an account."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from lifecycle.decide import Decision
from lifecycle.facts import AccountFacts

BANDS = ("healthy", "concerning", "poor")
TIERS = (1, 2, 3)
_PERCENTS = ("utilization_below", "utilization_from", "usage_below", "usage_from")
FIELDS = (*_PERCENTS, "bands", "tiers", "seats_from")


class PatternError(ValueError):
    """A pattern that cannot be used; the message names the field."""


class Pattern(NamedTuple):
    """Percents are exact: below 20 is less than a fifth. None and empty ask for nothing."""

    utilization_below: int | None = None
    utilization_from: int | None = None
    usage_below: int | None = None
    usage_from: int | None = None
    bands: tuple[str, ...] = ()
    tiers: tuple[int, ...] = ()
    seats_from: int = 0


def read(data: Mapping[str, Any]) -> Pattern:
    """Raises PatternError naming the field."""
    if not isinstance(data, Mapping) or not data:
        raise PatternError("a mapping is needed, such as {usage_below: 20}")
    unknown = sorted(set(data) - set(FIELDS))
    if unknown:
        raise PatternError(f"{unknown[0]}: no such field; {', '.join(FIELDS)}")
    values: dict[str, Any] = {}
    for name in (*_PERCENTS, "seats_from"):
        if name in data:
            values[name] = _whole(name, data[name])
    values["bands"] = _among("bands", data.get("bands", ()), BANDS)
    values["tiers"] = _among("tiers", data.get("tiers", ()), TIERS)
    return Pattern(**values)


def holds(pattern: Pattern, facts: AccountFacts, decision: Decision) -> bool:
    """Whether the account shows the pattern; what is unknown never does."""
    metrics = decision.metrics
    return (
        _within(metrics.utilization, pattern.utilization_from, pattern.utilization_below)
        and _within(metrics.usage, pattern.usage_from, pattern.usage_below)
        and (not pattern.bands or decision.state.confirmed_band in pattern.bands)
        and (not pattern.tiers or facts.tier in pattern.tiers)
        and decision.state.seats >= pattern.seats_from
    )


def _within(found: tuple[int, int] | None, least: int | None, below: int | None) -> bool:
    if least is None and below is None:
        return True
    if found is None:
        return False
    have, whole = 100 * found[0], found[1]
    return (least is None or have >= least * whole) and (below is None or have < below * whole)


def _whole(name: str, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise PatternError(f"{name}: a whole number of at least 0 is needed, not {value!r}")
    return value


def _among(name: str, value: Any, choices: tuple) -> tuple:
    if not isinstance(value, list | tuple):
        raise PatternError(f"{name}: a list is needed")
    for item in value:
        if item not in choices:
            raise PatternError(f"{name}: {item!r} is none of {', '.join(map(str, choices))}")
    return tuple(value)
