"""Pages of meetings, their types, and the hours of those who hold them."""

from campaigns.admin.booking import actions, host, ledgers, meeting, meeting_type, tab

__all__ = ["actions", "host", "ledgers", "meeting", "meeting_type", "tab"]
