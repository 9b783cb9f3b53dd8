"""The conditions O1 to O4: which of them hold for an account on a day."""

from collections.abc import Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from lifecycle.decide import Decision
from lifecycle.facts import PROSPECT, AccountFacts
from lifecycle.metrics import meets
from lifecycle.policy import Policy

SEATS, PRODUCT, FEATURE, VERSION = "seats", "product", "feature", "version"
KINDS = (SEATS, PRODUCT, FEATURE, VERSION)
NUMBERS = {SEATS: "O1", PRODUCT: "O2", FEATURE: "O3", VERSION: "O4"}
PRODUCTS = ("code_search", "cody")
_BOTH = frozenset(PRODUCTS)

Key = tuple[str, str]  # kind and subject


class Need(NamedTuple):
    """A feature that was never used, and the use cases that it would serve."""

    feature: str
    name: str
    product: str
    use_cases: tuple[str, ...]


class Signs(NamedTuple):
    """Conditions that hold, each with its level, and the kinds of which nothing can be said."""

    held: Mapping[Key, int]
    unknown: frozenset[str]


NONE = Signs({}, frozenset())


def likely(facts: AccountFacts, decision: Decision, needs: Sequence[Need], policy: Policy) -> bool:
    """Whether any condition can hold: for most accounts on most days none can."""
    relationship = decision.relationship
    if relationship is None:
        return False
    mau, behind = facts.figures.mau, facts.signals.versions_behind
    return bool(
        needs
        or (mau is not None and 100 * mau >= policy.seats_nearly_full * relationship.seats)
        or (behind is not None and behind > policy.opportunity_versions_behind)
        or (not relationship.products >= _BOTH and meets(decision.metrics, policy))
    )


def signs(facts: AccountFacts, decision: Decision, needs: Sequence[Need], policy: Policy) -> Signs:
    """Nothing holds for who is no customer; what is unknown neither holds nor is over."""
    relationship = decision.relationship
    if relationship is None or decision.state.stage in ("", PROSPECT):
        return NONE
    held: dict[Key, int] = {}
    unknown: list[str] = []
    _seats(facts, relationship.seats, policy, held, unknown)
    _product(decision, policy, held, unknown)
    if facts.first_ping_on is None:
        unknown.append(FEATURE)
    elif needs and (decision.on - relationship.start).days >= policy.opportunity_feature_days:
        owned = relationship.products
        held |= {(FEATURE, need.feature): 0 for need in needs if need.product in owned}
    behind = facts.signals.versions_behind
    if behind is None:
        unknown.append(VERSION)
    elif behind > policy.opportunity_versions_behind:
        held[VERSION, "version"] = 0
    if not held:
        return _quiet(tuple(unknown))
    return Signs(held, frozenset(unknown))


@cache
def _quiet(unknown: tuple[str, ...]) -> Signs:
    """Most accounts have nothing on most days: a few answers serve them all."""
    return Signs(MappingProxyType({}), frozenset(unknown))


def _seats(facts, seats: int, policy: Policy, held: dict[Key, int], unknown: list[str]) -> None:
    """O1: monthly users against seats, exactly; the higher level takes the place of the lower."""
    mau = facts.figures.mau
    if mau is None or not seats:
        unknown.append(SEATS)
    elif 100 * mau >= policy.seats_full * seats:
        held[SEATS, SEATS] = policy.seats_full
    elif 100 * mau >= policy.seats_nearly_full * seats:
        held[SEATS, SEATS] = policy.seats_nearly_full


def _product(decision: Decision, policy: Policy, held: dict[Key, int], unknown: list[str]) -> None:
    """O2: a product is not owned, and both targets of usage are met with the one that is."""
    owned = decision.relationship.products
    if not owned or owned.issuperset(PRODUCTS):
        return
    if None in decision.metrics:
        unknown.append(PRODUCT)
    elif meets(decision.metrics, policy):
        held |= {(PRODUCT, product): 0 for product in PRODUCTS if product not in owned}
