"""The conditions that stand on an account's day and deserve an alert, in words."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
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
ALWAYS = ("overdue_tasks",)
_RED = frozenset((POOR, CONCERNING))
NEEDED_ROLES = ("instance_admin", "program_contact", "champion")


class Beyond(NamedTuple):
    """What these rules look at beyond the day's facts; `months` is None when not looked up."""

    missing: tuple[str, ...] = ()
    last_ping_on: date | None = None
    overdue: tuple[tuple[date, str], ...] = ()
    months: tuple[Month, ...] | None = None


NOTHING = Beyond()


class Finding(NamedTuple):
    """A condition that stands; `key` tells it from others of its kind on the account."""

    kind: str
    key: str
    title: str
    evidence: tuple[str, ...]


class Look(NamedTuple):
    """What stands, and the kinds that cannot be told today: those stay as they are."""

    found: tuple[Finding, ...]
    unknown: frozenset[str]


class Sight(NamedTuple):
    facts: AccountFacts
    decision: Decision
    beyond: Beyond
    policy: Policy


Rule = Callable[[Sight], list[Finding] | None]


def _seats(sight: Sight) -> list[Finding] | None:
    """The highest of the two marks that monthly users have reached."""
    used, policy = sight.decision.metrics.utilization, sight.policy
    if used is None:
        return None
    mau, seats = used
    for mark in (policy.seats_full, policy.seats_nearly_full):
        if 100 * mau >= mark * seats:
            why = f"{mau} monthly users for {seats} seats on {sight.facts.figures.mau_on}: "
            why += f"{_share(mau, seats)} %, and the mark is {mark} %."
            return [Finding("seats", str(mark), f"Seats are used to {mark} %", (why,))]
    return []


def _missing_role(sight: Sight) -> list[Finding]:
    return [missing_role(role) for role in sight.beyond.missing]


def missing_role(role: str) -> Finding:
    name = role.replace("_", " ")
    why = f"No contact who may be written to holds the role {name}: mails to it reach nobody."
    return Finding("missing_role", role, f"No {name} to write to", (why,))


def _stale_data(sight: Sight) -> list[Finding]:
    """There were usage reports, and there are none any more."""
    facts, days = sight.facts, sight.policy.stale_data_days
    last = facts.figures.mau_on or sight.beyond.last_ping_on
    if facts.first_ping_on is None or last is None:
        return []
    if (sight.decision.on - last).days <= days:
        return []
    why = (
        f"The last usage report is of {last}, the first was of {facts.first_ping_on}; "
        f"none came in more than {days} days."
    )
    return [Finding("stale_data", "", f"No usage data since {last}", (why,))]


