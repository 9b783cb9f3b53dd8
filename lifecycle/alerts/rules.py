"""The conditions that stand on an account's day and deserve an alert."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import NamedTuple

from lifecycle.alerts.kinds import OFF
from lifecycle.alerts.months import Month, falls
from lifecycle.bands import CONCERNING, POOR
from lifecycle.decide import Decision
from lifecycle.facts import (
    ADOPTING,
    HEALTH_STAGES,
    NURTURING,
    ONBOARDING,
    RENEWING,
    AccountFacts,
)
from lifecycle.policy import Policy

WATCHED = frozenset((ONBOARDING, ADOPTING, NURTURING, RENEWING))
_RED = frozenset((POOR, CONCERNING))


class Beyond(NamedTuple):
    """What these rules look at beyond the day's facts.

    `roles` are those that a mail was due to and nobody holds, besides the roles that every account
    needs; `months` is None when not looked up.
    """

    roles: tuple[str, ...] = ()
    last_ping_on: date | None = None
    overdue: tuple[tuple[date, str], ...] = ()
    months: tuple[Month, ...] | None = None


NOTHING = Beyond()


class Place(NamedTuple):
    """A condition by its kind; the key tells it from others of its kind on the account."""

    kind: str
    key: str


class Look(NamedTuple):
    """What stands, and the kinds that cannot be told today: those stay as they are."""

    places: tuple[Place, ...]
    unknown: frozenset[str]


# The keys that stand, or None where it cannot be told.
Keys = tuple[str, ...] | None
Rule = Callable[[AccountFacts, Decision, Beyond, Policy], Keys]
_STANDS, _NOT = ("",), ()


def _band_poor(facts, decision, beyond, policy: Policy) -> Keys:
    """Red: the confirmed band is poor, or concerning with a score at the mark or below."""
    state = decision.state
    if state.stage not in HEALTH_STAGES:
        return _NOT
    if state.confirmed_band == POOR:
        return _STANDS
    score, mark = decision.health.score, policy.red_score
    low = score is not None and score[0] <= mark * score[1]
    return _STANDS if low and state.confirmed_band == CONCERNING else _NOT


def _usage_down(facts, decision, beyond: Beyond, policy: Policy) -> Keys:
    months = beyond.months
    if months is None:
        return None
    fallen = falls(months, percent=policy.usage_down_percent, least=policy.usage_down_pings)
    if fallen is None:
        return None
    return _STANDS if fallen else _NOT


def _not_deployed(facts: AccountFacts, decision: Decision, beyond, policy: Policy) -> Keys:
    """No usage report ever, so long after the start."""
    relationship = decision.relationship
    if relationship is None or facts.first_ping_on is not None:
        return _NOT
    late = (decision.on - relationship.start).days >= policy.not_deployed_days
    return _STANDS if late else _NOT


def _onboarding_goal(facts, decision: Decision, beyond, policy: Policy) -> Keys:
    """Utilization is below the goal at the first look, or at the last one."""
    relationship = decision.relationship
    if relationship is None:
        return _NOT
    day = (decision.on - relationship.start).days
    if not policy.onboarding_goal_day <= day < policy.onboarding_goal_until_day:
        return _NOT
    used = decision.metrics.utilization
    if used is None:
        return None
    mau, seats = used
    if 100 * mau >= policy.onboarding_goal * seats:
        return _NOT
    last = day >= policy.onboarding_goal_last_day
    return (str(policy.onboarding_goal_last_day if last else policy.onboarding_goal_day),)


def _no_contact(facts: AccountFacts, decision: Decision, beyond, policy: Policy) -> Keys:
    """Unknown until a first contact is logged."""
    last = facts.signals.last_activity_on
    silent = last is not None and (decision.on - last).days >= policy.no_contact_days
    return _STANDS if silent else _NOT


def _stale_data(facts: AccountFacts, decision: Decision, beyond: Beyond, policy: Policy) -> Keys:
    """There were usage reports, and there are none any more."""
    last = last_report(facts, beyond)
    if facts.first_ping_on is None or last is None:
        return _NOT
    return _STANDS if (decision.on - last).days > policy.stale_data_days else _NOT


def last_report(facts: AccountFacts, beyond: Beyond) -> date | None:
    return facts.figures.mau_on or beyond.last_ping_on


def _seats(facts, decision: Decision, beyond, policy: Policy) -> Keys:
    """The highest of the two marks that monthly users have reached."""
    used = decision.metrics.utilization
    if used is None:
        return None
    mau, seats = used
    for mark in (policy.seats_full, policy.seats_nearly_full):
        if 100 * mau >= mark * seats:
            return (str(mark),)
    return _NOT


def _overdue_tasks(facts, decision, beyond: Beyond, policy) -> Keys:
    return _STANDS if beyond.overdue else _NOT


def _missing_role(facts: AccountFacts, decision, beyond: Beyond, policy) -> Keys:
    return facts.lacking + beyond.roles


RULES: Mapping[str, Rule] = {
    "band_poor": _band_poor,
    "usage_down": _usage_down,
    "not_deployed": _not_deployed,
    "onboarding_goal": _onboarding_goal,
    "no_contact": _no_contact,
    "stale_data": _stale_data,
    "seats": _seats,
    "overdue_tasks": _overdue_tasks,
    "missing_role": _missing_role,
}


def _likely(facts: AccountFacts, decision: Decision, beyond: Beyond, policy: Policy) -> list[str]:
    """The kinds of RULES that can stand, or be unknown: for most accounts they are few."""
    state, relationship, on = decision.state, decision.relationship, decision.on
    found = ["overdue_tasks"] if beyond.overdue else []
    used, reported_on = decision.metrics.utilization, facts.figures.mau_on
    if used is None or 100 * used[0] >= policy.seats_nearly_full * used[1]:
        found.append("seats")
    if state.confirmed_band in _RED:
        found.append("band_poor")
    if facts.first_ping_on is None:
        found.append("not_deployed")
    if relationship and (on - relationship.start).days < policy.onboarding_goal_until_day:
        found.append("onboarding_goal")
    if facts.signals.last_activity_on is not None:
        found.append("no_contact")
    if reported_on is None or (on - reported_on).days > policy.stale_data_days:
        found.append("stale_data")
    if facts.lacking or beyond.roles:
        found.append("missing_role")
    if beyond.months is not None:
        found.append("usage_down")
    return found


_UNSEEN = ("usage_down", None)


class Watch:
    """The rules that a programme has not switched off."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self._rules = {
            kind: rule for kind, rule in RULES.items() if policy.alerts[kind].severity != OFF
        }
        self._unseen = (_UNSEEN,) if "usage_down" in self._rules else ()
        # Most accounts look alike on most days: a few looks serve them all.
        self._looks: dict[tuple[tuple[str, Keys], ...], Look] = {}

    def look(self, facts: AccountFacts, decision: Decision, beyond: Beyond = NOTHING) -> Look:
        found: tuple[tuple[str, Keys], ...] = ()
        if decision.state.stage in WATCHED:
            likely = _likely(facts, decision, beyond, self.policy)
            if beyond.months is None:
                found = self._unseen
        else:  # of who is no customer only our own work is looked at
            likely = ["overdue_tasks"] if beyond.overdue else []
        for kind in likely:
            rule = self._rules.get(kind)
            if rule and (keys := rule(facts, decision, beyond, self.policy)) != _NOT:
                found += ((kind, keys),)
        return self._looks.get(found) or self._keep(found)

    def _keep(self, found: tuple[tuple[str, Keys], ...]) -> Look:
        look = self._looks[found] = Look(
            tuple(Place(kind, key) for kind, keys in found for key in keys or ()),
            frozenset(kind for kind, keys in found if keys is None),
        )
        return look
