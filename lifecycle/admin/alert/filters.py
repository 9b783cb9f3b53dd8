"""How the list of alerts is narrowed: by state, by whose they are."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from unfold.contrib.filters.admin import DropdownFilter

from lifecycle.models.alert import AlertQuerySet


class StateFilter(DropdownFilter):
    """Opens on what still waits for somebody."""

    title = "state"
    parameter_name = "state"
    all_option = ("", "Open")

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list:
        return [
            ("back", "Open again"),
            ("snoozed", "Snoozed"),
            ("seen", "Acknowledged"),
            ("passed", "Passed by itself"),
            ("all", "All"),
        ]

    def queryset(self, request: HttpRequest, queryset: AlertQuerySet) -> QuerySet:
        on, value = timezone.localdate(), self.value()
        if value == "all":
            return queryset
        if value == "back":
            return queryset.open(on=on).back()
        if value == "snoozed":
            return queryset.snoozed(on=on)
        if value == "seen":
            return queryset.filter(acknowledged_at__isnull=False, passed_on__isnull=True)
        if value == "passed":
            return queryset.filter(passed_on__isnull=False)
        return queryset.open(on=on)


WHOSE = (("", "Everybody's"), ("mine", "Mine"), ("pool", "The pool's"))


class WhoseFilter(DropdownFilter):
    title = "whose"
    parameter_name = "whose"
    all_option = WHOSE[0]

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list:
        return list(WHOSE[1:])

    def queryset(self, request: HttpRequest, queryset: AlertQuerySet) -> QuerySet:
        if self.value() == "mine":
            return queryset.of(request.user)
        return queryset.of_the_pool() if self.value() == "pool" else queryset
