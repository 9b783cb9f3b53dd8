"""What a task's page shows, read in a fixed number of queries."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from lifecycle.admin.task import where
from lifecycle.models import Task, TaskEntry, TaskState

ICONS = {
    TaskEntry.Kind.ADDED: "add",
    TaskEntry.Kind.COMMENT: "chat",
    TaskEntry.Kind.REASSIGNED: "swap_horiz",
    TaskEntry.Kind.MOVED: "event",
    TaskEntry.Kind.SNOOZED: "snooze",
    TaskEntry.Kind.WOKEN: "notifications_active",
    TaskEntry.Kind.TICKED: "check_box",
    TaskEntry.Kind.DONE: "task_alt",
    TaskEntry.Kind.REOPENED: "undo",
    TaskEntry.Kind.DROPPED: "block",
}
_ENTRIES = 200
_COUNTED = 10_000


@dataclass(frozen=True, slots=True)
class Progress:
    """Points ticked of how many."""

    done: int
    all: int


def progress(task: Task) -> Progress:
    return Progress(sum(bool(point.get("done")) for point in task.checklist), len(task.checklist))


def one(pk: str) -> Task | None:
    """With all that its page names."""
    if not pk.isdigit():
        return None
    related = ("account__state", "account__programme", "run__playbook", "run__version")
    return (
        Task.objects.select_related(*related, "owner", "done_by", "absence", "instead_of")
        .filter(pk=pk)
        .first()
    )


def page(task: Task, *, on: date) -> dict[str, Any]:
    entries = list(task.entries.select_related("by")[:_ENTRIES])
    for entry in entries:
        entry.icon = ICONS.get(entry.kind, "circle")
    siblings = list(task.run.tasks.select_related("owner")) if task.run else []
    return {
        "task": task,
        "on": on,
        "is_open": task.state == TaskState.OPEN,
        "asleep": bool(task.snoozed_until and task.snoozed_until > on),
        "progress": progress(task),
        "entries": entries,
        "state": getattr(task.account, "state", None),
        "documents": list(task.documents.filter(archived_at=None).select_related("author")),
        "siblings": siblings,
        "place": where.of(task),
    }


def sums(queryset: QuerySet[Task], *, on: date, week: date) -> dict[str, int]:
    """How many of the list are late, due today and this week; counted up to a limit."""
    keys = queryset.order_by().values("pk")[:_COUNTED]
    return Task.objects.filter(pk__in=keys).aggregate(
        all=Count("pk"),
        overdue=Count("pk", filter=Q(due_on__lt=on)),
        today=Count("pk", filter=Q(due_on=on)),
        week=Count("pk", filter=Q(due_on__range=(on, week))),
    )
