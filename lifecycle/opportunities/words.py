"""How an opportunity is told: title, the reason with its rule, the evidence with its days."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from lifecycle.decide import Decision
from lifecycle.facts import AccountFacts
from lifecycle.opportunities.rules import FEATURE, PRODUCT, SEATS, Key, Need
from lifecycle.policy import Policy

NAMES: Mapping[str, str] = {"code_search": "Code Search", "cody": "Cody"}


class Told(NamedTuple):
    """`evidence` are lines of a name, a value and the day it is from."""

    title: str
    reason: str
    evidence: list[tuple[str, str, str]]


def tell(
    key: Key,
    facts: AccountFacts,
    decision: Decision,
    needs: Sequence[Need],
    policy: Policy,
    *,
    since: date,
) -> Told:
    kind, subject = key
    if kind == SEATS:
        return _seats(facts, decision, policy)
    if kind == PRODUCT:
        return _product(subject, facts, decision, policy, since)
    if kind == FEATURE:
        need = next(need for need in needs if need.feature == subject)
        return _feature(need, decision, policy)
    return _version(facts, policy)


def _seats(facts: AccountFacts, decision: Decision, policy: Policy) -> Told:
    mau, seats = facts.figures.mau, decision.relationship.seats
    share = 100 * mau // seats
    full = 100 * mau >= policy.seats_full * seats
    limit = policy.seats_full if full else policy.seats_nearly_full
    title = "Seats are used up" if full else "Seats are nearly used up"
    return Told(
        f"{title}: {mau} people on {seats}",
        f"{mau} people used it within a month, {share} % of {seats} seats: {limit} % or more (O1).",
        [
            ("Monthly users", str(mau), _day(facts.figures.mau_on)),
            ("Seats in force", str(seats), _day(decision.on)),
        ],
    )


def _product(
    product: str, facts: AccountFacts, decision: Decision, policy: Policy, since: date
) -> Told:
    owned = " and ".join(NAMES.get(name, name) for name in sorted(decision.relationship.products))
    utilization, usage = decision.state.utilization, decision.state.usage
    mau_on = _day(facts.figures.mau_on)
    return Told(
        f"{NAMES[product]} is not owned, and {owned} is used to the full",
        f"Utilization {utilization} % and usage {usage} % meet their targets of "
        f"{policy.target_utilization} % and {policy.target_usage} %, and have on every day "
        f"looked at since {since} (O2).",
        [
            ("Products in force", owned, _day(decision.on)),
            ("Utilization", f"{utilization} %", mau_on),
            ("Usage", f"{usage} %", mau_on),
        ],
    )


def _feature(need: Need, decision: Decision, policy: Policy) -> Told:
    day = (decision.on - decision.relationship.start).days
    served = " and ".join(f"“{title}”" for title in need.use_cases)
    return Told(
        f"{need.name}: never used, though {served} needs it"[:200],
        f"The feature was never used by day {day} of the relationship, "
        f"{policy.opportunity_feature_days} or more, and serves {served} (O3).",
        [
            ("First use", "none", _day(decision.on)),
            ("Serves", served, _day(decision.on)),
            ("Day of the relationship", str(day), _day(decision.on)),
        ],
    )


def _version(facts: AccountFacts, policy: Policy) -> Told:
    behind = facts.signals.versions_behind
    return Told(
        f"{behind} versions behind: an upgrade to plan",
        f"The instance is {behind} versions behind, more than "
        f"{policy.opportunity_versions_behind} (O4).",
        [("Versions behind", str(behind), _day(facts.signals.on))],
    )


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
