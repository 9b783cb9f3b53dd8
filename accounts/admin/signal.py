"""Pages of what else is known of an account's condition on a day."""

from django.contrib import admin

from accounts.admin.base import LedgerAdmin
from accounts.models import Signal


@admin.register(Signal)
class SignalAdmin(LedgerAdmin):
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
    search_fields = ("account__external_id__exact", "account__name__istartswith")
    search_help_text = "Account id, or the beginning of its name"
    ordering = ("-pk",)
    fills = "Signals come with an import or through the API."
