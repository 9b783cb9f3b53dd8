"""Definitions of playbooks for tests, and what they open for a snapshot."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from lifecycle.facts import NEW, AccountFacts, State
from lifecycle.playbooks import definitions
from lifecycle.playbooks.moments import Event
from lifecycle.playbooks.triggers import Occurrence, Schedule
from lifecycle.policy import default
from tests.lifecycle.snapshots import decided

STEP = {"key": "call", "title": "Call", "owner": "ta", "due": {"from": "due", "days": 2}}


def definition(kind: str = "relationship_day", **changes: Any) -> dict[str, Any]:
    """A playbook of one step for digital; `trigger` fields stand beside the kind."""
    trigger = {"kind": kind} | changes.pop("trigger", {})
    given = {
        "name": "Greeting",
        "purpose": "Says hello.",
        "trigger": trigger,
        "window": 7,
        "programmes": {"digital": None},
        "steps": [STEP],
    }
    return given | changes


def schedule(*found: dict[str, Any], programme: str = "digital") -> Schedule:
    return Schedule(
        definitions.read(f"playbook-{number}", data)[programme] for number, data in enumerate(found)
    )


def opened(
    facts: AccountFacts,
    on: date,
    data: dict[str, Any],
    *,
    state: State = NEW,
    events: Sequence[Event] = (),
) -> list[Occurrence]:
    """What the one playbook has open on the day."""
    return schedule(data).open(facts, decided(facts, on, state), events, default())


def keys(facts: AccountFacts, on: date, data: dict[str, Any], **options) -> list[str]:
    return [occurrence.key for occurrence in opened(facts, on, data, **options)]
