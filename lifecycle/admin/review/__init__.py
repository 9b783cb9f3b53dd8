"""Business reviews in the admin: the list, the builder, what is shown, and the account's tab."""

from lifecycle.admin.review import ledgers, review, tab

__all__ = ["ledgers", "review", "tab"]
