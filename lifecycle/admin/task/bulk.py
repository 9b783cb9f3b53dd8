"""What is done to many tasks of the list at once."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from lifecycle.admin import bulk
from lifecycle.admin.bulk import filled
from lifecycle.admin.task import forms
from lifecycle.models import Task, TaskState
from lifecycle.work import due
from lifecycle.work import task as tasks


class BulkActions(bulk.BulkActions):
    """For the task's admin, which knows who may change tasks."""

    actions = ("finish", "reassign", "snooze", "wake", "drop", "reopen")
    plural = "tasks"
    everything = "whose=all&state=all&snoozed=all"

    def bulk_line(self, row: Task) -> str:
        when = row.state
        if row.state == TaskState.OPEN:
            when = due.words(row.due_on, on=timezone.localdate())
        return f"{row.title} · {row.account} · {when} · {row.owner or 'nobody'}"

    @admin.action(description="Done …", permissions=["work"])
    def finish(self, request: HttpRequest, queryset: QuerySet[Task]):
        return self.each(
            request,
            queryset.open(),
            "finish",
            "Are these tasks done?",
            "They are closed, and each stands on its account's timeline with what came of it.",
            filled(request, forms.FinishForm),
            lambda task, data, told: tasks.finish(task, outcome=data["outcome"], **told),
        )

    @admin.action(description="Drop …", permissions=["work"])
    def drop(self, request: HttpRequest, queryset: QuerySet[Task]):
        return self.each(
            request,
            queryset.open(),
            "drop",
            "Drop these tasks?",
            "They are closed without being done; your reason goes to each account's timeline.",
            filled(request, forms.DropForm),
            lambda task, data, told: tasks.drop(task, outcome=data["outcome"], **told),
        )

    @admin.action(description="Snooze until …", permissions=["work"])
    def snooze(self, request: HttpRequest, queryset: QuerySet[Task]):
        def snoozed(task: Task, data: dict, told: dict) -> bool:
            tasks.snooze(task, data["until"], **told)
            return True

        return self.each(
            request,
            queryset.open(),
            "snooze",
            "Snooze these tasks?",
            "They leave the list until that day. Their due dates stay.",
            filled(request, forms.SnoozeForm),
            snoozed,
        )

    @admin.action(description="End the snooze …", permissions=["work"])
    def wake(self, request: HttpRequest, queryset: QuerySet[Task]):
        return self.each(
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
        return self.each(
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
        found, form = queryset.open(), filled(request, forms.ReassignForm)

        def carry_out() -> None:
            keys, owner = list(found.values_list("pk", flat=True)), form.cleaned_data["owner"]
            chosen = Task.objects.filter(pk__in=keys)
            count = tasks.reassign(chosen, owner, by=request.user, now=timezone.now())
            self.say(request, f"Given to {owner or 'nobody'}: {count}.", keys)

        title = "Give these tasks to somebody else?"
        says = "Each keeps its due date and remembers whose it was."
        return self.ask(request, found, "reassign", title, says, form, carry_out)
