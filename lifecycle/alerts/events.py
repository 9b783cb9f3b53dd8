"""What happened on an account's day and deserves an alert, with the reasons in words."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from lifecycle import evidence
from lifecycle.decide import Decision
from lifecycle.facts import AccountFacts
from lifecycle.names import INDICATORS


class Event(NamedTuple):
    """`occurrence` is what makes it this one and no other of its kind on the account."""

    kind: str
    occurrence: str
    on: date
    title: str
    evidence: tuple[str, ...]


def happened(facts: AccountFacts, decision: Decision) -> Iterator[Event]:
    """Every health event, every first use and every fall below the targets (H6, S6)."""
    on = decision.on
    if decision.event:
        band = decision.event.band
        title = (
            f"Health is {band} a month after the renewal"
            if decision.event.kind == "after_renewal"
            else f"Health fell from {decision.event.before or 'none'} to {band}"
        )
        yield Event("health", on.isoformat(), on, title, _health(facts, decision))
    if decision.fell_back:
        fell = "Usage fell below the targets"
        if None in decision.metrics:
            fell = "Data are missing, and the targets no longer known to be met"
        title = f"{fell}; the account stays in Nurturing"
        yield Event("targets_lost", on.isoformat(), on, title, _figures(facts, decision))
    for feature, used_on in facts.first_uses:
        if used_on >= facts.tracked_from and decision.state.stage:
            name = feature.replace("_", " ")
            why = f"{name.capitalize()} was used on {used_on} for the first time."
            yield Event("feature", feature, used_on, f"First use of {name}", (why,))


def _health(facts: AccountFacts, decision: Decision) -> tuple[str, ...]:
    """The score, and the indicators that pull it down."""
    found = evidence.health(facts, decision)
    bad = [each for each in found["indicators"] if each["grade"] in ("poor", "concerning")]
    bad.sort(key=lambda each: each["grade"] != "poor")
    return (f"The score of {decision.on} is {found['score']}.", *map(_indicator, bad))


def _figures(facts: AccountFacts, decision: Decision) -> tuple[str, ...]:
    found = evidence.indicators(facts, decision)
    return tuple(_indicator(each) for each in found if each["category"] == "utilization")


def _indicator(each: evidence.Inputs) -> str:
    of = f", data of {each['data_on']}" if each["data_on"] else ""
    name = INDICATORS[each["indicator"]]
    return f"{name}: {each['value']}, {each['grade'] or 'unknown'}{of}."
