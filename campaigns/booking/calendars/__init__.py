"""Calendars elsewhere that hosts subscribe to: read on a schedule, kept as times they are busy."""

from campaigns.booking.calendars.refresh import refresh, shown, soon

__all__ = ["refresh", "shown", "soon"]
