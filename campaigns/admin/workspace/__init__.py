"""The workspace of an account: the list of the book, and one page with everything on it."""

from campaigns.admin.workspace import account, actions

__all__ = ["account", "actions"]
