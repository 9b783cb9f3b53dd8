"""Actions of a success plan: ours are tasks, the customer's are kept here."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from accounts import timeline
from accounts.models import Contact, EntryKind, User
from lifecycle.models import Objective, PlanAction, Side, SuccessPlan, Task, TaskState
from lifecycle.plans.lock import writable
from lifecycle.work import task as tasks


@transaction.atomic
def add(
    plan: SuccessPlan,
    title: str,
    *,
    side: str,
    due_on: date,
    now: datetime,
    owner: User | None = None,
    contact: Contact | None = None,
    objective: Objective | None = None,
    shared: bool = True,
) -> PlanAction:
    """Ours opens a task for its owner, or for whoever looks after the account."""
    locked = writable(plan)
    number = (locked.actions.aggregate(number=Max("number"))["number"] or 0) + 1
    action = PlanAction(
        plan=locked,
        number=number,
        title=title,
        side=side,
        objective=objective,
        shared=shared,
        created_at=now,
    )
    if side == Side.OURS:
        action.task = tasks.add(
            locked.account,
            title,
            due_on=due_on,
            now=now,
            owner=owner or locked.owner,
            key=f"plan-{locked.pk}-action-{number}",
            instructions=f"Agreed in the success plan “{locked.title}”.",
        )
    else:
        action.contact, action.due_on, action.state = contact, due_on, TaskState.OPEN
    action.save()
    return action


@transaction.atomic
def change(
    action: PlanAction,
    *,
    title: str,
    due_on: date,
    owner: User | None,
    contact: Contact | None,
    objective: Objective | None,
    shared: bool,
    by: User,
    now: datetime,
) -> None:
    """Everything but its side; of ours, the task moves and changes hands."""
    writable(action.plan)
    action.title, action.objective, action.shared = title, objective, shared
    task = action.task
    if task is None:
        action.contact, action.due_on = contact, due_on
    else:
        Task.objects.filter(pk=task.pk).update(title=title)
        if task.due_on != due_on:
            tasks.move(task, due_on, by=by, now=now, why="changed in the success plan")
        if task.owner != owner:
            tasks.reassign(Task.objects.filter(pk=task.pk), owner, by=by, now=now)
    action.save()


@transaction.atomic
def close(
    action: PlanAction,
    state: str,
    *,
    by: User | None,
    on: date,
    now: datetime,
    outcome: str = "",
    contact: Contact | None = None,
) -> bool:
    """Done or dropped, by one of us or by the contact; tell whether it was open."""
    writable(action.plan)
    if state == TaskState.DROPPED and not outcome.strip():
        raise ValueError("Say why the action is dropped.")
    if action.task is not None:
        verb = tasks.finish if state == TaskState.DONE else tasks.drop
        return verb(action.task, by=by, on=on, now=now, outcome=outcome)
    open_ = PlanAction.objects.filter(pk=action.pk, state=TaskState.OPEN)
    if not open_.update(state=state, outcome=outcome.strip()[:200], done_on=on):
        return False
    timeline.log(
        action.plan.account,
        EntryKind.PLAN,
        f"{action.title}: {TaskState(state).label.lower()} by the customer"
        if state == TaskState.DONE
        else f"{action.title}: dropped",
        on=on,
        now=now,
        by=by,
        contact=contact or action.contact,
        body=outcome,
    )
    return True


@transaction.atomic
def reopen(action: PlanAction, *, by: User, now: datetime) -> bool:
    """Take a finished or dropped action up again."""
    writable(action.plan)
    if action.task is not None:
        return tasks.reopen(action.task, by=by, now=now)
    closed = PlanAction.objects.filter(pk=action.pk).exclude(state=TaskState.OPEN)
    return bool(closed.update(state=TaskState.OPEN, outcome="", done_on=None))
