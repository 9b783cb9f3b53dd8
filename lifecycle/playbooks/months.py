"""Whole months between dates: the same day of another month, or its last one."""

from calendar import monthrange
from datetime import date


def add(start: date, months: int) -> date:
    """The day so many months later; the last of a month that is too short for it."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def between(start: date, on: date) -> int:
    """The whole months from the start to the day, the most that `add` does not carry past it."""
    months = (on.year - start.year) * 12 + on.month - start.month
    # Days beyond the end of a month count as its last day, as they do for `add`.
    return months if add(start, months) <= on else months - 1
