"""What is done to many tasks of the list at once: each says first what will happen."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from accounts.admin.confirm import confirmed, sent
from lifecycle.admin.task import forms
from lifecycle.models import Task, TaskState
from lifecycle.work import due
from lifecycle.work import task as tasks

MOST = 500


class BulkActions:
    """For the task's admin, which knows who may change tasks."""

    actions = ("finish", "reassign", "snooze", "wake", "drop", "reopen")

    @admin.action(description="Done …", permissions=["work"])
    def finish(self, request: HttpRequest, queryset: QuerySet[Task]):
        return self._each(
            request,
            queryset.open(),
            "finish",
            "Are these tasks done?",
            "They are closed, and each stands on its account's timeline with what came of it.",
            forms.FinishForm,
            lambda task, data, told: tasks.finish(task, outcome=data["outcome"], **told),
        )

    @admin.action(description="Drop …", permissions=["work"])
    def drop(self, request: HttpRequest, queryset: QuerySet[Task]):
        return self._each(
            request,
            queryset.open(),
            "drop",
            "Drop these tasks?",
            "They are closed without being done; your reason goes to each account's timeline.",
            forms.DropForm,
            lambda task, data, told: tasks.drop(task, outcome=data["outcome"], **told),
        )

    @admin.action(description="Snooze until …", permissions=["work"])
    def snooze(self, request: HttpRequest, queryset: QuerySet[Task]):
        def snoozed(task: Task, data: dict, told: dict) -> bool:
            tasks.snooze(task, data["until"], **told)
            return True

        return self._each(
            request,
            queryset.open(),
            "snooze",
            "Snooze these tasks?",
            "They leave the list until that day. Their due dates stay.",
            forms.SnoozeForm,
            snoozed,
        )

    @admin.action(description="End the snooze …", permissions=["work"])
    def wake(self, request: HttpRequest, queryset: QuerySet[Task]):
        return self._each(
            request,
            queryset.open().filter(snoozed_until__gt=timezone.localdate()),
            "wake",
            "Bring these tasks back?",
            "They stand in the list again, as if nobody had snoozed them.",
            None,
            lambda task, data, told: tasks.wake(task, by=told["by"], now=told["now"]),
        )

    @admin.action(description="Open again …", permissions=["work"])
    def reopen(self, request: HttpRequest, queryset: QuerySet[Task]):
        return self._each(
            request,
            queryset.exclude(state=TaskState.OPEN),
            "reopen",
            "Open these tasks again?",
            "They are to be done again, and so is the playbook they belong to.",
            None,
            lambda task, data, told: tasks.reopen(task, by=told["by"], now=told["now"]),
        )

    @admin.action(description="Give to …", permissions=["work"])
    def reassign(self, request: HttpRequest, queryset: QuerySet[Task]):
        found, form = queryset.open(), _form(request, forms.ReassignForm)

        def carry_out() -> None:
            keys, owner = list(found.values_list("pk", flat=True)), form.cleaned_data["owner"]
            chosen = Task.objects.filter(pk__in=keys)
            count = tasks.reassign(chosen, owner, by=request.user, now=timezone.now())
            _say(request, f"Given to {owner or 'nobody'}: {count}.", keys)

        title = "Give these tasks to somebody else?"
        says = "Each keeps its due date and remembers whose it was."
        return self._ask(request, found, "reassign", title, says, form, carry_out)

    def _each(
        self,
        request: HttpRequest,
        queryset: QuerySet[Task],
        action: str,
        title: str,
        says: str,
        form_class: type[forms.TaskActForm] | None,
        verb: Callable[[Task, dict[str, Any], dict[str, Any]], bool],
    ):
        form = _form(request, form_class) if form_class else None

        def carry_out() -> None:
            on, now = timezone.localdate(), timezone.now()
            told = {"by": request.user, "on": on, "now": now}
            data = form.cleaned_data if form else {}
            done = [task.pk for task in list(queryset) if verb(task, data, told)]
            _say(request, f"{title.rstrip('?')}: done for {len(done)}.", done)

        return self._ask(request, queryset, action, title, says, form, carry_out)

    def _ask(self, request, queryset, action, title, says, form, carry_out):
        if not queryset.exists():
            messages.warning(request, "None of the chosen tasks is in that state.")
            return None
        if queryset[MOST : MOST + 1].exists():
            messages.warning(request, f"That is more than {MOST} tasks; choose fewer at a time.")
            return None
        on = timezone.localdate()
        return confirmed(
            self,
            request,
            queryset.select_related("account", "owner"),
            action=action,
            title=title,
            says=says,
            carry_out=carry_out,
            form=form,
            line=lambda task: _line(task, on=on),
        )


def _form(request: HttpRequest, form_class: type[forms.TaskActForm]) -> forms.TaskActForm:
    """Filled in when the page was sent back; before that, empty."""
    return form_class(request.POST if sent(request) else None, on=timezone.localdate())


def _line(task: Task, *, on: date) -> str:
    when = due.words(task.due_on, on=on) if task.state == TaskState.OPEN else task.state
    return f"{task.title} · {task.account} · {when} · {task.owner or 'nobody'}"


def _say(request: HttpRequest, text: str, keys: list[int]) -> None:
    """With a way to them, so that what was done by mistake can be taken back."""
    if not keys:
        messages.warning(request, text)
        return
    found = f"whose=all&state=all&snoozed=all&id__in={','.join(map(str, keys))}"
    url = f"{reverse('admin:lifecycle_task_changelist')}?{found}"
    messages.success(
        request, format_html('{} <a href="{}"><u>See them, or take it back</u></a>', text, url)
    )
