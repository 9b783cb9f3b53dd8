"""Everything in a success plan as plain data: what pages show and versions keep."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils import timezone

from lifecycle.models import Measure, Objective, PlanAction, PlanAsk, PlanRelationship, SuccessPlan
from lifecycle.models.objective import Standing
from lifecycle.plans import judge, progress

Content = dict[str, Any]
_NUMBERS = {"baseline", "target", "value", "expected"}


def of(plan: SuccessPlan, *, on: date) -> Content:
    """Five queries, whatever is in it; the plan comes with its people or costs three more."""
    return {
        "as_of_on": on,
        "title": plan.title,
        "north_star": plan.north_star,
        "owner": _name(plan.owner),
        "sponsor": _name(plan.sponsor),
        "customer_sponsor": _name(plan.customer_sponsor),
        "started_on": plan.started_on,
        "ends_on": plan.ends_on,
        "last_sync_on": plan.last_sync_on,
        "next_sync_on": plan.next_sync_on,
        "notes": plan.notes,
        "objectives": [_objective(one, on) for one in plan.objectives.prefetch_related("readings")],
        "actions": [_action(one) for one in _actions(plan)],
        "relationships": [
            _relationship(one)
            for one in plan.relationships.filter(gone=False).select_related("contact", "owner")
        ],
        "asks": [_ask(one) for one in plan.asks.all()],
    }


def thaw(kept: Any, name: str = "") -> Any:
    """What a version keeps, with its days as days and its numbers as numbers again."""
    if isinstance(kept, dict):
        return {key: thaw(value, key) for key, value in kept.items()}
    if isinstance(kept, list):
        return [thaw(value, name) for value in kept]
    if isinstance(kept, str) and kept:
        if name.endswith("_on") or name in ("on", "needed_by"):
            return date.fromisoformat(kept)
        if name in _NUMBERS:
            return Decimal(kept)
    return kept


def _objective(objective: Objective, on: date) -> Content:
    course, value = judge.course(objective), objective.value
    return {
        "id": objective.pk,
        "title": objective.title,
        "value_driver": objective.value_driver,
        "measure": _measure(objective),
        "bound": objective.measure != Measure.HAND,
        "unit": objective.unit,
        "down": course.down,
        "baseline": objective.baseline,
        "baseline_on": objective.baseline_on,
        "target": objective.target,
        "due_on": objective.due_on,
        "value": value,
        "value_on": objective.value_on,
        "stands": objective.stands,
        "standing": Standing(objective.stands).label,
        "rule_says": Standing(objective.standing).label if objective.said else "",
        "because": objective.said_because,
        "share": None if value is None else progress.share(course, Fraction(value)),
        "path_share": progress.share(course, progress.expected(course, on)),
        "expected": _cut(progress.expected(course, objective.value_on or on)),
        "shared": objective.shared,
        "notes": objective.notes,
        "readings": [
            {"on": one.on, "value": one.value, "note": one.note} for one in objective.readings.all()
        ],
    }


def _measure(objective: Objective) -> str:
    if objective.measure == Measure.FEATURE_USERS:
        return f"Users of {objective.feature.replace('_', ' ')}"
    return objective.get_measure_display()


def _cut(value: Fraction) -> Decimal:
    """Two decimals, the rest cut off."""
    return Decimal(int(value * 100)) / 100


def _actions(plan: SuccessPlan) -> Iterable[PlanAction]:
    found = plan.actions.standing().select_related("task__owner", "contact", "objective")
    return sorted(found, key=lambda action: (action.stands != "open", action.due, action.number))


def _action(action: PlanAction) -> Content:
    task = action.task
    closed = timezone.localdate(task.done_at) if task and task.done_at else action.done_on
    return {
        "id": action.pk,
        "number": action.number,
        "title": action.title,
        "side": action.side,
        "who": _name(task.owner) if task else _name(action.contact),
        "task": task.pk if task else None,
        "objective": action.objective.title if action.objective else "",
        "due_on": action.due,
        "state": action.stands,
        "outcome": task.outcome if task else action.outcome,
        "done_on": closed,
        "shared": action.shared,
    }


def _relationship(relationship: PlanRelationship) -> Content:
    contact = relationship.contact
    return {
        "id": relationship.pk,
        "name": str(contact or relationship.name),
        "title": contact.title if contact else "",
        "sentiment": relationship.sentiment,
        "sentiment_name": relationship.get_sentiment_display(),
        "win": relationship.win,
        "to_champion": relationship.to_champion,
        "owner": _name(relationship.owner),
        "notes": relationship.notes,
    }


def _ask(ask: PlanAsk) -> Content:
    return {
        "id": ask.pk,
        "title": ask.title,
        "from_whom": ask.from_whom,
        "needed_by": ask.needed_by,
        "risk": ask.risk,
        "risk_name": ask.get_risk_display(),
        "threatens": ask.threatens,
        "state": ask.state,
        "resolution": ask.resolution,
        "settled_on": ask.settled_on,
        "shared": ask.shared,
    }


def _name(person: Any) -> str:
    return str(person) if person else ""
