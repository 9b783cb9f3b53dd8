"""Which occurrences of a programme's playbooks are open for an account on a day (P1 to P5)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from lifecycle.decide import Decision
from lifecycle.facts import ADOPTING, NURTURING, PROSPECT, AccountFacts, Term
from lifecycle.playbooks import definitions as kinds
from lifecycle.playbooks import months
from lifecycle.playbooks.definitions import LAST, Rule
from lifecycle.playbooks.steps import Anchors
from lifecycle.policy import Policy
from lifecycle.relationships import Relationship, first_start, returning

_QUARTER, _YEAR = 3, 12
_GONE = ("", PROSPECT)  # churned, or about to come back
_WORDS = {ADOPTING: "Adopting", NURTURING: "Nurturing"}


class Occurrence(NamedTuple):
    """A playbook to open, with the words that make it this once and no other (P4)."""

    rule: Rule
    key: str
    due_on: date
    why: str
    relationship: int


class Event(NamedTuple):
    """A health event, with the band it is about (H6)."""

    on: date
    band: str


class _Day(NamedTuple):
    """All that a trigger may look at."""

    facts: AccountFacts
    decision: Decision
    relationship: Relationship | None
    coming: Term | None
    events: Sequence[Event]
    on: date


# Key, day and reason of what a rule has open.
_Found = Iterable[tuple[str, date, str]]


class Schedule:
    """The playbooks of one programme; fixed days are looked up, not searched."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(rules)
        self._plans: dict[tuple[str, int | None], _Plan] = {}

    def plan(self, stage: str, tier: int | None) -> "_Plan":
        """What concerns an account in the stage, empty for none."""
        found = self._plans.get((stage, tier))
        if found is None:
            found = self._plans[stage, tier] = _Plan(self.rules, stage, str(tier or "none"))
        return found

    def open(
        self, facts: AccountFacts, decision: Decision, events: Sequence[Event], policy: Policy
    ) -> list[Occurrence]:
        """Those whose window reaches the day and whose conditions hold on it."""
        state, on = decision.state, decision.on
        plan = self.plan(state.stage, facts.tier)
        if not plan.possible:
            return []
        relationship = decision.relationship
        if plan.ahead:
            day = _Day(facts, decision, relationship, _coming(facts, decision, policy), events, on)
        elif relationship is None:
            return []
        else:
            day = _Day(facts, decision, relationship, None, events, on)
        if (
            relationship is not None
            and (on - relationship.renewal_on).days > policy.mail_after_renewal_days
            and not plan.after_the_end
        ):
            return []
        return [
            Occurrence(rule, key, due_on, why, _number(day, rule))
            for rule, key, due_on, why in plan.open(day)
            if (due_on >= facts.tracked_from or rule.trigger.kind in _AHEAD)
            and _holds(rule, decision)
        ]


_AHEAD = (kinds.BEFORE_START, kinds.BEFORE_RENEWAL)


class _Plan:
    """The rules for one stage and tier, by what has to be looked at."""

    def __init__(self, rules: Iterable[Rule], stage: str, tier: str) -> None:
        mine = [
            rule
            for rule in rules
            if (stage in rule.stages or (rule.trigger.kind == kinds.CHURNED and stage in _GONE))
            and (not rule.tiers or tier in rule.tiers)
        ]
        self._days = [rule for rule in mine if rule.trigger.kind == kinds.RELATIONSHIP_DAY]
        self._renewal = [rule for rule in mine if rule.trigger.kind == kinds.BEFORE_RENEWAL]
        self._others = [
            (_TRIGGERS[rule.trigger.kind], rule) for rule in mine if rule.trigger.kind in _TRIGGERS
        ]
        self._furthest = max((rule.trigger.days[0] for rule in self._renewal), default=0)
        self._by_age: dict[int, tuple[tuple[Rule, str, int], ...]] = {}
        self._by_end: dict[tuple[int, int], tuple[tuple[Rule, int], ...]] = {}
        self.ahead = any(rule.trigger.kind == kinds.BEFORE_START for rule in mine)
        self.after_the_end = stage in _GONE
        self.possible = bool(mine)

    def open(self, day: _Day) -> Iterable[tuple[Rule, str, date, str]]:
        relationship = day.relationship
        if relationship is not None and self._days:
            start = relationship.start
            for rule, key, number in self._of_age((day.on - start).days):
                yield rule, key, start + timedelta(number), f"Day {number} of the relationship"
        if relationship is not None and self._renewal:
            renewal_on, last = relationship.renewal_on, relationship.last
            # As Renewing itself (S5), never more than half of the last term before its end.
            half = (last.end - last.start).days // 2
            left = ((renewal_on - day.on).days, min(half, self._furthest))
            for rule, number in self._of_end(*left):
                why = f"{number} days before the renewal on {renewal_on}"
                yield rule, last.start.isoformat(), renewal_on - timedelta(number), why
        for trigger, rule in self._others:
            for key, due_on, why in trigger(rule, day):
                if due_on <= day.on <= due_on + rule.window:
                    yield rule, key, due_on, why

    def _of_age(self, age: int) -> tuple[tuple[Rule, str, int], ...]:
        found = self._by_age.get(age)
        if found is None:
            found = self._by_age[age] = tuple(
                (rule, key, number)
                for rule in self._days
                for key, number in _numbers(rule, age)
                if number <= age <= number + rule.window.days
            )
        return found

    def _of_end(self, left: int, most: int) -> tuple[tuple[Rule, int], ...]:
        found = self._by_end.get((left, most))
        if found is None:
            numbered = [(rule, min(rule.trigger.days[0], most)) for rule in self._renewal]
            found = self._by_end[left, most] = tuple(
                (rule, number)
                for rule, number in numbered
                if number - rule.window.days <= left <= number and left >= 0
            )
        return found


