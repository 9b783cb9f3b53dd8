"""Writes an account's timeline: what was done, when, and by whom."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from accounts import bulk
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


class Line(NamedTuple):
    """What is to be told of one account among many."""

    account: int
    kind: str
    title: str
    body: str = ""


def log_lines(lines: Iterable[Line], *, on: date, now: datetime, by: User | None = None) -> None:
    """Add entries for many accounts at once; without `by` it was the portal's own doing."""
    names = ("account", "kind", "title", "body", "on", "author", "created_at")
    author = by and by.pk
    bulk.add(
        TimelineEntry,
        names,
        [(line.account, line.kind, line.title[:200], line.body, on, author, now) for line in lines],
    )
