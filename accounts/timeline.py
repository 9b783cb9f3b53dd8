"""Writes an account's timeline: what was done, when, and by whom."""

from datetime import date, datetime

from accounts.models import Account, Contact, TimelineEntry, User


def log(
    account: Account,
    kind: str,
    title: str,
    *,
    on: date,
    now: datetime,
    by: User | None = None,
    contact: Contact | None = None,
    body: str = "",
) -> TimelineEntry:
    """Add an entry; without `by` it was the portal's own doing. A long title is cut."""
    return TimelineEntry.objects.create(
        account=account,
        contact=contact,
        kind=kind,
        on=on,
        title=title[:200],
        body=body,
        author=by,
        created_at=now,
    )
