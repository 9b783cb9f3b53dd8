"""Pages of surveys: results, drafts, asking, the ledgers of who was asked and what they said."""

from campaigns.admin.survey import ledgers, page, tab

__all__ = ["ledgers", "page", "tab"]
