"""Moves open tasks into other hands, each along its route, and keeps whose they were before."""

from collections.abc import Sequence
from datetime import datetime

from accounts.models import User
from lifecycle.models import Task, TaskEntry
from lifecycle.work import assign
from lifecycle.work.routing import Route


def give(
    pairs: Sequence[tuple[Task, Route]], *, by: User | None, now: datetime, why: str = ""
) -> int:
    """Count those that changed hands; without `by` it was a rule. The owners are read beforehand.

    The caller holds a transaction.
    """
    if not pairs:
        return 0
    names = User.objects.in_bulk({route.owner for _, route in pairs if route.owner})
    entries = []
    for task, route in pairs:
        if task.owner_id != route.owner:
            step = f"from {task.owner or 'nobody'} to {names.get(route.owner) or 'nobody'}"
            text = f"{step}: {why}" if why else step
            entries.append(
                TaskEntry(task=task, kind=TaskEntry.Kind.REASSIGNED, text=text, by=by, at=now)
            )
        for field, value in assign.given(route).items():
            setattr(task, field, value)
    fields = ("owner", "because", "instead_of", "absence")
    Task.objects.bulk_update([task for task, _ in pairs], fields, batch_size=200)
    TaskEntry.objects.bulk_create(entries)
    return len(entries)
