"""Terms of an account put together into relationships, as known on a day."""

from datetime import date
from typing import NamedTuple

from lifecycle.facts import Term, named
from lifecycle.policy import Policy


class Relationship(NamedTuple):
    """`seats` and `products` are those in force on the day, running add-ons included."""

    number: int
    start: date
    renewal_on: date
    in_force: Term
    last: Term
    seats: int
    products: frozenset[str]


def begins(term: Term) -> date:
    """The day a term begins: a contract signed late begins at its signature."""
    return max(term.start, term.signed_on)


def current(terms: tuple[Term, ...], policy: Policy, on: date) -> Relationship | None:
    """The last relationship with a term begun by `on`, or None before the first (W1)."""
    number, first, in_force, last = 0, None, None, None
    for term in terms:
        if term.add_on or term.signed_on > on:
            continue
        if last is None or _begins_anew(last, term, policy.relationship_gap_days):
            if term.start > on:
                break
            number, first = number + 1, term
        if term.start <= on:
            in_force = term
        last = term
    if last is None:
        return None
    seats, products = in_force.seats, in_force.products
    if len(terms) > 1:
        for term in terms:
            if term.add_on and begins(term) <= on < term.end:
                seats, products = seats + term.seats, products | term.products
    begun = begins(first)
    return named(Relationship, (number, begun, last.end, in_force, last, seats, products))


def _begins_anew(before: Term, term: Term, gap_days: int) -> bool:
    if before.churned_on is not None and before.churned_on <= term.start:
        return True
    return (term.start - before.end).days > gap_days


def returning(terms: tuple[Term, ...], policy: Policy, on: date) -> Term | None:
    """The next known term that starts within the prospect days, if there is one (S1)."""
    for term in terms:
        if not term.add_on and term.signed_on <= on < term.start:
            return term if (term.start - on).days <= policy.prospect_days else None
    return None


def first_start(terms: tuple[Term, ...]) -> date | None:
    """The start of the first term, signed or not (S2)."""
    return next((term.start for term in terms if not term.add_on), None)
