"""The handover that begins when an account's advisor changes."""

from collections.abc import Mapping
from datetime import date, datetime

from accounts.models import User
from lifecycle.models import Task, TaskEntry, TaskState
from lifecycle.playbooks import several
from lifecycle.work import hands
from lifecycle.work.routing import Route

PLAYBOOK = "team_handover"
# Steps of the playbook that mean something else when the change came first.
_WRITE, _ASSIGN = "write", "assign"


def begin(leaving: Mapping[int, User], *, on: date, now: datetime) -> None:
    """Open the playbook for the accounts; whoever leaves each writes what is to be handed over."""
    reasons = {account: f"{user} handed the account over" for account, user in leaving.items()}
    key = f"advisor changed {on}"
    opened = several.open_for(reasons, PLAYBOOK, key=key, on=on, now=now)
    tasks = Task.objects.filter(
        account__among=sorted(opened), run__playbook__slug=PLAYBOOK, run__occurrence=key
    )
    writing = [
        (task, Route(leaving[task.account_id].pk, "looked after the account until now"))
        for task in tasks.filter(key=_WRITE).select_related("owner")
        if leaving[task.account_id].is_active
    ]
    hands.give(writing, by=None, now=now, why="who knows the account writes it")
    done = list(tasks.filter(key=_ASSIGN, state=TaskState.OPEN))
    said = "The assignment was changed."
    Task.objects.filter(pk__in=[task.pk for task in done]).update(
        state=TaskState.DONE, done_at=now, outcome=said
    )
    TaskEntry.objects.bulk_create(
        TaskEntry(task=task, kind=TaskEntry.Kind.DONE, text=said, at=now) for task in done
    )
