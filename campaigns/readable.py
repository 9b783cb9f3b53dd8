"""A campaign's rule in the words that people use for it."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from campaigns.definitions import (
    DAYS,
    FIRST_PING,
    FIRST_USE,
    HEALTH,
    MONTH,
    OTHER,
    RELEASE,
    ROLES,
    SURVEY,
)

_ROLE_NAMES = {role: role.replace("_", " ").title() for role in ROLES}
_KINDS = {
    FIRST_PING: "with the account's first usage report",
    FIRST_USE: "when a feature is used for the first time",
    HEALTH: "on the day of a health event",
    MONTH: "on the first of each month",
    RELEASE: "when a person lets it go",
    SURVEY: "when its survey asks",
}


_SHARES = 12
_REPEATS = 3


class Mark(NamedTuple):
    """One mail on the line of days; `share` is how much of the line, in twelfths, follows it."""

    name: str
    day: int
    share: int


class Runs(NamedTuple):
    """How one programme runs the campaign."""

    programme: str
    when: str
    stages: list[tuple[str, str]]
    window: int


def when(rule: Mapping[str, Any]) -> str:
    """When the campaign is due in its programmes: “day 180, then every 90 days”."""
    dues = {_due(_merged(rule, differing)) for differing in _programmes(rule).values()}
    return " or ".join(sorted(dues))


def roles(rule: Mapping[str, Any]) -> list[str]:
    return [_ROLE_NAMES.get(role, role) for role in rule.get("to", ())]


def pattern(rule: Mapping[str, Any]) -> str:
    """What the account must show: “usage below 20 % and health poor”; empty for nothing."""
    asked = rule.get("when") or {}
    said = []
    for metric in ("utilization", "usage"):
        if f"{metric}_from" in asked:
            said.append(f"{metric} at least {asked[f'{metric}_from']} %")
        if f"{metric}_below" in asked:
            said.append(f"{metric} below {asked[f'{metric}_below']} %")
    if asked.get("bands"):
        said.append(f"health {' or '.join(asked['bands'])}")
    if asked.get("tiers"):
        said.append(f"tier {' or '.join(map(str, asked['tiers']))}")
    if asked.get("seats_from"):
        said.append(f"at least {asked['seats_from']} seats")
    return " and ".join(said)


def which(step: str, variant: str = "") -> str:
    """Which mail of a campaign: “step 3”, “step 1 · cody only”, “batch changes”."""
    said = f"step {step}" if step.isdecimal() else step.replace("_", " ")
    return f"{said} · {variant.replace('_', ' ')}" if variant not in ("", step) else said


def marks(rule: Mapping[str, Any]) -> list[Mark]:
    """The steps of a series, or the first of what comes again; nothing for a single mail.

    Nothing either where a programme has days of its own: one line would be untrue for it.
    """
    if any("due" in (differing or {}) for differing in _programmes(rule).values()):
        return []
    due = rule.get("due", {})
    days = [(str(name), day) for name, day in due.get("days", {}).items()]
    first, every = due.get("first"), due.get("every")
    if first is not None and every:
        days += [(str(number + 1), first + number * every) for number in range(_REPEATS)]
    days.sort(key=lambda pair: pair[1])
    if len(days) < 2:
        return []
    whole = days[-1][1] - days[0][1] or 1
    following = [day for _, day in days[1:]] + [days[-1][1]]
    return [
        Mark(name, day, round(_SHARES * (after - day) / whole))
        for (name, day), after in zip(days, following, strict=True)
    ]


def page(
    rule: Mapping[str, Any],
    names: Mapping[str, str],
    stages: Mapping[str, str],
    topics: Mapping[str, str],
) -> dict[str, Any]:
    """What a page shows of a rule, by the names its template has for it."""
    return {
        "when": when(rule),
        "pattern": pattern(rule),
        "roles": roles(rule),
        "topic": topics.get(rule.get("topic", OTHER), ""),
        "marks": marks(rule),
        "programmes": programmes(rule, names, stages),
        "rule": rule,
    }


def programmes(
    rule: Mapping[str, Any], names: Mapping[str, str], stages: Mapping[str, str]
) -> list[Runs]:
    """Each programme that runs the campaign, with what it does differently."""
    found = []
    for slug, differing in _programmes(rule).items():
        merged = _merged(rule, differing)
        labels = [(stage, stages.get(stage, stage)) for stage in merged.get("stages", ())]
        found.append(Runs(names.get(slug, slug), _due(merged), labels, merged.get("window", 0)))
    return found


def _programmes(rule: Mapping[str, Any]) -> Mapping[str, Any]:
    return rule.get("programmes") or {}


def _merged(rule: Mapping[str, Any], differing: Mapping[str, Any] | None) -> dict[str, Any]:
    differing = differing or {}
    return {
        **rule,
        **differing,
        "due": {**rule.get("due", {}), **differing.get("due", {})},
    }


def _due(rule: Mapping[str, Any]) -> str:
    due = rule.get("due", {})
    kind = due.get("kind", "")
    if kind != DAYS:
        said = _KINDS.get(kind, kind)
        least = due.get("minimum_day")
        return f"{said}, from day {least} on" if least else said
    if days := due.get("days"):
        return f"day{'s' if len(days) > 1 else ''} {', '.join(map(str, sorted(days.values())))}"
    every = f", then every {due['every']} days" if due.get("every") else ""
    return f"day {due.get('first')}{every}"
