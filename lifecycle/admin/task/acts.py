"""What a person does with one task on its page: each a form, a verb and what is said after it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from accounts.models import User
from lifecycle.admin.task import forms
from lifecycle.models import Task, TaskState
from lifecycle.work import task as tasks

# Carries it out with the form's data; says what was done, or nothing where the page shows it.
# A ValueError it raises is shown at the form.
Verb = Callable[[Task, dict[str, Any], User, date, datetime], str]


@dataclass(frozen=True, slots=True)
class Act:
    """A `folded` form stands behind its button."""

    title: str
    button: str
    form: type[forms.TaskActForm]
    verb: Verb
    folded: bool = False
    tone: str = ""


def _finish(task: Task, data: dict, by: User, on: date, now: datetime) -> str:
    if not tasks.finish(task, by=by, on=on, now=now, outcome=data["outcome"]):
        raise ValueError("Somebody closed it before you.")
    return "Done. It stands on the account's timeline."


def _drop(task: Task, data: dict, by: User, on: date, now: datetime) -> str:
    if not tasks.drop(task, by=by, on=on, now=now, outcome=data["outcome"]):
        raise ValueError("Somebody closed it before you.")
    return "Dropped, with your reason on the account's timeline."


def _reopen(task: Task, data: dict, by: User, on: date, now: datetime) -> str:
    return "Open again." if tasks.reopen(task, by=by, now=now) else "It is open."


def _snooze(task: Task, data: dict, by: User, on: date, now: datetime) -> str:
    tasks.snooze(task, data["until"], by=by, on=on, now=now)
    return f"Out of sight until {data['until']}."


def _wake(task: Task, data: dict, by: User, on: date, now: datetime) -> str:
    return "Back in sight." if tasks.wake(task, by=by, now=now) else "It was in sight."


def _move(task: Task, data: dict, by: User, on: date, now: datetime) -> str:
    tasks.move(task, data["due_on"], by=by, now=now, why=data["why"])
    return f"Due {data['due_on']}."


def _reassign(task: Task, data: dict, by: User, on: date, now: datetime) -> str:
    if task.state != TaskState.OPEN:
        raise ValueError("Only open tasks change hands.")
    tasks.reassign(Task.objects.filter(pk=task.pk), data["owner"], by=by, now=now)
    return f"Given to {data['owner'] or 'nobody'}."


def _comment(task: Task, data: dict, by: User, on: date, now: datetime) -> str:
    tasks.comment(task, data["text"], by=by, now=now)
    return ""


def _tick(task: Task, data: dict, by: User, on: date, now: datetime) -> str:
    tasks.tick(task, data["place"], by=by, now=now)
    return ""


ACTS: dict[str, Act] = {
    "done": Act("Done", "Done", forms.FinishForm, _finish, tone="cs-primary"),
    "snooze": Act("Snooze", "Snooze", forms.SnoozeForm, _snooze, folded=True),
    "move": Act("Move the due date", "Move", forms.MoveForm, _move, folded=True),
    "reassign": Act("Give to somebody else", "Give", forms.ReassignForm, _reassign, folded=True),
    "drop": Act("Drop", "Drop", forms.DropForm, _drop, folded=True, tone="cs-danger"),
    "wake": Act("End the snooze", "Back in sight", forms.TaskActForm, _wake),
    "reopen": Act("Open again", "Open again", forms.TaskActForm, _reopen),
    "comment": Act("Comment", "Comment", forms.CommentForm, _comment),
    "tick": Act("Tick", "Tick", forms.TickForm, _tick),
}


def folded() -> list[tuple[str, Act]]:
    return [(slug, act) for slug, act in ACTS.items() if act.folded]
