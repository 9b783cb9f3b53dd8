"""Tasks that are late or due this week, and those that nobody holds."""

from datetime import date, timedelta
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.urls import reverse

from cs_portal.queue.line import SHOWN, Line
from lifecycle.models import Task
from lifecycle.models.task import TaskQuerySet
from lifecycle.work import due

WEEK = timedelta(7)
_SHARES_OUT = "lifecycle.view_workload"


def of(mine: dict[str, Any], user: AbstractBaseUser, on: date) -> TaskQuerySet:
    """Open and awake: the user's own, or everybody's."""
    waiting = Task.objects.waiting(on=on)
    return waiting.filter(owner=user) if mine else waiting


def late(mine: dict[str, Any], user: AbstractBaseUser, on: date) -> list[Line]:
    return _lines(_listed(mine, user, on).filter(due_on__lt=on), on)


def soon(mine: dict[str, Any], user: AbstractBaseUser, on: date) -> list[Line]:
    return _lines(_listed(mine, user, on).filter(due_on__range=(on, on + WEEK)), on)


def nobodys(mine: dict[str, Any], user: AbstractBaseUser, on: date) -> list[Line]:
    """One line for all of them, for those who share the work out."""
    if not user.has_perm(_SHARES_OUT):
        return []
    found = Task.objects.waiting(on=on).filter(owner=None)
    count = found.count()
    if not count:
        return []
    first = found.order_by("due_on", "pk").select_related("account").first()
    words = due.words(first.due_on, on=on)
    return [
        Line(
            "band-concerning",
            "Nobody's",
            "1 task has no owner" if count == 1 else f"{count:,} tasks have no owner",
            f"First: {first.title}, {first.account}, {words}",
            f"{reverse('admin:lifecycle_task_changelist')}?whose=nobody",
            "Give",
        )
    ]


def _listed(mine: dict[str, Any], user: AbstractBaseUser, on: date) -> TaskQuerySet:
    """Without what stands in the line for nobody's, and among the help requests."""
    found = of(mine, user, on).filter(help_request=None)
    return found.exclude(owner=None) if user.has_perm(_SHARES_OUT) else found


def _lines(tasks: TaskQuerySet, on: date) -> list[Line]:
    found = tasks.select_related("account", "owner").order_by("due_on", "pk")[:SHOWN]
    return [
        Line(
            due.tone(task.due_on, on=on),
            due.words(task.due_on, on=on).capitalize(),
            task.title,
            f"{task.account}, {task.owner or 'nobody'}",
            reverse("admin:lifecycle_task_change", args=[task.pk]),
            "Do it",
        )
        for task in found
    ]
