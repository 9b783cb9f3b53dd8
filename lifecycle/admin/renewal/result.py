"""Pages of renewals that were closed."""

from django.contrib import admin
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RangeDateFilter

from accounts.admin import cells
from accounts.admin.base import LedgerAdmin
from lifecycle.admin.renewal.links import account_link
from lifecycle.models import RenewalResult


@admin.register(RenewalResult)
class RenewalResultAdmin(LedgerAdmin):
    list_display = (
        "account_name",
        "renewal_on",
        "ended",
        "arr_before",
        "arr_after",
        "seats_before",
        "seats_after",
        "category",
        "closed_on",
        "closed_by",
    )
    list_display_links = ("renewal_on",)
    list_filter = (
        ("outcome", ChoicesDropdownFilter),
        ("category", ChoicesDropdownFilter),
        ("closed_on", RangeDateFilter),
    )
    list_select_related = ("account", "closed_by")
    search_fields = ("account__external_id__exact", "account__name__istartswith")
    search_help_text = "Account id, or the beginning of its name"
    ordering = ("-pk",)
    fills = "A renewal is closed on the Renewal page of an account."

    @admin.display(description="Account", ordering="account__name")
    def account_name(self, obj: RenewalResult) -> SafeString:
        return account_link(obj.account)

    @admin.display(description="Outcome", ordering="outcome")
    def ended(self, obj: RenewalResult) -> SafeString | str:
        if obj.undone_at:
            return cells.label("band-none", f"{obj.get_outcome_display()}, undone")
        return cells.choice("outcome", obj, "outcome")
