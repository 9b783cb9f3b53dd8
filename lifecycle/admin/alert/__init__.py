"""The admin of alerts: the list that people work off, and the page that says why."""

from lifecycle.admin.alert import alert

__all__ = ["alert"]
