"""Which terms and add-ons of one account cannot stand side by side."""

from bisect import bisect_left
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple


class Term(NamedTuple):
    """A term of a file, as much of it as is needed to compare it with others."""

    line: int
    start: date
    end: date
    known_from: date
    churned_on: date | None


class Held(NamedTuple):
    """A term that stands: of an earlier line, or (line 0) of the book."""

    start: date
    end: date
    line: int

    def __str__(self) -> str:
        where = f"on line {self.line}" if self.line else "in the book"
        return f"the term {self.start} to {self.end} {where}"


def clashes(terms: Iterable[Term], book: Iterable[tuple[date, date]]) -> dict[int, str]:
    """Map the line of each term that must be refused to the reason.

    A term with the start of one in the book replaces it. When such a term is itself refused, the
    one in the book stays and may stand in the way of others: so everything is looked at again.
    """
    terms, book = list(terms), list(book)
    refused: dict[int, str] = {}
    while True:
        candidates = [term for term in terms if term.line not in refused]
        replaced = {term.start for term in candidates}
        held = sorted(Held(start, end, 0) for start, end in book if start not in replaced)
        found = {}
        for term in candidates:
            if other := _in_the_way(held, term):
                found[term.line] = f"overlaps {other}"
            else:
                held.insert(bisect_left(held, (term.start,)), Held(term.start, term.end, term.line))
        if not found:
            return refused
        refused |= found


def _in_the_way(held: list[Held], term: Term) -> Held | None:
    """Find what the term overlaps; only its neighbours can, as those held do not overlap."""
    at = bisect_left(held, (term.start,))
    if at < len(held) and held[at].start < term.end:
        return held[at]
    return held[at - 1] if at and held[at - 1].end > term.start else None
