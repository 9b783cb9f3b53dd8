"""A playbook's rule in the words that people use for it."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from lifecycle.playbooks import definitions as kinds
from lifecycle.playbooks.definitions import Rule, Trigger, When
from lifecycle.playbooks.steps import Due, Step

_ANCHORS = {
    "opened": "it opens",
    "due": "it fell due",
    "start": "the contract starts",
    "signature": "the signature",
    "renewal": "the renewal",
}
_ON_THE_DAY = {
    "opened": "when it opens",
    "due": "the day it falls due",
    "start": "the day the contract starts",
    "signature": "the day of the signature",
    "renewal": "the day of the renewal",
}
_CONDITIONS = {
    "utilization_below": "utilization is below {} %",
    "usage_below": "usage is below {} %",
}


class Runs(NamedTuple):
    """How one programme runs the playbook; `stages` as slug and name."""

    programme: str
    when: str
    stages: list[tuple[str, str]]
    tiers: str
    window: int


class ReadableStep(NamedTuple):
    """`programmes` are named only where not all of the playbook's have the step."""

    step: Step
    due: str
    programmes: list[str]


def when(trigger: Trigger, stages: Mapping[str, str]) -> str:
    """“45 days before the contract starts”, “day 180, then every 90 days”."""
    said = {
        kinds.BEFORE_START: lambda: f"{_days(trigger.days[0])} before the contract starts",
        kinds.BEFORE_RENEWAL: lambda: f"{_days(trigger.days[0])} before the renewal",
        kinds.RELATIONSHIP_DAY: lambda: _relationship_day(trigger),
        kinds.STAGE_ENTERED: lambda: (
            f"when the account enters {stages.get(trigger.stage, trigger.stage)}"
        ),
        kinds.CONTRACT_QUARTER: lambda: _contract_quarter(trigger),
        kinds.MONTH_START: lambda: _month_start(trigger),
        kinds.HEALTH_EVENT: lambda: f"when health becomes {_or(sorted(trigger.bands))}",
        kinds.FIRST_USE: lambda: "when a feature is used for the first time",
        kinds.CHURNED: lambda: "when the account has churned",
        kinds.BY_HAND: lambda: "when somebody starts it",
    }
    return said[trigger.kind]()


def everywhen(rules: Mapping[str, Rule], stages: Mapping[str, str]) -> str:
    """When it opens in its programmes, each answer once."""
    return " or ".join(sorted({when(rule.trigger, stages) for rule in rules.values()}))


def _relationship_day(trigger: Trigger) -> str:
    if trigger.days:
        days = ", ".join(map(str, sorted(trigger.days)))
        return f"on day{'s' if len(trigger.days) > 1 else ''} {days} of the relationship"
    return f"on day {trigger.first} of the relationship, then every {_days(trigger.every)}"


def _contract_quarter(trigger: Trigger) -> str:
    """Tiers with the same quarters are named together."""
    by_quarters: dict[tuple[Any, ...], list[str]] = {}
    for tier, quarters in trigger.quarters.items():
        by_quarters.setdefault(quarters, []).append(tier)
    begins = "each month of" if trigger.monthly else "at the start of"
    said = [
        f"{begins} {_quarters(quarters)} of the contract ({tiers_in_words(tiers)})"
        for quarters, tiers in by_quarters.items()
    ]
    return "; ".join(said)


def _quarters(quarters: tuple[Any, ...]) -> str:
    if len(quarters) == 1:
        return "the last quarter" if quarters[0] == kinds.LAST else f"quarter {quarters[0]}"
    words = ["the last" if quarter == kinds.LAST else str(quarter) for quarter in quarters]
    return f"quarters {_and(words)}"


def _month_start(trigger: Trigger) -> str:
    from_day = f", from day {trigger.minimum_day} on" if trigger.minimum_day else ""
    return f"on the first of each month{from_day}"


def conditions(found: When) -> list[str]:
    """What must hold on the day besides."""
    values = found._asdict()
    return [
        words.format(values[name])
        for name, words in _CONDITIONS.items()
        if values[name] is not None
    ]


def programmes(
    rules: Mapping[str, Rule], names: Mapping[str, str], stages: Mapping[str, str]
) -> list[Runs]:
    return [
        Runs(
            names.get(slug, slug),
            when(rule.trigger, stages),
            [(stage, name) for stage, name in stages.items() if stage in rule.stages],
            tiers_in_words(sorted(rule.tiers)) if rule.tiers else "all",
            rule.window.days,
        )
        for slug, rule in rules.items()
    ]


def steps(rules: Mapping[str, Rule], names: Mapping[str, str]) -> list[ReadableStep]:
    """In the order they are written, which is the order of the work."""
    rule = next(iter(rules.values()), None)
    return [
        ReadableStep(
            step, due(step.due), [names.get(slug, slug) for slug in sorted(step.programmes)]
        )
        for step in (rule.steps if rule else ())
    ]


def due(found: Due) -> str:
    """“7 days after it opens”, “14 days before the renewal”, “the day it falls due”."""
    if not found.days:
        return _ON_THE_DAY[found.anchor]
    side = "after" if found.days > 0 else "before"
    return f"{_days(abs(found.days))} {side} {_ANCHORS[found.anchor]}"


def tiers_in_words(tiers: list[str]) -> str:
    numbers = [tier for tier in tiers if tier != "none"]
    words = [f"tier{'s' if len(numbers) > 1 else ''} {_and(numbers)}"] if numbers else []
    return _and([*words, *(["no tier"] if "none" in tiers else [])])


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def _or(words: list[str]) -> str:
    return " or ".join(words)


def _and(words: list[str]) -> str:
    return " and ".join(words) if len(words) < 3 else f"{', '.join(words[:-1])} and {words[-1]}"
