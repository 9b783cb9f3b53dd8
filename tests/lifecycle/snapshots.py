"""Snapshots of accounts for tests of the pure rules: plain tuples, no database."""

from dataclasses import replace
from datetime import date, timedelta

from lifecycle.decide import Decision, decide
from lifecycle.facts import NEW, AccountFacts, Figures, State, Term
from lifecycle.policy import Policy, default

START = date(2024, 1, 1)
SEARCH, CODY = frozenset({"code_search"}), frozenset({"cody"})


def day(number: int, start: date = START) -> date:
    """The day of that number of the relationship, the first being day 0."""
    return start + timedelta(number)


def term(start: date = START, days: int = 366, **changes) -> Term:
    end = changes.pop("end", start + timedelta(days))
    given = {"signed_on": start, "seats": 10, "products": SEARCH} | changes
    return Term(start, end, **given)


def add_on(start: date, end: date, **changes) -> Term:
    return term(start, end=end, **({"seats": 5, "products": CODY, "add_on": True} | changes))


def pinged(mau: int | None, dau: int = 0, days: int = 10, on: date = START) -> Figures:
    """Pings on so many days with the same DAU each."""
    return Figures(mau, None if mau is None else on, dau * days, days)


def facts(*terms: Term, **changes) -> AccountFacts:
    given = {
        "account": 1,
        "key": "acme",
        "programme": "digital",
        "zone": "",
        "tracked_from": START,
        "paused_until": None,
        "terms": terms or (term(),),
        "champion": True,
        "buyer": True,
    }
    return AccountFacts(**(given | changes))


def decided(found: AccountFacts, on: date, before: State = NEW, **policy) -> Decision:
    return decide(found, before, the_policy(**policy), on=on)


def lived(found: AccountFacts, first: date, last: date, **policy) -> list[Decision]:
    """The decisions of every day of the range, each starting from the one before."""
    state, decisions = NEW, []
    for number in range((last - first).days + 1):
        decision = decided(found, first + timedelta(number), state, **policy)
        state = decision.state
        decisions.append(decision)
    return decisions


def the_policy(**changes) -> Policy:
    return replace(default(), **changes)
