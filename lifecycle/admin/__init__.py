"""Admin pages of rules, decisions and the team's work, one module per noun."""

from lifecycle.admin import (
    absence,
    alert,
    cluster,
    document,
    health,
    override,
    playbook,
    pool,
    programme,
    renewal,
    review,
    stage,
    state,
    task,
    team,
    work,
)

__all__ = [
    "absence",
    "alert",
    "cluster",
    "document",
    "health",
    "override",
    "playbook",
    "pool",
    "programme",
    "renewal",
    "review",
    "stage",
    "state",
    "task",
    "team",
    "work",
]
