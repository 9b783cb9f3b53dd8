"""Lists of champion tests, of what advocates do for us, and of the monthly counts."""

from django.contrib import admin
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RangeDateFilter

from accounts.admin import cells
from accounts.admin.advocates.actions import page
from accounts.admin.base import LedgerAdmin, OfAccount
from accounts.models import AdvocacyCount, ChampionTest, Instrument


@admin.register(ChampionTest)
class ChampionTestAdmin(LedgerAdmin):
    list_display = ("tested_on", "person", "power", "sells", "shares", "tested_by")
    list_select_related = ("contact__account", "tested_by")
    list_filter = ("power", "sells", "shares", ("tested_on", RangeDateFilter))
    ordering = ("-tested_on", "-pk")
    fills = "Champions are tested on an account's page."

    @admin.display(description="Contact")
    def person(self, obj: ChampionTest) -> SafeString:
        account = obj.contact.account
        return cells.two_lines(obj.contact, cells.link(page(account), account))


@admin.register(Instrument)
class InstrumentAdmin(LedgerAdmin):
    list_display = ("on", "person", "kind", "status_label", "note")
    list_select_related = ("advocacy__contact__account",)
    list_filter = (("kind", ChoicesDropdownFilter), ("status", ChoicesDropdownFilter))
    ordering = ("-on", "-pk")
    fills = "What advocates are asked for is noted on an account's page."

    @admin.display(description="Advocate")
    def person(self, obj: Instrument) -> SafeString:
        account = obj.advocacy.contact.account
        return cells.two_lines(obj.advocacy.contact, cells.link(page(account), account))

    @admin.display(description="How far", ordering="status")
    def status_label(self, obj: Instrument) -> SafeString | str:
        return cells.choice("instrument", obj, "status")


@admin.register(AdvocacyCount)
class AdvocacyCountAdmin(OfAccount, LedgerAdmin):
    list_display = ("month", "account", "champions", "advocates")
    list_select_related = ("account",)
    list_filter = (("month", RangeDateFilter),)
    ordering = ("-month", "-pk")
    fills = "Counted on the first decided day of each month."
