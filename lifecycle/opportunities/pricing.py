"""What a won opportunity would bring in a year, as a first estimate that people correct."""

from collections.abc import Sequence
from decimal import Decimal

from accounts.models import Contract, ContractKind
from lifecycle.facts import AccountFacts
from lifecycle.opportunities.rules import PRODUCT, SEATS, Key
from lifecycle.policy import Policy
from lifecycle.relationships import Relationship


def prices(
    relationships: Sequence[Relationship], facts: Sequence[AccountFacts]
) -> dict[int, Decimal]:
    """The price of a seat and year in the term in force, by account; in one query."""
    starts = {
        found.account: relationship.in_force.start
        for found, relationship in zip(facts, relationships, strict=True)
        if relationship
    }
    rows = Contract.objects.filter(account__in=starts, kind=ContractKind.TERM, seats__gt=0)
    return {
        account: arr / seats
        for account, start, arr, seats in rows.values_list("account_id", "start", "arr", "seats")
        if starts[account] == start and arr
    }


def expected(
    key: Key,
    facts: AccountFacts,
    relationship: Relationship,
    price: Decimal | None,
    policy: Policy,
) -> Decimal | None:
    """Seats: so many more as the policy offers, or are used beyond, at the price paid now.

    A product: its list price for every seat. Nothing for what brings no money by itself.
    """
    if key[0] == SEATS and price is not None:
        more = more_seats(relationship.seats, facts.figures.mau or 0, policy)
        return (price * more).quantize(Decimal("0.01"))
    if key[0] == PRODUCT:
        listed = {"code_search": policy.list_price_code_search, "cody": policy.list_price_cody}
        return Decimal(listed[key[1]] * relationship.seats) or None
    return None


def more_seats(seats: int, users: int, policy: Policy) -> int:
    """The policy's share of them, rounded up, or as many as are used beyond."""
    return max((seats * policy.opportunity_more_seats + 99) // 100, users - seats)
