"""What an alert says: the condition in a title, and the figures behind it as evidence."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import NamedTuple

from lifecycle.alerts.months import falls
from lifecycle.alerts.rules import Beyond, Place, last_report
from lifecycle.decide import Decision
from lifecycle.facts import AccountFacts
from lifecycle.policy import Policy


class Sight(NamedTuple):
    """What the rules looked at."""

    facts: AccountFacts
    decision: Decision
    beyond: Beyond
    policy: Policy


class Finding(NamedTuple):
    """A condition that stands, in words."""

    kind: str
    key: str
    title: str
    evidence: tuple[str, ...]


def tell(place: Place, sight: Sight) -> Finding:
    """Of a condition that stands in this sight."""
    if place.kind == "missing_role":
        return missing_role(place.key)
    title, *evidence = _WORDS[place.kind](sight, place.key)
    return Finding(place.kind, place.key, title, tuple(evidence))


def missing_role(role: str) -> Finding:
    name = role.replace("_", " ")
    why = f"No contact who may be written to holds the role {name}: mails to it reach nobody."
    return Finding("missing_role", role, f"No {name} to write to", (why,))


def _band_poor(sight: Sight, key: str) -> list[str]:
    score = sight.decision.health.score
    said = f"{score[0] // score[1]}.{100 * score[0] // score[1] % 100:02d}" if score else "unknown"
    return [
        "Health is red",
        f"The confirmed band is {sight.decision.state.confirmed_band}; the score of "
        f"{sight.decision.on} is {said}, and {sight.policy.red_score} or less is red.",
    ]


def _usage_down(sight: Sight, key: str) -> list[str]:
    policy, months = sight.policy, sight.beyond.months
    fallen = falls(months, percent=policy.usage_down_percent, least=policy.usage_down_pings)
    said = [f"Usage fell by {policy.usage_down_percent} % or more, two months in a row"]
    for figure, sums in fallen:
        means = [
            f"{_mean(total, month.pings)} in {month.first:%B %Y}"
            for total, month in zip(sums, months, strict=True)
        ]
        said.append(f"{_FIGURES[figure]} a day of reports, on average: {', '.join(means)}.")
    return said


_FIGURES: Mapping[str, str] = {"mau": "Monthly users", "dau": "Daily users"}


def _not_deployed(sight: Sight, key: str) -> list[str]:
    start, days = sight.decision.relationship.start, sight.policy.not_deployed_days
    return [
        f"Not deployed {days} days after the start, by {start + timedelta(days)}",
        f"The relationship began on {start}, and no usage report has ever come.",
    ]


def _onboarding_goal(sight: Sight, key: str) -> list[str]:
    goal, start = sight.policy.onboarding_goal, sight.decision.relationship.start
    mau, seats = sight.decision.metrics.utilization
    return [
        f"Onboarding goal of {goal} % not reached by day {key}",
        f"{mau} of {seats} seats were used on {sight.facts.figures.mau_on}, "
        f"{_share(mau, seats)} %; the goal of {goal} % needs {-(-goal * seats // 100)}.",
        f"It is day {(sight.decision.on - start).days} since the start on {start}.",
    ]


def _no_contact(sight: Sight, key: str) -> list[str]:
    last, days = sight.facts.signals.last_activity_on, sight.policy.no_contact_days
    return [
        f"No contact since {last}",
        f"The last call, meeting or mail with the customer was on {last}, {days} days ago or more.",
    ]


def _stale_data(sight: Sight, key: str) -> list[str]:
    last, first = last_report(sight.facts, sight.beyond), sight.facts.first_ping_on
    return [
        f"No usage data since {last}",
        f"The last usage report is of {last}, the first was of {first}; none came in more than "
        f"{sight.policy.stale_data_days} days.",
    ]


def _seats(sight: Sight, key: str) -> list[str]:
    mau, seats = sight.decision.metrics.utilization
    return [
        f"Seats are used to {key} %",
        f"{mau} monthly users for {seats} seats on {sight.facts.figures.mau_on}: "
        f"{_share(mau, seats)} %, and the mark is {key} %.",
    ]


def _overdue_tasks(sight: Sight, key: str) -> list[str]:
    late = sight.beyond.overdue
    tasks = "A task is" if len(late) == 1 else f"{len(late)} tasks are"
    said = [f"{tasks} overdue since {late[0][0]}"]
    said += [f"{title}: due {due_on}." for due_on, title in late[:3]]
    if len(late) > 3:
        said.append(f"And {len(late) - 3} more.")
    return said


_WORDS: Mapping[str, Callable[[Sight, str], list[str]]] = {
    "band_poor": _band_poor,
    "usage_down": _usage_down,
    "not_deployed": _not_deployed,
    "onboarding_goal": _onboarding_goal,
    "no_contact": _no_contact,
    "stale_data": _stale_data,
    "seats": _seats,
    "overdue_tasks": _overdue_tasks,
}


def _share(part: int, whole: int) -> str:
    return _mean(100 * part, whole)


def _mean(total: int, number: int) -> str:
    """One decimal, cut off: never rounded up to a mark that is not reached."""
    whole, rest = divmod(10 * total // number, 10)
    return f"{whole}.{rest}" if rest else str(whole)
