"""Pages of success plans: the list, a plan's own pages, and the account's tab."""

from lifecycle.admin.plan import page, parts, tab

__all__ = ["page", "parts", "tab"]
