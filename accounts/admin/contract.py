"""Pages of contract terms and add-ons."""

from django.contrib import admin
from django.urls import reverse
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RangeDateFilter
from unfold.paginator import InfinitePaginator

from accounts.admin import cells
from accounts.admin.base import ADD, CHANGE, PortalAdmin
from accounts.models import Contract


@admin.register(Contract)
class ContractAdmin(PortalAdmin):
    opens = frozenset({ADD, CHANGE})
    list_display = ("at", "kind", "start", "end", "signed_on", "seats", "products", "arr", "churn")
    list_display_links = ("start",)
    list_filter = (("kind", ChoicesDropdownFilter), ("end", RangeDateFilter))
    list_select_related = ("account",)
    search_fields = ("account__name__istartswith", "account__external_id__istartswith")
    search_help_text = "Account, from its beginning"
    ordering = ("-pk",)
    fieldsets = (
        ("Whose", {"fields": ("account", "kind")}),
        ("When", {"fields": (("start", "end"), ("signed_on", "churned_on"))}),
        ("What", {"fields": (("seats", "arr"), "products")}),
    )
    autocomplete_fields = ("account",)
    paginator = InfinitePaginator
    fills = "Contracts come with the accounts of an import, or by hand on the account's page."

    @admin.display(description="Account", ordering="account__name")
    def at(self, obj: Contract) -> SafeString:
        url = reverse("admin:accounts_account_change", args=[obj.account_id])
        return cells.link(url, obj.account.name)

    @admin.display(description="Churned")
    def churn(self, obj: Contract) -> SafeString | str:
        return cells.label("band-poor", obj.churned_on)