def anchors(facts: AccountFacts, decision: Decision, due_on: date, policy: Policy) -> Anchors:
    """The days that the due dates of what opens on the day count from (P6)."""
    coming = _coming(facts, decision, policy)
    if coming is not None:
        return Anchors(decision.on, due_on, coming.start, coming.signed_on, coming.end)
    relationship = decision.relationship
    if relationship is None:
        return Anchors(decision.on, due_on, None, None, None)
    signed_on = relationship.in_force.signed_on
    return Anchors(decision.on, due_on, relationship.start, signed_on, relationship.renewal_on)


def _coming(facts: AccountFacts, decision: Decision, policy: Policy) -> Term | None:
    """The term a prospect waits for."""
    if decision.relationship is not None:
        return returning(facts.terms, policy, decision.on)
    start = first_start(facts.terms)
    return next((term for term in facts.terms if term.start == start and not term.add_on), None)


def _number(day: _Day, rule: Rule) -> int:
    """The relationship it belongs to: of a prospect the one to come."""
    number = day.relationship.number if day.relationship else 0
    return number + 1 if rule.trigger.kind == kinds.BEFORE_START else number


def _holds(rule: Rule, decision: Decision) -> bool:
    """Whether the figures are below what is asked; unknown ones are not (P3)."""
    when, metrics = rule.when, decision.metrics
    return _below(metrics.utilization, when.utilization_below) and _below(
        metrics.usage, when.usage_below
    )


def _below(fraction: tuple[int, int] | None, percent: int | None) -> bool:
    if percent is None:
        return True
    return fraction is not None and 100 * fraction[0] < percent * fraction[1]


def _numbers(rule: Rule, age: int) -> Iterable[tuple[str, int]]:
    """Keys and days: fixed ones by their day, those of a series by their ordinal."""
    trigger = rule.trigger
    for number in trigger.days:
        yield f"day {number}", number
    if trigger.first is not None and age >= trigger.first:
        # A window longer than the pause keeps the latest few open.
        latest = (age - trigger.first) // trigger.every
        for back in range(min(latest, rule.window.days // trigger.every) + 1):
            ordinal = latest - back
            yield str(ordinal + 1), trigger.first + ordinal * trigger.every


# One for each kind that is no fixed day.


def _before_start(rule: Rule, day: _Day) -> _Found:
    if day.coming is not None:
        days, start = rule.trigger.days[0], day.coming.start
        yield "start", start - timedelta(days), f"{days} days before the start on {start}"


def _stage_entered(rule: Rule, day: _Day) -> _Found:
    """Of an imported account the first day in Adopting or Nurturing is no change (P2)."""
    since, stage = day.decision.state.stage_since, rule.trigger.stage
    if since is None or (stage in _WORDS and since <= day.facts.tracked_from):
        return
    yield since.isoformat(), since, f"{_WORDS.get(stage, stage.title())} since {since}"


def _contract_quarter(rule: Rule, day: _Day) -> _Found:
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


def _month_start(rule: Rule, day: _Day) -> _Found:
    first = day.on.replace(day=1)
    relationship = day.relationship
    if relationship is None or (first - relationship.start).days < rule.trigger.minimum_day:
        return
    yield f"{first:%Y-%m}", first, f"Month of {first:%B %Y}"


def _health_event(rule: Rule, day: _Day) -> _Found:
    for event in day.events:
        if event.band in rule.trigger.bands:
            yield event.on.isoformat(), event.on, f"Health {event.band} on {event.on}"


def _first_use(rule: Rule, day: _Day) -> _Found:
    for feature, used_on in day.facts.first_uses:
        yield feature[:60], used_on, f"First use of {feature.replace('_', ' ')}"


def _churned(rule: Rule, day: _Day) -> _Found:
    """By its own answer, whatever a person's stage says; once a term."""
    relationship = day.relationship
    if relationship is not None and day.decision.finding.rule == "S1":
        term = relationship.in_force
        if term.churned_on is not None:
            yield term.start.isoformat(), term.churned_on, f"Churned on {term.churned_on}"


_TRIGGERS: Mapping[str, Callable[[Rule, _Day], _Found]] = {
    kinds.BEFORE_START: _before_start,
    kinds.STAGE_ENTERED: _stage_entered,
    kinds.CONTRACT_QUARTER: _contract_quarter,
    kinds.MONTH_START: _month_start,
    kinds.HEALTH_EVENT: _health_event,
    kinds.FIRST_USE: _first_use,
    kinds.CHURNED: _churned,
}
