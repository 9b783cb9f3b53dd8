"""Which occurrences of a programme's campaigns an account has around a day."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from campaigns.definitions import (
    DAYS,
    FIRST_PING,
    FIRST_USE,
    HEALTH,
    MONTH,
    RELEASE,
    SURVEY,
    Rule,
)
from lifecycle.facts import AccountFacts
from lifecycle.relationships import Relationship

_DAY = timedelta(1)
_VARIANTS = {
    frozenset({"code_search"}): "code_search_only",
    frozenset({"cody"}): "cody_only",
    frozenset({"code_search", "cody"}): "code_search_and_cody",
}


class Occurrence(NamedTuple):
    """One step of a campaign for an account; it may go out from `due_on` through `closes_on`.

    `only` names the contacts it is for, instead of all who hold a role of the rule.
    """

    rule: Rule
    step: str
    variant: str
    due_on: date
    closes_on: date
    only: frozenset[int] | None = None


class HealthMail(NamedTuple):
    """A health event that the customer is written about (H7)."""

    on: date
    campaign: str


class Call(NamedTuple):
    """A campaign goes to these contacts of an account: a person let it, or a survey asks them."""

    on: date
    campaign: str
    contacts: frozenset[int]
    step: str = "1"


class Cadence:
    """The campaigns of one programme; fixed days are looked up by the relationship's age."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(rules)
        self._by_due = {kind: [r for r in self.rules if r.due == kind] for kind in _OTHERS}
        self._month_days = max((r.window.days for r in self._by_due[MONTH]), default=-1) + 1
        self._ping_window = max((r.window for r in self._by_due[FIRST_PING]), default=timedelta())
        self._open: dict[int, tuple[tuple[Rule, str, int], ...]] = {}

    def occurrences(
        self,
        facts: AccountFacts,
        relationship: Relationship,
        health_mails: Sequence[HealthMail],
        *,
        since: date,
        on: date,
        calls: Sequence[Call] = (),
    ) -> list[Occurrence]:
        """Those due by the day whose window reaches `since`; none due before tracking (C2)."""
        start = relationship.start
        age = (on - start).days
        days = self._open.get(age) if since == on else self._open_days((since - start).days, age)
        if days is None:
            days = self._open[age] = self._open_days(age, age)
        found = []
        for rule, step, day in days:
            due_on = start + timedelta(day)
            found.append(Occurrence(rule, step, "", due_on, due_on + rule.window))
        for kind in self._possible(facts, start, health_mails, since, on):
            for rule in self._by_due[kind]:
                found += _OTHERS[kind](rule, facts, relationship, health_mails, since, on)
        for call in calls:
            found += self._released(call, since, on)
        if not found:
            return found
        tracked_from = facts.tracked_from
        return [occurrence for occurrence in found if occurrence.due_on >= tracked_from]

    def _released(self, call: Call, since: date, on: date) -> list[Occurrence]:
        """Nobody gets a step twice: a release has one, a survey one for each occasion."""
        return [
            Occurrence(rule, call.step, "", call.on, call.on + rule.window, call.contacts)
            for rule in self.rules
            if rule.due in (RELEASE, SURVEY)
            and rule.campaign == call.campaign
            and call.on <= on
            and call.on + rule.window >= since
        ]

    def _possible(self, facts, start, health_mails, since: date, on: date) -> list[str]:
        """The kinds that can have anything open: most accounts have none on most days."""
        kinds = []
        first, latest = facts.first_ping_on, since - self._ping_window
        if first is not None and (first >= latest or start >= latest):
            kinds.append(FIRST_PING)
        if facts.first_uses:
            kinds.append(FIRST_USE)
        if health_mails:
            kinds.append(HEALTH)
        if on.day <= self._month_days or since < on:
            kinds.append(MONTH)
        return kinds

    def _open_days(self, since: int, on: int) -> tuple[tuple[Rule, str, int], ...]:
        return tuple(
            (rule, step, day)
            for rule in self.rules
            if rule.due == DAYS
            for step, day in _days(rule, on)
            if day <= on and day + rule.window.days >= since
        )


def _days(rule: Rule, last: int) -> Iterator[tuple[str, int]]:
    """Steps with their days of the relationship, up to `last`."""
    yield from rule.days
    if rule.first is None:
        return
    day, ordinal = rule.first, 1
    while day <= last:
        yield str(ordinal), day
        if not rule.every:
            return
        day, ordinal = day + rule.every, ordinal + 1


def _first_ping(rule, facts, relationship, health_mails, since, on) -> list[Occurrence]:
    if facts.first_ping_on is None:
        return []
    due_on = max(facts.first_ping_on, relationship.start)
    closes_on = due_on + rule.window
    if due_on > on or closes_on < since:
        return []
    variant = _VARIANTS.get(relationship.products, "")
    return [Occurrence(rule, "1", variant, due_on, closes_on)]


def _first_use(rule, facts, relationship, health_mails, since, on) -> list[Occurrence]:
    return [
        Occurrence(rule, feature, feature, used_on, used_on + rule.window)
        for feature, used_on in facts.first_uses
        if used_on <= on and used_on + rule.window >= since
    ]


def _health(rule, facts, relationship, health_mails, since, on) -> list[Occurrence]:
    return [
        Occurrence(
            rule,
            mail.on.isoformat(),
            rule.campaign.removeprefix("health_"),
            mail.on,
            mail.on + rule.window,
        )
        for mail in health_mails
        if mail.campaign == rule.campaign and mail.on <= on and mail.on + rule.window >= since
    ]


def _month(rule, facts, relationship, health_mails, since, on) -> list[Occurrence]:
    """The first of each month, from the minimum day of the relationship on."""
    found = []
    first = on.replace(day=1)
    while first + rule.window >= since:
        if (first - relationship.start).days < rule.minimum_day:
            break
        found.append(Occurrence(rule, f"{first:%Y-%m}", "", first, first + rule.window))
        first = (first - _DAY).replace(day=1)
    return found


_OTHERS = {FIRST_PING: _first_ping, FIRST_USE: _first_use, HEALTH: _health, MONTH: _month}
