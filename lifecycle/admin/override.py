"""Pages of the stages that people set by hand."""

from django.contrib import admin
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RangeDateFilter

from accounts.admin import cells
from accounts.admin.base import LedgerAdmin, OfAccount
from lifecycle.models import StageOverride


@admin.register(StageOverride)
class StageOverrideAdmin(OfAccount, LedgerAdmin):
    """Set and ended on the account's page, where the rule's own answer stands beside it."""

    list_display = ("at", "set_to", "starts_on", "ends_on", "owner", "reason")
    list_filter = (("stage", ChoicesDropdownFilter), ("ends_on", RangeDateFilter))
    list_select_related = ("account", "owner")
    ordering = ("-created_at", "-pk")
    fills = "An override is set on an account's page, with a reason and an end."

    @admin.display(description="Stage", ordering="stage")
    def set_to(self, obj: StageOverride) -> SafeString | str:
        return cells.choice("stage", obj, "stage")
