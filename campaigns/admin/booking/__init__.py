"""Pages of meetings, their types, and the hours of those who hold them."""

from campaigns.admin.booking import ledgers

__all__ = ["ledgers"]
