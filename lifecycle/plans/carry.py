"""Takes what is open in one success plan over into the next."""

from datetime import date, datetime

from accounts.models import User
from lifecycle.models import (
    Objective,
    ObjectiveReading,
    PlanAction,
    PlanAsk,
    PlanRelationship,
    SuccessPlan,
    Task,
    TaskState,
)
from lifecycle.models.objective import ENDED
from lifecycle.work import task as tasks


def drop_tasks(plan: SuccessPlan, *, by: User | None, on: date, now: datetime) -> None:
    """Our side's open actions end with the plan."""
    for task in Task.objects.filter(plan_actions__plan=plan, state=TaskState.OPEN):
        tasks.drop(task, by=by, on=on, now=now, outcome="The success plan was archived.")


def over(plan: SuccessPlan, following: SuccessPlan, *, now: datetime) -> None:
    """Open objectives with their readings, open actions and asks, and the people.

    The rows of the plan before stay as they are; an action of ours goes on by the same task.
    """
    objectives = _objectives(plan, following, now)
    for action in plan.actions.open():
        _copy(
            action, PlanAction, plan=following, objective=objectives.get(action.objective_id),
            created_at=now,
        )  # fmt: skip
    for ask in plan.asks.filter(state=PlanAsk.State.OPEN):
        _copy(ask, PlanAsk, plan=following, objective=objectives.get(ask.objective_id))
    for relationship in plan.relationships.filter(gone=False):
        _copy(relationship, PlanRelationship, plan=following)


def _objectives(
    plan: SuccessPlan, following: SuccessPlan, now: datetime
) -> dict[int | None, Objective]:
    """The new ones, by the keys of those before."""
    found: dict[int | None, Objective] = {}
    for objective in plan.objectives.all():
        if objective.stands in ENDED:
            continue
        new = _copy(objective, Objective, plan=following, before=objective, created_at=now)
        ObjectiveReading.objects.bulk_create(
            _new(reading, ObjectiveReading, objective=new) for reading in objective.readings.all()
        )
        found[objective.pk] = new
    return found


def _copy(row, model, **changed):
    new = _new(row, model, **changed)
    new.save(force_insert=True)
    return new


def _new(row, model, **changed):
    """The same row once more, without its key."""
    kept = {
        field.attname: getattr(row, field.attname)
        for field in model._meta.concrete_fields
        if not field.primary_key and field.name not in changed
    }
    return model(**kept, **changed)
