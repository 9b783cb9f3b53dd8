"""The kinds of alerts: how grave each is, whom it belongs to, and what a programme may change."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

OFF, GRAVE, SERIOUS, NOTICE = 0, 1, 2, 3
SEVERITIES: Mapping[str, int] = MappingProxyType(
    {"off": OFF, "grave": GRAVE, "serious": SERIOUS, "notice": NOTICE}
)
ROLES = ("ta", "ae", "ce")


class Route(NamedTuple):
    """How grave alerts of a kind are, and the roles on the account that they belong to."""

    severity: int
    to: tuple[str, ...]

    @property
    def word(self) -> str:
        return next(word for word, severity in SEVERITIES.items() if severity == self.severity)


_TA, _TA_AE = ("ta",), ("ta", "ae")
DEFAULTS: Mapping[str, Route] = MappingProxyType(
    {
        "health": Route(GRAVE, _TA),
        "band_poor": Route(GRAVE, _TA_AE),
        "usage_down": Route(GRAVE, _TA_AE),
        "not_deployed": Route(GRAVE, _TA_AE),
        "targets_lost": Route(SERIOUS, _TA),
        "onboarding_goal": Route(SERIOUS, _TA),
        "no_contact": Route(SERIOUS, _TA),
        "stale_data": Route(SERIOUS, _TA),
        "seats": Route(SERIOUS, _TA_AE),
        "overdue_tasks": Route(SERIOUS, _TA),
        "help_overdue": Route(GRAVE, _TA),
        "missing_role": Route(NOTICE, _TA),
        "feature": Route(NOTICE, _TA_AE),
    }
)
# Something that happened, once; alerts of the other kinds stand until their condition is gone.
EVENTS = frozenset({"health", "targets_lost", "feature"})
_ALWAYS = frozenset({"health", "missing_role"})  # H6 and C8
# Stands too, but is found by who knows of it and not by a look at the account's day.
ELSEWHERE = frozenset({"help_overdue"})
STANDING = tuple(kind for kind in DEFAULTS if kind not in EVENTS | ELSEWHERE)


def read(changed: Any) -> Mapping[str, Route]:
    """The routes of every kind with a programme's changes; a ValueError names what is wrong."""
    if not isinstance(changed, Mapping):
        raise ValueError(f"alerts: must be a mapping of kinds, not {changed!r}.")
    if unknown := sorted(set(changed) - set(DEFAULTS)):
        raise ValueError(f"alerts.{unknown[0]}: no such kind; {', '.join(DEFAULTS)}.")
    return {kind: _route(kind, route, changed.get(kind, {})) for kind, route in DEFAULTS.items()}


def _route(kind: str, route: Route, changed: Any) -> Route:
    if not isinstance(changed, Mapping) or set(changed) - {"severity", "to"}:
        raise ValueError(f"alerts.{kind}: takes severity and to, not {changed!r}.")
    if changed.get("severity") == "off" and kind in _ALWAYS:
        raise ValueError(f"alerts.{kind}.severity: cannot be off, the rules ask for it.")
    word, to = changed.get("severity", route.word), changed.get("to", route.to)
    if not isinstance(word, str) or word not in SEVERITIES:
        raise ValueError(f"alerts.{kind}.severity: {' or '.join(SEVERITIES)}, not {word!r}.")
    if not isinstance(to, list | tuple) or not to or not all(role in ROLES for role in to):
        raise ValueError(f"alerts.{kind}.to: a list of {', '.join(ROLES)}, not {to!r}.")
    return Route(SEVERITIES[word], tuple(role for role in ROLES if role in to))
