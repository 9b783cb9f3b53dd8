"""Filters of the list of tasks, which opens on what waits for me now."""

from datetime import timedelta

from django.contrib.admin import ModelAdmin
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from unfold.contrib.filters.admin import DropdownFilter

from accounts.admin import whose
from accounts.admin.whose import ALL, MINE, NOBODY
from accounts.models import User
from lifecycle.models import Task, TaskState

WEEK = timedelta(7)
ACCOUNTS, POOL = "accounts", "pool"
WHOSE = (
    (MINE, "Mine"),
    (ACCOUNTS, "My accounts"),
    (POOL, "The pool's accounts"),
    (NOBODY, "Nobody's"),
    (ALL, "Everybody's"),
)


def mine(user: User) -> Q:
    return Q(account__ta=user) | Q(account__ae=user) | Q(account__ce=user)


class WhoseFilter(whose.WhoseFilter):
    """A number is a team member."""

    owner = "owner"

    def opens_on(self, user: User, model: type[Task]) -> str:
        return usual(user)

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list:
        busy = Task.objects.filter(owner=OuterRef("pk"), state=TaskState.OPEN)
        people = User.objects.filter(Exists(busy))[:200]
        return [*WHOSE, *((str(member.pk), str(member)) for member in people)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Task]) -> QuerySet[Task]:
        value = self.value()
        if value == ALL:
            return queryset
        if value.isdigit():
            return queryset.filter(owner=value)
        wanted = {
            ACCOUNTS: mine(request.user),
            POOL: Q(account__ta=None),
            NOBODY: Q(owner=None),
        }
        return queryset.filter(wanted.get(value, Q(owner=request.user)))


def usual(user: User) -> str:
    """Mine; everybody's for those who share work out and have none themselves."""
    if not user.has_perm("lifecycle.view_workload"):
        return MINE
    return MINE if Task.objects.filter(owner=user, state=TaskState.OPEN).exists() else ALL


class StateFilter(DropdownFilter):
    title = "state"
    parameter_name = "state"
    all_option = ("", "Open")

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list:
        closed = [choice for choice in TaskState.choices if choice[0] != TaskState.OPEN]
        return [*closed, ("all", "All")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Task]) -> QuerySet[Task]:
        if self.value() == "all":
            return queryset
        closed = self.value() in (TaskState.DONE, TaskState.DROPPED)
        return queryset.filter(state=self.value() if closed else TaskState.OPEN)


class SnoozedFilter(DropdownFilter):
    title = "snoozed"
    parameter_name = "snoozed"
    all_option = ("", "Without what is snoozed")

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list:
        return [("yes", "Only snoozed"), ("all", "With what is snoozed")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Task]) -> QuerySet[Task]:
        asleep = Q(snoozed_until__gt=timezone.localdate(), state=TaskState.OPEN)
        if self.value() == "all":
            return queryset
        return queryset.filter(asleep if self.value() == "yes" else ~asleep | Q(snoozed_until=None))


class DueFilter(DropdownFilter):
    title = "due"
    parameter_name = "due"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list:
        return [
            ("overdue", "Overdue"),
            ("today", "Today"),
            ("week", "In the next 7 days"),
            ("later", "Later"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Task]) -> QuerySet[Task]:
        on = timezone.localdate()
        wanted = {
            "overdue": Q(due_on__lt=on),
            "today": Q(due_on=on),
            "week": Q(due_on__range=(on, on + WEEK)),
            "later": Q(due_on__gt=on + WEEK),
        }
        chosen = wanted.get(self.value() or "")
        return queryset if chosen is None else queryset.filter(chosen)
