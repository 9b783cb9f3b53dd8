"""Pages of help requests: the list, each one's thread, an account's tab, mails that came in."""

from campaigns.admin.help import actions, ledgers, page, tab

__all__ = ["actions", "ledgers", "page", "tab"]
