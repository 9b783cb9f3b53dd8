"""A campaign's rule as data: when it is due, to whom, in which stages and programmes."""

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, NamedTuple

from campaigns import patterns
from campaigns.patterns import Pattern
from lifecycle.facts import STAGES

ROLES = (
    "instance_admin",
    "program_contact",
    "champion",
    "deal_contact",
    "economic_buyer",
    "executive",
    "end_user",
)
TOPICS = (
    "onboarding",
    "check_ins",
    "surveys",
    "recaps",
    "health",
    "reviews",
    "enablement",
    "features",
    "betas",
    "other",
)
OTHER = "other"
DAYS, FIRST_PING, FIRST_USE, HEALTH, MONTH, RELEASE, SURVEY = (
    "relationship_day",
    "first_ping",
    "first_use",
    "health_event",
    "month_start",
    "release",
    "survey",
)
_DUE_FIELDS: Mapping[str, frozenset[str]] = {
    DAYS: frozenset({"days", "first", "every"}),
    FIRST_PING: frozenset(),
    FIRST_USE: frozenset(),
    HEALTH: frozenset(),
    MONTH: frozenset({"minimum_day"}),
    RELEASE: frozenset(),
    SURVEY: frozenset(),
}
_NEEDS = ("", "metrics", "closed_month_pings")
_FIELDS = frozenset(
    {"name", "purpose", "priority", "window", "to", "stages", "due", "needs", "minimum_pings"}
    | {"programmes", "when", "topic", "survey"}
)
_SURVEY = re.compile(r"[-a-z0-9_]{1,40}")


class DefinitionError(ValueError):
    """A rule that cannot be used; the message names the field."""


class Rule(NamedTuple):
    """A campaign as one programme runs it; `window` is days after the due date (C1).

    `survey` is the one its mails ask for.
    """

    campaign: str
    priority: int
    window: timedelta
    roles: tuple[str, ...]
    stages: frozenset[str]
    due: str
    days: tuple[tuple[str, int], ...] = ()
    first: int | None = None
    every: int = 0
    minimum_day: int = 0
    needs: str = ""
    minimum_pings: int = 0
    when: Pattern | None = None
    topic: str = OTHER
    survey: str = ""


def digest(rule: Mapping[str, Any], copies: Mapping[str, Mapping[str, str]]) -> str:
    """The same for the same rule and copy, wherever they come from."""
    text = json.dumps([rule, copies], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def read(campaign: str, data: Mapping[str, Any]) -> dict[str, Rule]:
    """The rule of the campaign for each programme that runs it; raises DefinitionError."""
    unknown = sorted(set(data) - _FIELDS)
    if unknown:
        raise DefinitionError(f"{unknown[0]}: no such field; {', '.join(sorted(_FIELDS))}.")
    programmes = data.get("programmes")
    if not isinstance(programmes, Mapping) or not programmes:
        raise DefinitionError("programmes: name at least one programme.")
    common = {key: value for key, value in data.items() if key != "programmes"}
    rules = {}
    for programme, differing in programmes.items():
        differing = differing or {}
        if not isinstance(differing, Mapping) or set(differing) - {"stages", "due", "window"}:
            raise DefinitionError(
                f"programmes.{programme}: only stages, due and window may differ by programme."
            )
        merged = common | dict(differing)
        merged["due"] = {**_mapping(common, "due"), **_mapping(differing, "due", programme)}
        rules[str(programme)] = _rule(campaign, merged)
    return rules


def _rule(campaign: str, data: Mapping[str, Any]) -> Rule:
    due = data["due"]
    kind = due.get("kind")
    if not isinstance(kind, str) or kind not in _DUE_FIELDS:
        raise DefinitionError(f"due.kind: {kind!r} is none of {', '.join(_DUE_FIELDS)}.")
    extra = sorted(set(due) - _DUE_FIELDS[kind] - {"kind"})
    if extra:
        raise DefinitionError(f"due.{extra[0]}: does not belong to {kind}.")
    days = _mapping(due, "days", "due")
    if kind == DAYS and not days and "first" not in due:
        raise DefinitionError("due: needs days, or first and every.")
    return Rule(
        campaign=campaign,
        priority=_number(data, "priority"),
        window=timedelta(_number(data, "window")),
        roles=_among(data, "to", ROLES),
        stages=frozenset(_among(data, "stages", STAGES)),
        due=kind,
        days=tuple((str(step), _number(days, step, "due.days.")) for step in days),
        first=_number(due, "first", "due.") if "first" in due else None,
        every=_number(due, "every", "due.", least=1) if "every" in due else 0,
        minimum_day=_number(due, "minimum_day", "due.") if "minimum_day" in due else 0,
        needs=_needs(data),
        minimum_pings=_number(data, "minimum_pings") if "minimum_pings" in data else 0,
        when=_when(data),
        topic=topic(data),
        survey=_survey(data, kind),
    )


def topic(data: Mapping[str, Any]) -> str:
    """What its mails are about; raises DefinitionError for a topic that there is not."""
    found = data.get("topic", OTHER)
    if found not in TOPICS:
        raise DefinitionError(f"topic: {found!r} is none of {', '.join(TOPICS)}.")
    return found


def _mapping(data: Mapping[str, Any], field: str, prefix: str = "") -> Mapping[Any, Any]:
    value = data.get(field, {})
    if not isinstance(value, Mapping):
        raise DefinitionError(f"{f'{prefix}.' if prefix else ''}{field}: a mapping is needed.")
    return value


def _number(data: Mapping[Any, Any], field: Any, prefix: str = "", least: int = 0) -> int:
    value = data.get(field)
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise DefinitionError(f"{prefix}{field}: a whole number of at least {least} is needed.")
    return value


def _among(data: Mapping[str, Any], field: str, choices: tuple[str, ...]) -> tuple[str, ...]:
    value = data.get(field)
    if not isinstance(value, list | tuple) or not value:
        raise DefinitionError(f"{field}: a list is needed, of {', '.join(choices)}.")
    for item in value:
        if item not in choices:
            raise DefinitionError(f"{field}: {item!r} is none of {', '.join(choices)}.")
    return tuple(value)


def _needs(data: Mapping[str, Any]) -> str:
    value = data.get("needs", "")
    if value not in _NEEDS:
        raise DefinitionError(f"needs: {value!r} is none of {', '.join(filter(None, _NEEDS))}.")
    return value


def _survey(data: Mapping[str, Any], kind: str) -> str:
    value = data.get("survey") or ""
    if value and not (isinstance(value, str) and _SURVEY.fullmatch(value)):
        raise DefinitionError(f"survey: the key of a survey is needed, not {value!r}.")
    if kind == SURVEY and not value:
        raise DefinitionError("survey: say which one, as its mails go out when it is asked.")
    return value


def _when(data: Mapping[str, Any]) -> Pattern | None:
    if not data.get("when"):
        return None
    try:
        return patterns.read(data["when"])
    except patterns.PatternError as error:
        raise DefinitionError(f"when: {error}.") from error
