"""The queue's own pages: read-only, and for superusers, because a schedule is code to be run."""

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django_q.models import Failure, OrmQ, Schedule, Success

from accounts.admin.base import LedgerAdmin


class QueueAdmin(LedgerAdmin):
    actions = None

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return request.user.is_superuser

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.is_superuser


class ScheduleAdmin(QueueAdmin):
    list_display = ("name", "func", "schedule_type", "minutes", "cron", "next_run", "last_run")
    fills = "No schedule: manage.py sync_schedule writes ours."


class TaskAdmin(QueueAdmin):
    list_display = ("name", "func", "started", "stopped", "success", "attempt_count")
    fields = ("name", "func", "started", "stopped", "success", "attempt_count", "result")
    ordering = ("-stopped",)
    fills = "Nothing has run, or everything went well."


class WaitingAdmin(QueueAdmin):
    """What waits is pickled code: only that it waits is shown."""

    list_display = ("id", "key", "lock")
    fields = ("key", "lock")
    fills = "Nothing waits in the queue."


for model, page in {
    Schedule: ScheduleAdmin,
    Success: TaskAdmin,
    Failure: TaskAdmin,
    OrmQ: WaitingAdmin,
}.items():
    if admin.site.is_registered(model):
        admin.site.unregister(model)
    admin.site.register(model, page)
