"""When each kind of trigger that is no fixed day falls due for an account."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from lifecycle.decide import Decision
from lifecycle.facts import ADOPTING, NURTURING, AccountFacts, Term
from lifecycle.playbooks import definitions as kinds
from lifecycle.playbooks import months
from lifecycle.playbooks.definitions import LAST, Rule
from lifecycle.policy import Policy
from lifecycle.relationships import Relationship, first_start, returning

_QUARTER, _YEAR = 3, 12
_WORDS = {ADOPTING: "Adopting", NURTURING: "Nurturing"}


class Event(NamedTuple):
    """A health event, with the band it is about (H6)."""

    on: date
    band: str


class Day(NamedTuple):
    """All that a trigger may look at."""

    facts: AccountFacts
    decision: Decision
    relationship: Relationship | None
    coming: Term | None
    events: Sequence[Event]
    on: date


# Key, day and reason of what a rule has open.
_Found = Iterable[tuple[str, date, str]]


def coming(facts: AccountFacts, decision: Decision, policy: Policy) -> Term | None:
    """The term a prospect waits for."""
    if decision.relationship is not None:
        return returning(facts.terms, policy, decision.on)
    start = first_start(facts.terms)
    return next((term for term in facts.terms if term.start == start and not term.add_on), None)


def _before_start(rule: Rule, day: Day) -> _Found:
    if day.coming is not None:
        days, start = rule.trigger.days[0], day.coming.start
        yield "start", start - timedelta(days), f"{days} days before the start on {start}"


def _stage_entered(rule: Rule, day: Day) -> _Found:
    """Of an imported account the first day in Adopting or Nurturing is no change (P2)."""
    since, stage = day.decision.state.stage_since, rule.trigger.stage
    if since is None or (stage in _WORDS and since <= day.facts.tracked_from):
        return
    yield since.isoformat(), since, f"{_WORDS.get(stage, stage.title())} since {since}"


def _contract_quarter(rule: Rule, day: Day) -> _Found:
    """Quarters of the term in force by months from its start; each ends with its months (P5)."""
    relationship = day.relationship
    quarters = rule.trigger.quarters.get(str(day.facts.tier or "none"))
    if relationship is None or not quarters or day.on >= relationship.renewal_on:
        return
    if LAST in quarters:
        due_on = months.add(relationship.renewal_on, -_QUARTER)
        yield f"{relationship.last.start} last", due_on, "Last quarter before the renewal"
    start = relationship.in_force.start
    passed = months.between(start, day.on)
    number = passed % _YEAR // _QUARTER + 1
    if number in quarters and passed >= 0:
        begun = passed if rule.trigger.monthly else passed // _QUARTER * _QUARTER
        due_on = months.add(start, begun)
        yield due_on.isoformat(), due_on, f"Contract quarter {number}"


def _month_start(rule: Rule, day: Day) -> _Found:
    first = day.on.replace(day=1)
    relationship = day.relationship
    if relationship is None or (first - relationship.start).days < rule.trigger.minimum_day:
        return
    yield f"{first:%Y-%m}", first, f"Month of {first:%B %Y}"


def _health_event(rule: Rule, day: Day) -> _Found:
    for event in day.events:
        if event.band in rule.trigger.bands:
            yield event.on.isoformat(), event.on, f"Health {event.band} on {event.on}"


def _first_use(rule: Rule, day: Day) -> _Found:
    for feature, used_on in day.facts.first_uses:
        yield feature[:60], used_on, f"First use of {feature.replace('_', ' ')}"


def _churned(rule: Rule, day: Day) -> _Found:
    """By its own answer, whatever a person's stage says; once a term."""
    relationship = day.relationship
    if relationship is not None and day.decision.finding.rule == "S1":
        term = relationship.in_force
        if term.churned_on is not None:
            yield term.start.isoformat(), term.churned_on, f"Churned on {term.churned_on}"


TRIGGERS: Mapping[str, Callable[[Rule, Day], _Found]] = {
    kinds.BEFORE_START: _before_start,
    kinds.STAGE_ENTERED: _stage_entered,
    kinds.CONTRACT_QUARTER: _contract_quarter,
    kinds.MONTH_START: _month_start,
    kinds.HEALTH_EVENT: _health_event,
    kinds.FIRST_USE: _first_use,
    kinds.CHURNED: _churned,
}
