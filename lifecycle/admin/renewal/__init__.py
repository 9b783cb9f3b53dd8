"""Pages of renewals and of accounts at risk, one module per noun."""

from lifecycle.admin.renewal import assessment, case, forecast, result

__all__ = ["assessment", "case", "forecast", "result"]
