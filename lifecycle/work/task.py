"""What can be done with a task; each change is kept among its entries and told once."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from accounts import timeline
from accounts.models import Account, EntryKind, TeamRole, User
from lifecycle.models import PlaybookRun, Task, TaskEntry, TaskState
from lifecycle.models.task import TaskQuerySet
from lifecycle.work import assign, hands
from lifecycle.work.routing import Route

Kind = TaskEntry.Kind
_CLOSED = "The task is not open any more; open it again first."


def add(
    account: Account,
    title: str,
    *,
    due_on: date,
    now: datetime,
    owner: User | None = None,
    owner_role: str = TeamRole.TECHNICAL_ADVISOR,
    key: str = "",
    instructions: str = "",
    checklist: Collection[str] = (),
    by: User | None = None,
) -> Task:
    """Open a task outside a playbook; with a key, the one already there is returned unchanged.

    A person who adds one by hand stands among its entries.
    """
    route = _route(account, owner_role, owner, on=timezone.localdate(now))
    fields = {
        **assign.given(route),
        "title": title[:200],
        "instructions": instructions,
        "checklist": [{"text": text} for text in checklist],
        "owner_role": owner_role,
        "due_on": due_on,
        "created_at": now,
    }
    if key:
        return Task.objects.get_or_create(account=account, run=None, key=key, defaults=fields)[0]
    with transaction.atomic():
        task = Task.objects.create(account=account, **fields)
        if by:
            _entry(task, Kind.ADDED, "", by=by, now=now)
    return task


def _route(account: Account, role: str, owner: User | None, *, on: date) -> Route:
    if owner is not None:
        return Route(owner.pk, "chosen when it was opened")
    return assign.owner(account.pk, role, on=on)


def finish(task: Task, *, by: User | None, on: date, now: datetime, outcome: str = "") -> bool:
    """Done: it goes to the timeline, and its run closes with its last open task."""
    return _close(task, TaskState.DONE, Kind.DONE, by=by, on=on, now=now, outcome=outcome)


def drop(task: Task, *, by: User | None, on: date, now: datetime, outcome: str) -> bool:
    """Not to be done after all; raises ValueError without a reason."""
    if not outcome.strip():
        raise ValueError("Say why the task is dropped.")
    return _close(task, TaskState.DROPPED, Kind.DROPPED, by=by, on=on, now=now, outcome=outcome)


@transaction.atomic
def _close(task: Task, state: str, kind: str, *, by, on: date, now: datetime, outcome: str) -> bool:
    open_ = Task.objects.filter(pk=task.pk, state=TaskState.OPEN)
    if not open_.update(state=state, done_at=now, done_by=by, outcome=outcome[:200]):
        return False
    task.refresh_from_db()
    _entry(task, kind, outcome, by=by, now=now)
    word = "done" if state == TaskState.DONE else "dropped"
    timeline.log(
        task.account,
        EntryKind.TASK,
        f"{task.title}: {word}",
        on=on,
        now=now,
        by=by,
        body=outcome,
    )
    _close_run(task.run_id, on=on)
    return True


def _close_run(run: int | None, *, on: date) -> None:
    if run is None or Task.objects.filter(run=run, state=TaskState.OPEN).exists():
        return
    done = Task.objects.filter(run=run, state=TaskState.DONE).exists()
    state = PlaybookRun.State.DONE if done else PlaybookRun.State.DROPPED
    PlaybookRun.objects.filter(pk=run, state=PlaybookRun.State.OPEN).update(
        state=state, closed_on=on
    )


@transaction.atomic
def reopen(task: Task, *, by: User | None, now: datetime) -> bool:
    """Take a finished or dropped task up again, and its run with it."""
    closed = Task.objects.filter(pk=task.pk).exclude(state=TaskState.OPEN)
    if not closed.update(state=TaskState.OPEN, done_at=None, done_by=None, outcome=""):
        return False
    _entry(task, Kind.REOPENED, "", by=by, now=now)
    PlaybookRun.objects.filter(pk=task.run_id).update(state=PlaybookRun.State.OPEN, closed_on=None)
    return True


@transaction.atomic
def reassign(tasks: TaskQuerySet, owner: User | None, *, by: User | None, now: datetime) -> int:
    """Give open tasks to somebody, or to nobody; count those that changed hands."""
    changing = list(tasks.open().exclude(owner=owner).select_related("owner"))
    route = Route(owner.pk if owner else None, f"given by {by}" if by else "")
    return hands.give([(task, route) for task in changing], by=by, now=now)


@transaction.atomic
def snooze(task: Task, until: date, *, by: User, on: date, now: datetime) -> None:
    """Out of sight until the day; raises ValueError when that is not after today."""
    if until <= on:
        raise ValueError(f"Snooze until a day after today, {on}.")
    _change(task, snoozed_until=until)
    _entry(task, Kind.SNOOZED, f"until {until}", by=by, now=now)


@transaction.atomic
def wake(task: Task, *, by: User, now: datetime) -> bool:
    """Back in sight before its day; False when it was not out of sight."""
    asleep = Task.objects.filter(pk=task.pk, state=TaskState.OPEN, snoozed_until__isnull=False)
    if not asleep.update(snoozed_until=None):
        return False
    _entry(task, Kind.WOKEN, "", by=by, now=now)
    return True


@transaction.atomic
def move(task: Task, due_on: date, *, by: User, now: datetime, why: str = "") -> None:
    """Another due date; the entry keeps the one before."""
    _change(task, due_on=due_on)
    text = f"from {task.due_on} to {due_on}" + (f": {why}" if why else "")
    _entry(task, Kind.MOVED, text, by=by, now=now)


@transaction.atomic
def tick(task: Task, place: int, *, by: User, now: datetime) -> None:
    """Tick a point of the checklist, or take the tick back; raises ValueError if there is none."""
    locked = Task.objects.select_for_update().get(pk=task.pk)
    if locked.state != TaskState.OPEN:
        raise ValueError(_CLOSED)
    if not 0 <= place < len(locked.checklist):
        raise ValueError("The checklist has no such point.")
    point = locked.checklist[place]
    ticked = not point.get("done")
    locked.checklist[place] = {"text": point["text"]}
    if ticked:
        locked.checklist[place] |= {"done": True, "by": str(by), "at": now.isoformat()}
    locked.save(update_fields=["checklist"])
    _entry(task, Kind.TICKED, f"{'' if ticked else 'not '}{point['text']}", by=by, now=now)


def comment(task: Task, text: str, *, by: User, now: datetime) -> TaskEntry:
    """Raises ValueError when nothing is said."""
    if not text.strip():
        raise ValueError("Say something.")
    return _entry(task, Kind.COMMENT, text.strip(), by=by, now=now)


def _change(task: Task, **values: date) -> None:
    if not Task.objects.filter(pk=task.pk, state=TaskState.OPEN).update(**values):
        raise ValueError(_CLOSED)


def _entry(task: Task, kind: str, text: str, *, by: User | None, now: datetime) -> TaskEntry:
    return TaskEntry.objects.create(task=task, kind=kind, text=text, by=by, at=now)
