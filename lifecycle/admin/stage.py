"""Pages of the ledger of stage changes."""

from django.contrib import admin
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RangeDateFilter

from accounts.admin import cells
from accounts.admin.base import LedgerAdmin, OfAccount
from lifecycle.models import StageChange


@admin.register(StageChange)
class StageChangeAdmin(OfAccount, LedgerAdmin):
    list_display = ("on", "at", "before", "after", "rule", "actor")
    list_filter = (
        ("to_stage", ChoicesDropdownFilter),
        ("from_stage", ChoicesDropdownFilter),
        ("on", RangeDateFilter),
    )
    list_select_related = ("account",)
    ordering = ("-on", "-pk")
    fills = "Each change of a stage is written down here on the day it is decided."

    @admin.display(description="From", ordering="from_stage")
    def before(self, obj: StageChange) -> SafeString | str:
        return cells.choice("stage", obj, "from_stage")

    @admin.display(description="To", ordering="to_stage")
    def after(self, obj: StageChange) -> SafeString | str:
        return cells.choice("stage", obj, "to_stage")
