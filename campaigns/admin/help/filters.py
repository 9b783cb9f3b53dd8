"""Filters of the list of help requests, which opens on what waits for an answer."""

from django.contrib.admin import ModelAdmin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from unfold.contrib.filters.admin import DropdownFilter

from accounts.admin import whose
from accounts.models import User
from campaigns.models import HelpRequest, HelpState

_WAITING, _OVERDUE, _ALL = "", "overdue", "all"


class WhoseFilter(whose.WhoseFilter):
    owner = "task__owner"

    @staticmethod
    def mine(user: User) -> Q:
        """Those I am to answer, and those of my accounts."""
        return Q(task__owner=user) | Q(account__ta=user)


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
