"""Pages of product gaps and feedback."""

from accounts.admin.gaps import actions, ledgers, tab

__all__ = ["actions", "ledgers", "tab"]
