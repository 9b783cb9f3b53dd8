"""The ledgers of decisions, one module per noun."""

from lifecycle.models.alert import Alert, AlertKind
from lifecycle.models.cluster import Heartbeat, Lease
from lifecycle.models.health import Band, HealthChange
from lifecycle.models.override import StageOverride
from lifecycle.models.stage import Stage, StageChange
from lifecycle.models.state import AccountState

__all__ = [
    "AccountState",
    "Alert",
    "AlertKind",
    "Band",
    "HealthChange",
    "Heartbeat",
    "Lease",
    "Stage",
    "StageChange",
    "StageOverride",
]