def _onboarding_goal(sight: Sight) -> list[Finding] | None:
    """Utilization is below the goal at the first look, or at the last one."""
    relationship, policy = sight.decision.relationship, sight.policy
    if relationship is None:
        return []
    day = (sight.decision.on - relationship.start).days
    if not policy.onboarding_goal_day <= day < policy.onboarding_goal_until_day:
        return []
    used = sight.decision.metrics.utilization
    if used is None:
        return None
    mau, seats = used
    if 100 * mau >= policy.onboarding_goal * seats:
        return []
    last = day >= policy.onboarding_goal_last_day
    mark = policy.onboarding_goal_last_day if last else policy.onboarding_goal_day
    needed = -(-policy.onboarding_goal * seats // 100)
    why = (
        f"{mau} of {seats} seats were used on {sight.facts.figures.mau_on}, "
        f"{_share(mau, seats)} %; the goal of {policy.onboarding_goal} % needs {needed}.",
        f"It is day {day} since the start on {relationship.start}.",
    )
    title = f"Onboarding goal of {policy.onboarding_goal} % not reached by day {mark}"
    return [Finding("onboarding_goal", str(mark), title, why)]


def _overdue_tasks(sight: Sight) -> list[Finding]:
    late = sight.beyond.overdue
    if not late:
        return []
    first = late[0][0]
    tasks = "A task is" if len(late) == 1 else f"{len(late)} tasks are"
    why = [f"{title}: due {due_on}." for due_on, title in late[:3]]
    if len(late) > 3:
        why.append(f"And {len(late) - 3} more.")
    return [Finding("overdue_tasks", "", f"{tasks} overdue since {first}", tuple(why))]


def _no_contact(sight: Sight) -> list[Finding]:
    """Unknown until a first contact is logged."""
    last = sight.facts.signals.last_activity_on
    days = sight.policy.no_contact_days
    if last is None or (sight.decision.on - last).days < days:
        return []
    why = (
        f"The last call, meeting or mail with the customer was on {last}, {days} days ago or more."
    )
    return [Finding("no_contact", "", f"No contact since {last}", (why,))]


def _usage_down(sight: Sight) -> list[Finding] | None:
    policy, months = sight.policy, sight.beyond.months
    if months is None:
        return None
    fallen = falls(months, percent=policy.usage_down_percent, least=policy.usage_down_pings)
    if fallen is None:
        return None
    why = []
    for figure, sums in fallen:
        means = [
            f"{_mean(total, month.pings)} in {month.first:%B %Y}"
            for total, month in zip(sums, months, strict=True)
        ]
        why.append(f"{_FIGURES[figure]} a day of reports, on average: {', '.join(means)}.")
    if not why:
        return []
    title = f"Usage fell by {policy.usage_down_percent} % or more, two months in a row"
    return [Finding("usage_down", "", title, tuple(why))]


_FIGURES: Mapping[str, str] = {"mau": "Monthly users", "dau": "Daily users"}


def _not_deployed(sight: Sight) -> list[Finding]:
    """No usage report ever, so long after the start."""
    relationship, days = sight.decision.relationship, sight.policy.not_deployed_days
    if relationship is None or sight.facts.first_ping_on is not None:
        return []
    if (sight.decision.on - relationship.start).days < days:
        return []
    since = relationship.start + timedelta(days)
    why = f"The relationship began on {relationship.start}, and no usage report has ever come."
    title = f"Not deployed {days} days after the start, by {since}"
    return [Finding("not_deployed", "", title, (why,))]


def _band_poor(sight: Sight) -> list[Finding]:
    """Red: the confirmed band is poor, or concerning with a score at the mark or below."""
    state, score = sight.decision.state, sight.decision.health.score
    mark = sight.policy.red_score
    if state.stage not in HEALTH_STAGES:
        return []
    low = score is not None and score[0] <= mark * score[1]
    if state.confirmed_band != POOR and not (state.confirmed_band == CONCERNING and low):
        return []
    said = f"{score[0] // score[1]}.{100 * score[0] // score[1] % 100:02d}" if score else "unknown"
    why = (
        f"The confirmed band is {state.confirmed_band}; the score of {sight.decision.on} is "
        f"{said}, and {mark} or less is red."
    )
    return [Finding("band_poor", "", "Health is red", (why,))]


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


def _likely(sight: Sight) -> list[str]:
    """The kinds of RULES that can stand, or be unknown: for most accounts they are few."""
    facts, decision, beyond, policy = sight
    relationship, reported_on = decision.relationship, facts.figures.mau_on
    found = ["usage_down"]
    if decision.state.confirmed_band in _RED:
        found.insert(0, "band_poor")
    if facts.first_ping_on is None:
        found.append("not_deployed")
    age = (decision.on - relationship.start).days if relationship else None
    if age is not None and age < policy.onboarding_goal_until_day:
        found.append("onboarding_goal")
    if facts.signals.last_activity_on is not None:
        found.append("no_contact")
    if reported_on is None or (decision.on - reported_on).days > policy.stale_data_days:
        found.append("stale_data")
    found.append("seats")
    if beyond.overdue:
        found.append("overdue_tasks")
    if beyond.missing:
        found.append("missing_role")
    return found


class Watch:
    """The rules that a programme has not switched off."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._rules = {
            kind: rule for kind, rule in RULES.items() if policy.alerts[kind].severity != OFF
        }
        # Most accounts have nothing on most days: a few looks serve them all.
        self._quiet: dict[tuple[str, ...], Look] = {}

    def look(self, facts: AccountFacts, decision: Decision, beyond: Beyond) -> Look:
        """Try them all; of who is no customer, only those that look at our own work."""
        sight = Sight(facts, decision, beyond, self._policy)
        found: list[Finding] = []
        unknown = []
        for kind in _likely(sight) if decision.state.stage in WATCHED else ALWAYS:
            rule = self._rules.get(kind)
            if rule is None:
                continue
            answer = rule(sight)
            if answer is None:
                unknown.append(kind)
            elif answer:
                found += answer
        if found:
            return Look(tuple(found), frozenset(unknown))
        quiet = self._quiet.get(tuple(unknown))
        if quiet is None:
            quiet = self._quiet[tuple(unknown)] = Look((), frozenset(unknown))
        return quiet


def _share(part: int, whole: int) -> str:
    return _mean(100 * part, whole)


def _mean(total: int, number: int) -> str:
    """One decimal, cut off: never rounded up to a mark that is not reached."""
    whole, rest = divmod(10 * total // number, 10)
    return f"{whole}.{rest}" if rest else str(whole)
