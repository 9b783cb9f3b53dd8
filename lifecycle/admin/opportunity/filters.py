"""Filters of the list of opportunities, which opens on mine that wait."""

from django.contrib.admin import ModelAdmin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from unfold.contrib.filters.admin import DropdownFilter

from accounts.admin import whose
from accounts.models import User
from lifecycle.models import Opportunity, OpportunityState
from lifecycle.models.opportunity import LIVE

_WAITING, _LIVE, _ALL = "", "live", "all"


class WhoseFilter(whose.WhoseFilter):
    owner = "owner"

    @staticmethod
    def mine(user: User) -> Q:
        """Those I own, and those of my accounts: an advisor sees what the executive may sell."""
        return Q(owner=user) | Q(account__ta=user) | Q(account__ae=user)


class StateFilter(DropdownFilter):
    title = "state"
    parameter_name = "state"
    all_option = (_WAITING, "Waiting")

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list:
        return [(_LIVE, "With what is snoozed"), *OpportunityState.choices, (_ALL, "All")]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Opportunity]
    ) -> QuerySet[Opportunity]:
        value = self.value() or _WAITING
        if value == _ALL:
            return queryset
        if value in OpportunityState.values:
            return queryset.filter(state=value)
        live = queryset.filter(state__in=LIVE)
        if value == _LIVE:
            return live
        return live.filter(Q(snoozed_until=None) | Q(snoozed_until__lte=timezone.localdate()))
