"""The terms of a relationship as a bar with today on it."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from lifecycle.decide import Decision
from lifecycle.facts import Term
from lifecycle.policy import Policy
from lifecycle.stages import renewing_from


class Piece(NamedTuple):
    """A term from `at` on, `width` wide, both in percent of the bar."""

    at: float
    width: float
    start: date
    end: date
    seats: int


class Bar(NamedTuple):
    start: date
    end: date
    pieces: list[Piece]
    renewing_at: float | None
    renewing_width: float
    today: float
    day: int
    days_left: int
    seats: int
    products: str

    @property
    def until_start(self) -> int:
        return -self.day


def bar(terms: Sequence[Term], decision: Decision, policy: Policy, *, on: date) -> Bar | None:
    """None without a relationship; before the first day, the first term that is known."""
    relationship = decision.relationship
    if relationship is None:
        return _ahead(terms, on)
    first, last = relationship.start, max(relationship.renewal_on, relationship.start)
    mine = [
        term
        for term in terms
        if not term.add_on and term.end > first and term.start < relationship.renewal_on
    ]
    renewing = renewing_from(relationship, policy)
    at = _at(renewing, first, last)
    return Bar(
        first,
        last,
        [_piece(term, first, last) for term in mine],
        at,
        100 - at,
        _at(on, first, last),
        (on - first).days,
        (relationship.renewal_on - on).days,
        relationship.seats,
        ", ".join(sorted(name.replace("_", " ") for name in relationship.products)),
    )


def _ahead(terms: Sequence[Term], on: date) -> Bar | None:
    coming = next((term for term in terms if not term.add_on and term.end > on), None)
    if coming is None:
        return None
    first, last = min(on, coming.start), coming.end
    products = ", ".join(sorted(name.replace("_", " ") for name in coming.products))
    return Bar(
        first,
        last,
        [_piece(coming, first, last)],
        None,
        0,
        _at(on, first, last),
        (on - coming.start).days,
        (coming.end - on).days,
        coming.seats,
        products,
    )


def _piece(term: Term, first: date, last: date) -> Piece:
    at, end = _at(max(term.start, first), first, last), _at(term.end, first, last)
    return Piece(at, round(end - at, 2), term.start, term.end, term.seats)


def _at(day: date, first: date, last: date) -> float:
    """Where a day lies on the bar, kept within it."""
    whole = max((last - first).days, 1)
    return round(100 * min(max((day - first).days, 0), whole) / whole, 2)
