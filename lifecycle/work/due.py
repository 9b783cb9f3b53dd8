"""How near a due date is, in the words of lists and pages."""

from datetime import date

_DAYS_NAMED = 6


def words(due_on: date, *, on: date) -> str:
    """“3 days overdue”, “today”, “tomorrow”, “Friday”, “in 9 days”."""
    days = (due_on - on).days
    if days < 0:
        return "1 day overdue" if days == -1 else f"{-days} days overdue"
    if days <= 1:
        return ("today", "tomorrow")[days]
    return f"{due_on:%A}" if days <= _DAYS_NAMED else f"in {days} days"


def tone(due_on: date, *, on: date) -> str:
    """A class of the style sheet: late is red, today amber, the rest quiet."""
    if due_on < on:
        return "band-poor"
    return "band-concerning" if due_on == on else "band-none"
