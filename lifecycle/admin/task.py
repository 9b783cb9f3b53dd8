"""Pages of the team's tasks."""

from django.contrib import admin

from accounts.admin.base import LedgerAdmin
from lifecycle.models import Task, TaskEntry


@admin.register(Task)
class TaskAdmin(LedgerAdmin):
    list_display = ("title", "account", "owner", "due_on", "state")
    list_select_related = ("account", "owner")
    fills = "Tasks come from playbooks, or are added on an account's page."


@admin.register(TaskEntry)
class TaskEntryAdmin(LedgerAdmin):
    list_display = ("task", "kind", "text", "by", "at")
    list_select_related = ("task", "by")
