"""The steps of a playbook as data, and the tasks they become when it opens."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from lifecycle.playbooks import fields
from lifecycle.playbooks.fields import DefinitionError

ROLES = ("ta", "ae", "ce", "ie", "manager", "operations")
ANCHORS = ("opened", "due", "start", "signature", "renewal")
_FIELDS = ("key", "title", "owner", "due", "checklist", "document", "say", "programmes")
_FURTHEST = 1100  # days: three years and some


class Due(NamedTuple):
    """So many days after the anchor, or before it."""

    anchor: str
    days: int


class Step(NamedTuple):
    """`document` is the slug of a template; empty `programmes` are all of the playbook's."""

    key: str
    title: str
    owner: str
    due: Due
    checklist: tuple[str, ...] = ()
    document: str = ""
    say: str = ""
    programmes: frozenset[str] = frozenset()


class Anchors(NamedTuple):
    """The days that due dates count from; None is not known."""

    opened: date
    due: date
    start: date | None
    signature: date | None
    renewal: date | None


class Draft(NamedTuple):
    """A task as it will be written."""

    step: Step
    due_on: date


def read(value: Any) -> tuple[Step, ...]:
    """The steps in their order; raises DefinitionError naming the field."""
    if not isinstance(value, list | tuple) or not value:
        raise DefinitionError("steps: a list of at least one step is needed.")
    found = tuple(_step(item, place) for place, item in enumerate(value, start=1))
    keys = [step.key for step in found]
    for key in keys:
        if keys.count(key) > 1:
            raise DefinitionError(f"steps: the key {key} stands there twice.")
    return found


def _step(data: Any, place: int) -> Step:
    if not isinstance(data, Mapping):
        raise DefinitionError(f"steps.{place}: a mapping is needed.")
    prefix = f"steps.{data.get('key') or place}."
    fields.known(data, _FIELDS, prefix)
    programmes = data.get("programmes") or ()
    if isinstance(programmes, str) or not all(isinstance(name, str) for name in programmes):
        raise DefinitionError(f"{prefix}programmes: a list of programmes is needed.")
    return Step(
        key=fields.text(data, "key", prefix, most=40, needed=True),
        title=fields.text(data, "title", prefix, most=120, needed=True),
        owner=fields.one(data, "owner", ROLES, prefix),
        due=_due(fields.mapping(data, "due", prefix), f"{prefix}due."),
        checklist=_checklist(data, prefix),
        document=fields.text(data, "document", prefix, most=40),
        say=fields.text(data, "say", prefix, most=4000),
        programmes=frozenset(programmes),
    )


def _due(data: Mapping[str, Any], prefix: str) -> Due:
    fields.known(data, ("from", "days"), prefix)
    anchor = fields.one(data, "from", ANCHORS, prefix)
    return Due(anchor, fields.number(data, "days", prefix, least=-_FURTHEST, most=_FURTHEST))


def _checklist(data: Mapping[str, Any], prefix: str) -> tuple[str, ...]:
    value = data.get("checklist") or ()
    if not isinstance(value, list | tuple) or not all(
        isinstance(point, str) and point.strip() for point in value
    ):
        raise DefinitionError(f"{prefix}checklist: a list of points in words is needed.")
    return tuple(point.strip() for point in value)


def drafts(steps: Iterable[Step], programme: str, anchors: Anchors) -> list[Draft]:
    """The tasks of the steps that concern the programme (P6)."""
    return [
        Draft(step, due_on(step.due, anchors))
        for step in steps
        if not step.programmes or programme in step.programmes
    ]


def due_on(due: Due, anchors: Anchors) -> date:
    """Counted from its anchor, or from the occurrence's day where that is unknown (P6).

    A task that opens late is not late on the day it opens.
    """
    anchor = getattr(anchors, due.anchor) or anchors.due
    return max(anchor + timedelta(due.days), anchors.opened)


def checklist(points: Sequence[str]) -> list[dict[str, str]]:
    """As a task keeps it."""
    return [{"text": point} for point in points]
