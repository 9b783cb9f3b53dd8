"""An account's page of its work: playbooks that run, other tasks, what is finished, documents."""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Q
from django.http import HttpRequest

from accounts.admin.tabs import Glance, Tab, register
from accounts.models import Account
from lifecycle.admin.document.forms import writing
from lifecycle.models import PlaybookRun, Task, TaskState
from lifecycle.work import due

_FINISHED = 100
_LOOKED_AT = 50
_NEXT = 2


class Run(NamedTuple):
    """A playbook's run with its tasks in the order they are due."""

    run: PlaybookRun
    tasks: list[Task]

    @property
    def closed(self) -> int:
        return sum(task.state != TaskState.OPEN for task in self.tasks)

    @property
    def share(self) -> float:
        return round(100 * self.closed / len(self.tasks), 1) if self.tasks else 0


def read(request: HttpRequest, account: Account, on: date) -> dict[str, Any]:
    runs = list(
        account.playbook_runs.filter(state=PlaybookRun.State.OPEN)
        .select_related("playbook", "version", "opened_by")
        .order_by("due_on", "pk")
    )
    wanted = Q(state=TaskState.OPEN) | Q(run__in=runs)
    tasks = list(account.tasks.filter(wanted).select_related("owner").order_by("due_on", "pk"))
    closed = account.tasks.exclude(state=TaskState.OPEN).select_related("run__playbook", "done_by")
    documents = account.documents.filter(archived_at=None).select_related("author")
    return {
        "on": on,
        "runs": _runs(runs, tasks),
        "others": [task for task in tasks if task.run_id not in {run.pk for run in runs}],
        "finished": list(closed.order_by("-done_at", "-pk")[:_FINISHED]),
        "documents": list(documents[:_FINISHED]),
        "may_start": request.user.has_perm("lifecycle.add_playbookrun"),
        "may_add": request.user.has_perm("lifecycle.add_task"),
        "write": writing(account) if request.user.has_perm("lifecycle.add_document") else None,
    }


def _runs(runs: Iterable[PlaybookRun], tasks: Iterable[Task]) -> list[Run]:
    by_run: dict[int, list[Task]] = {}
    for task in tasks:
        by_run.setdefault(task.run_id, []).append(task)
    return [Run(run, by_run.get(run.pk, [])) for run in runs]


def glance(account: Account, on: date) -> list[Glance]:
    """How many are late, and what is due next."""
    tasks = Task.objects.filter(account=account).waiting(on=on).select_related("owner")
    found = list(tasks.order_by("due_on", "pk")[:_LOOKED_AT])
    late = sum(task.due_on < on for task in found)
    lines = []
    if late:
        first = found[0]
        text = f"{first.title}, {due.words(first.due_on, on=on)}, {first.owner or 'nobody'}"
        lines.append(Glance("band-poor", f"{late} overdue", text))
    for task in found[late : late + _NEXT]:
        words = due.words(task.due_on, on=on)
        tone = due.tone(task.due_on, on=on)
        lines.append(Glance(tone, words, f"{task.title}, {task.owner or 'nobody'}"))
    return lines


register(
    Tab(
        "work",
        "Work",
        "lifecycle.view_task",
        "admin/lifecycle/work/tab.html",
        read,
        glance,
        order=10,
    )
)
