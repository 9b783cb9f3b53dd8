"""Pages of where each account stands after its last decided day."""

from django.contrib import admin
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import ChoicesDropdownFilter

from accounts.admin import cells
from accounts.admin.base import LedgerAdmin, OfAccount
from lifecycle.models import AccountState


@admin.register(AccountState)
class AccountStateAdmin(OfAccount, LedgerAdmin):
    list_display = ("at", "decided_through", "mailed_through", "stage_label", "rule", "health")
    list_display_links = ("decided_through",)
    list_filter = (("stage", ChoicesDropdownFilter), ("confirmed_band", ChoicesDropdownFilter))
    list_select_related = ("account",)
    ordering = ("-pk",)
    fills = "Written when the first day of an account is decided: manage.py run_day."

    @admin.display(description="Stage", ordering="stage")
    def stage_label(self, obj: AccountState) -> SafeString | str:
        return cells.choice("stage", obj, "stage")

    @admin.display(description="Health", ordering="confirmed_band")
    def health(self, obj: AccountState) -> SafeString | str:
        return cells.choice("band", obj, "confirmed_band")
