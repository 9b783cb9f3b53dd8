"""From which day on the portal looks after an account that an import brings (rules, C2)."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

# The gap of rule W1, and how late a new customer may be entered and still be welcomed. Rules that
# read contracts in earnest live in lifecycle; this one question is asked before an account exists.
NEW_RELATIONSHIP_AFTER = timedelta(days=90)
WELCOMED_LATE = timedelta(days=14)


class Span(NamedTuple):
    """What this question needs of a term."""

    start: date
    end: date
    known_from: date
    churned_on: date | None


def tracked_from(terms: Iterable[Span], *, on: date) -> date:
    """Return `on`, or the start of the relationship where that is at most 14 days earlier."""
    start = relationship_start(terms, on=on)
    return start if start and start >= on - WELCOMED_LATE else on


def relationship_start(terms: Iterable[Span], *, on: date) -> date | None:
    """Return the day the relationship of `on` began; None while no known term has begun."""
    found = first = previous = None
    for term in sorted((term for term in terms if term.known_from <= on), key=_start):
        if previous is None or _parted(previous, term):
            first = term
        previous = term
        if term.start <= on:
            found = first
    return max(found.start, found.known_from) if found else None


def _start(term: Span) -> date:
    return term.start


def _parted(previous: Span, term: Span) -> bool:
    churned = previous.churned_on is not None and previous.churned_on <= term.start
    return churned or term.start - previous.end > NEW_RELATIONSHIP_AFTER
