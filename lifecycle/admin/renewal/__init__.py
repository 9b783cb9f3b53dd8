"""Pages of renewals and of accounts at risk, one module per noun."""

from lifecycle.admin.renewal import actions, assessment, case, forecast, result, tab

__all__ = ["actions", "assessment", "case", "forecast", "result", "tab"]
