"""Admin pages of rules and decisions, one module per noun."""

from lifecycle.admin import alert, cluster, health, override, programme, stage, state

__all__ = ["alert", "cluster", "health", "override", "programme", "stage", "state"]
