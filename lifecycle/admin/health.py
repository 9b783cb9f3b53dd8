"""Pages of the ledger of confirmed health bands."""

from django.contrib import admin
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RangeDateFilter

from accounts.admin import cells
from accounts.admin.base import LedgerAdmin, OfAccount
from lifecycle.models import HealthChange


@admin.register(HealthChange)
class HealthChangeAdmin(OfAccount, LedgerAdmin):
    list_display = ("on", "at", "kind", "before", "after", "mail", "no_mail")
    list_filter = (
        ("kind", ChoicesDropdownFilter),
        ("to_band", ChoicesDropdownFilter),
        ("on", RangeDateFilter),
    )
    list_select_related = ("account",)
    ordering = ("-on", "-pk")
    fills = "Each band that is confirmed or cleared is written down here."

    @admin.display(description="From", ordering="from_band")
    def before(self, obj: HealthChange) -> SafeString | str:
        return cells.choice("band", obj, "from_band")

    @admin.display(description="To", ordering="to_band")
    def after(self, obj: HealthChange) -> SafeString | str:
        return cells.choice("band", obj, "to_band")
