"""Filters of the list of help requests, which opens on what waits for an answer."""

from django.contrib.admin import ModelAdmin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from unfold.contrib.filters.admin import DropdownFilter

from accounts.models import User
from campaigns.models import HelpRequest, HelpState

MINE, NOBODY, ALL = "", "nobody", "all"
WHOSE = ((MINE, "Mine"), (NOBODY, "Nobody's"), (ALL, "Everybody's"))
_WAITING, _OVERDUE, _ALL = "", "overdue", "all"


def mine(user: User) -> Q:
    """Those I am to answer, and those of my accounts."""
    return Q(task__owner=user) | Q(account__ta=user)


class WhoseFilter(DropdownFilter):
    title = "owner"
    parameter_name = "whose"
    all_option = WHOSE[0]

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list:
        return list(WHOSE[1:])

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[HelpRequest]
    ) -> QuerySet[HelpRequest]:
        if self.value() == ALL:
            return queryset
        if self.value() == NOBODY:
            return queryset.filter(task__owner=None)
        return queryset.filter(mine(request.user))


class StateFilter(DropdownFilter):
    title = "state"
    parameter_name = "state"
    all_option = (_WAITING, "Waits for us")

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list:
        return [(_OVERDUE, "Overdue"), *HelpState.choices[1:], (_ALL, "All")]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[HelpRequest]
    ) -> QuerySet[HelpRequest]:
        value = self.value() or _WAITING
        if value == _ALL:
            return queryset
        if value in HelpState.values:
            return queryset.filter(state=value)
        waiting = queryset.filter(state=HelpState.OPEN)
        return waiting.filter(due_at__lt=timezone.now()) if value == _OVERDUE else waiting
