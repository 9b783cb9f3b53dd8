"""The only writer of decisions: stage changes, health changes, states, alerts, overrides."""

from lifecycle.record.alerts import (
    acknowledge,
    elsewhere,
    missing_roles,
    note,
    raise_alerts,
    reopen,
    snooze,
    standing,
)
from lifecycle.record.days import RULE, day
from lifecycle.record.overrides import end_override, override

__all__ = [
    "RULE",
    "acknowledge",
    "day",
    "elsewhere",
    "end_override",
    "missing_roles",
    "note",
    "override",
    "raise_alerts",
    "reopen",
    "snooze",
    "standing",
]
