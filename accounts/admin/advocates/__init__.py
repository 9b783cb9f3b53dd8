"""Pages of champions and advocates; the list of advocates is lifecycle's, which knows stages."""

from accounts.admin.advocates import actions, ledgers, tab

__all__ = ["actions", "ledgers", "tab"]
