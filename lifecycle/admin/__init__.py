"""Admin pages of rules, decisions and the team's work, one module per noun."""

from lifecycle.admin import (
    alert,
    cluster,
    document,
    health,
    override,
    playbook,
    programme,
    renewal,
    stage,
    state,
    task,
    work,
)

__all__ = [
    "alert",
    "cluster",
    "document",
    "health",
    "override",
    "playbook",
    "programme",
    "renewal",
    "stage",
    "state",
    "task",
    "work",
]
