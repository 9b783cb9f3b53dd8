"""The work on an account: its page, what is begun there, and everybody's share of it."""

from lifecycle.admin.work import actions, tab

__all__ = ["actions", "tab"]
