"""Pages of what the team knows of its customers."""

from accounts.admin.knowledge import actions, catalogue, gaps, ledgers, tab

__all__ = ["actions", "catalogue", "gaps", "ledgers", "tab"]
