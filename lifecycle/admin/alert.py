"""Pages of the alerts, which people acknowledge."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import ChoicesDropdownFilter, DropdownFilter, RangeDateFilter

from accounts.admin import cells
from accounts.admin.base import LedgerAdmin
from lifecycle import record
from lifecycle.models import Alert


class OpenFilter(DropdownFilter):
    """Opens on what still waits for somebody."""

    title = "state"
    parameter_name = "state"
    all_option = ("", "Open")

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list:
        return [("seen", "Acknowledged"), ("all", "All")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Alert]) -> QuerySet[Alert]:
        if self.value() == "all":
            return queryset
        return queryset.filter(acknowledged_at__isnull=self.value() != "seen")


class MineFilter(DropdownFilter):
    title = "accounts"
    parameter_name = "whose"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list:
        return [("mine", "My accounts"), ("pool", "The pool's")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Alert]) -> QuerySet[Alert]:
        if self.value() == "mine":
            return queryset.filter(account__ta=request.user)
        return queryset.filter(account__ta=None) if self.value() == "pool" else queryset


@admin.register(Alert)
class AlertAdmin(LedgerAdmin):
    list_display = ("on", "at", "kind_label", "title", "seen")
    list_display_links = ("title",)
    list_filter = (
        OpenFilter,
        MineFilter,
        ("kind", ChoicesDropdownFilter),
        ("on", RangeDateFilter),
    )
    list_select_related = ("account", "acknowledged_by")
    search_fields = ("account__external_id__exact", "account__name__istartswith")
    search_help_text = "Account id, or the beginning of its name"
    ordering = ("-on", "-pk")
    actions = ("acknowledge",)
    fills = "Nothing waits: health drops, first uses and missing roles would be listed here."

    @admin.display(description="Account", ordering="account__name")
    def at(self, obj: Alert) -> SafeString:
        url = reverse("admin:accounts_account_change", args=[obj.account_id])
        return cells.link(url, obj.account.name)

    @admin.display(description="Kind", ordering="kind")
    def kind_label(self, obj: Alert) -> SafeString | str:
        return cells.choice("alert", obj, "kind")

    @admin.display(description="Acknowledged")
    def seen(self, obj: Alert) -> SafeString | str:
        if obj.acknowledged_at is None:
            return cells.NOTHING
        return cells.two_lines(obj.acknowledged_by or "somebody", obj.acknowledged_at.date())

    @admin.action(description="Acknowledge", permissions=["acknowledge"])
    def acknowledge(self, request: HttpRequest, queryset: QuerySet[Alert]) -> None:
        count = record.acknowledge(queryset, by=request.user, now=timezone.now())
        messages.success(request, f"Acknowledged: {count}.")

    def has_acknowledge_permission(self, request: HttpRequest) -> bool:
        return self.may(request, "change")
