"""Which stage an account is in on a day, by rules S1 to S8."""

from datetime import date, timedelta
from typing import NamedTuple

from lifecycle.facts import (
    ADOPTING,
    NURTURING,
    ONBOARDING,
    PROSPECT,
    RENEWING,
    Term,
)
from lifecycle.policy import Policy
from lifecycle.relationships import Relationship, first_start, returning


class Finding(NamedTuple):
    """The rule's own answer; an empty stage is none."""

    stage: str
    rule: str
    overdue: bool = False


_ONBOARDING = Finding(ONBOARDING, "S4")
_RENEWING = {overdue: Finding(RENEWING, "S5", overdue) for overdue in (False, True)}
_NURTURING = Finding(NURTURING, "S6")
_ADOPTING = Finding(ADOPTING, "S8")


def find(
    terms: tuple[Term, ...],
    relationship: Relationship | None,
    targets_row: int,
    stage_yesterday: str,
    policy: Policy,
    on: date,
) -> Finding:
    """The first rule that holds on the day; `stage_yesterday` is the rule's own, not a person's."""
    if relationship is None:
        return _before(terms, policy, on)
    churned_on = relationship.in_force.churned_on
    if churned_on is not None and churned_on <= on:
        back = returning(terms, policy, on)
        return Finding(PROSPECT if back else "", "S1")
    if (on - relationship.start).days < policy.onboarding_days:
        return _ONBOARDING
    near = (relationship.renewal_on - on).days <= policy.renewing_days
    if near and on >= renewing_from(relationship, policy):
        return _RENEWING[on > relationship.renewal_on]
    if stage_yesterday == NURTURING:
        return _NURTURING
    if targets_row >= policy.target_days_in_a_row:
        return Finding(NURTURING, "S7")
    return _ADOPTING


def renewing_from(relationship: Relationship, policy: Policy) -> date:
    """The first day of Renewing: 120 days before the renewal, or half a shorter term (S5)."""
    length = (relationship.last.end - relationship.last.start).days
    return relationship.renewal_on - timedelta(min(policy.renewing_days, length // 2))


def _before(terms: tuple[Term, ...], policy: Policy, on: date) -> Finding:
    start = first_start(terms)
    if start is None or on < start - timedelta(policy.prospect_days):
        return Finding("", "S2")
    return Finding(PROSPECT, "S3")
