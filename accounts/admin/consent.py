"""Pages of the addresses that get nothing, and of how that came about."""

from django.contrib import admin
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import ChoicesDropdownFilter

from accounts.admin import cells
from accounts.admin.base import LedgerAdmin
from accounts.models import ConsentEvent, Suppression


@admin.register(Suppression)
class SuppressionAdmin(LedgerAdmin):
    list_display = ("address", "why", "about", "source", "created_at")
    list_filter = (("reason", ChoicesDropdownFilter), ("topic", ChoicesDropdownFilter))
    search_fields = ("address__istartswith",)
    search_help_text = "Address, from its beginning"
    ordering = ("-created_at", "-pk")
    fills = "An address appears here when its owner opts out, when it bounces, or on a complaint."

    @admin.display(description="Reason", ordering="reason")
    def why(self, obj: Suppression) -> SafeString | str:
        return cells.choice("reach", obj, "reason")

    @admin.display(description="About", ordering="topic")
    def about(self, obj: Suppression) -> str:
        return obj.get_topic_display() or "everything"


@admin.register(ConsentEvent)
class ConsentEventAdmin(LedgerAdmin):
    list_display = ("address", "action", "why", "about", "source", "at")
    list_filter = (
        ("action", ChoicesDropdownFilter),
        ("reason", ChoicesDropdownFilter),
        ("topic", ChoicesDropdownFilter),
    )
    search_fields = ("address__istartswith",)
    search_help_text = "Address, from its beginning"
    ordering = ("-at", "-pk")
    fills = "Each opt-out, bounce and complaint leaves a line here, and so does lifting one."

    @admin.display(description="Reason", ordering="reason")
    def why(self, obj: ConsentEvent) -> SafeString | str:
        return cells.choice("reach", obj, "reason")

    @admin.display(description="About", ordering="topic")
    def about(self, obj: ConsentEvent) -> str:
        return obj.get_topic_display() or "everything"
