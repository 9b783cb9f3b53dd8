"""Pages of opportunities: the list, each one's own page, and an account's tab."""

from lifecycle.admin.opportunity import page, tab

__all__ = ["page", "tab"]
