"""Finds what did not happen, in a fixed number of queries."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.utils import timezone

from campaigns.quiet import book, mails, signs
from campaigns.quiet.report import Cause, Report

LATELY = timedelta(days=1)


class Asked(NamedTuple):
    """The time the report is about; `on` is the day it is made."""

    since: datetime
    now: datetime
    on: date


Source = Callable[[Asked], list[Cause]]
# The gravest first: whatever stops everything, then what is lost, then what may be.
SOURCES: tuple[Source, ...] = (
    signs.silences,
    book.undecided,
    signs.late_mails,
    signs.stopped_campaigns,
    mails.uncertain,
    mails.failed,
    mails.skipped,
    mails.waiting_long,
    mails.held,
    signs.events,
    signs.own_mails,
    signs.posts,
    signs.calendars,
    book.stale_usage,
    book.stale_imports,
)


def read(*, now: datetime, since: datetime | None = None) -> Report:
    """The report as of now; of what happened, what happened since, by default in a day."""
    asked = Asked(since or now - LATELY, now, timezone.localdate(now))
    found = [cause for source in SOURCES for cause in source(asked)]
    return Report(asked.on, asked.since, [cause for cause in found if cause.count])
