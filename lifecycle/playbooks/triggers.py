"""Which occurrences of a programme's playbooks are open for an account on a day (P1 to P5)."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from lifecycle.decide import Decision
from lifecycle.facts import PROSPECT, AccountFacts
from lifecycle.playbooks import definitions as kinds
from lifecycle.playbooks import moments
from lifecycle.playbooks.definitions import Rule
from lifecycle.playbooks.moments import TRIGGERS, Day, Event
from lifecycle.playbooks.steps import Anchors
from lifecycle.policy import Policy
from lifecycle.relationships import Relationship

_GONE = ("", PROSPECT)  # churned, or about to come back


class Occurrence(NamedTuple):
    """A playbook to open, with the words that make it this once and no other (P4)."""

    rule: Rule
    key: str
    due_on: date
    why: str
    relationship: int


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
    ) -> Sequence[Occurrence]:
        """Those whose window reaches the day and whose conditions hold on it."""
        plan = self.plan(decision.state.stage, facts.tier)
        relationship, on = decision.relationship, decision.on
        if not plan.possible:
            return ()
        found: Sequence[_Due] = ()
        if relationship is not None:
            left = (relationship.renewal_on - on).days
            if left < -policy.mail_after_renewal_days and not plan.after_the_end:
                return ()
            found = plan.fixed(relationship, facts.tracked_from, on, left)
        elif not plan.ahead:
            return ()
        if likely := plan.likely(facts, decision, events):
            coming = moments.coming(facts, decision, policy) if plan.ahead else None
            day = Day(facts, decision, relationship, coming, events, on)
            found = [*found, *plan.others(likely, day)]
        if not found:
            return ()
        number = relationship.number if relationship else 0
        return [
            Occurrence(rule, key, due_on, why, number + (rule.trigger.kind == kinds.BEFORE_START))
            for rule, key, due_on, why in found
            if (due_on >= facts.tracked_from or rule.trigger.kind in _AHEAD)
            and _holds(rule, decision)
        ]


_AHEAD = (kinds.BEFORE_START, kinds.BEFORE_RENEWAL)
_ALWAYS = (kinds.BEFORE_START, kinds.CONTRACT_QUARTER, kinds.CHURNED)  # cheap to look at
_NEVER = -1_000_000  # days before a renewal: fewer than any account has left
_Due = tuple[Rule, str, date, str]
_Aged = tuple[tuple[Rule, str, int], ...]
_Ending = tuple[tuple[Rule, int], ...]


class _Plan:
    """The rules for one stage and tier, by what has to be looked at."""

    def __init__(self, rules: Iterable[Rule], stage: str, tier: str) -> None:
        self._rules: dict[str, list[Rule]] = {kind: [] for kind in kinds.KINDS}
        for rule in rules:
            gone = rule.trigger.kind == kinds.CHURNED and stage in _GONE
            tiers = rule.tiers or rule.trigger.quarters
            if (gone or stage in rule.stages) and (not tiers or tier in tiers):
                self._rules[rule.trigger.kind].append(rule)
        renewal = self._rules[kinds.BEFORE_RENEWAL]
        self._furthest = max((rule.trigger.days[0] for rule in renewal), default=0) or _NEVER
        self._by_age: dict[int, _Aged] = {}
        self._by_end: dict[tuple[int, int], _Ending] = {}
        self._always = tuple(kind for kind in _ALWAYS if self._rules[kind])
        self._entered = self._longest(kinds.STAGE_ENTERED)
        self._month_days = self._longest(kinds.MONTH_START).days + 1
        self.ahead = bool(self._rules[kinds.BEFORE_START])
        self.after_the_end = stage in _GONE
        self.possible = any(self._rules.values())

    def _longest(self, kind: str) -> timedelta:
        """The longest window of the kind; less than none where there is no such rule."""
        return max((rule.window for rule in self._rules[kind]), default=timedelta(-1))

    def fixed(
        self, relationship: Relationship, tracked_from: date, on: date, left: int
    ) -> Sequence[_Due]:
        """What is due so many days after the start or before the renewal: looked up."""
        start = relationship.start
        age = (on - start).days
        begun = self._by_age.get(age)
        if begun is None:
            begun = self._by_age[age] = self._of_age(age)
        ending: _Ending = ()
        if left <= self._furthest:
            last = relationship.last
            # As Renewing itself (S5), never more than half of the last term before its end.
            most = min((last.end - last.start).days // 2, self._furthest)
            place = left, most
            ending = self._by_end.get(place)
            if ending is None:
                ending = self._by_end[place] = self._of_end(left, most)
        if not begun and not ending:
            return ()
        renewal_on = relationship.renewal_on
        tracked = (tracked_from - start).days
        found = [
            (rule, key, start + timedelta(number), f"Day {number} of the relationship")
            for rule, key, number in begun
            if number >= tracked
        ]
        for rule, number in ending:
            why = f"{number} days before the renewal on {renewal_on}"
            due_on = renewal_on - timedelta(number)
            found.append((rule, relationship.last.start.isoformat(), due_on, why))
        return found

    def likely(
        self, facts: AccountFacts, decision: Decision, events: Sequence[Event]
    ) -> Sequence[str]:
        """The other kinds that can have anything open: for most accounts on most days none."""
        on, since = decision.on, decision.state.stage_since
        found = self._always
        if on.day <= self._month_days:
            found = (*found, kinds.MONTH_START)
        if since is not None and on - since <= self._entered:
            found = (*found, kinds.STAGE_ENTERED)
        if events:
            found = (*found, kinds.HEALTH_EVENT)
        if facts.first_uses:
            found = (*found, kinds.FIRST_USE)
        return found

    def others(self, likely: Iterable[str], day: Day) -> list[_Due]:
        """What these kinds have open on the day."""
        return [
            (rule, key, due_on, why)
            for kind in likely
            for rule in self._rules[kind]
            for key, due_on, why in TRIGGERS[kind](rule, day)
            if due_on <= day.on <= due_on + rule.window
        ]

    def _of_age(self, age: int) -> _Aged:
        return tuple(
            (rule, key, number)
            for rule in self._rules[kinds.RELATIONSHIP_DAY]
            for key, number in _numbers(rule, age)
            if number <= age <= number + rule.window.days
        )

    def _of_end(self, left: int, most: int) -> _Ending:
        renewal = self._rules[kinds.BEFORE_RENEWAL]
        numbered = [(rule, min(rule.trigger.days[0], most)) for rule in renewal]
        return tuple(
            (rule, number)
            for rule, number in numbered
            if number - rule.window.days <= left <= number and left >= 0
        )


def anchors(facts: AccountFacts, decision: Decision, due_on: date, policy: Policy) -> Anchors:
    """The days that the due dates of what opens on the day count from (P6)."""
    coming = moments.coming(facts, decision, policy)
    if coming is not None:
        return Anchors(decision.on, due_on, coming.start, coming.signed_on, coming.end)
    relationship = decision.relationship
    if relationship is None:
        return Anchors(decision.on, due_on, None, None, None)
    signed_on = relationship.in_force.signed_on
    return Anchors(decision.on, due_on, relationship.start, signed_on, relationship.renewal_on)


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
