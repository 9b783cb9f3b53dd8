"""Pages of what else is known of an account's condition on a day."""

from django.contrib import admin

from accounts.admin.base import LedgerAdmin, OfAccount
from accounts.models import Signal


@admin.register(Signal)
class SignalAdmin(OfAccount, LedgerAdmin):
    list_display = (
        "account",
        "date",
        "defect_tickets_90d",
        "help_tickets_90d",
        "versions_behind",
        "precise_code_intel",
        "ta_sentiment",
        "last_activity_on",
    )
    list_display_links = ("date",)
    list_select_related = ("account",)
    ordering = ("-pk",)
    fills = "Signals come with an import."
