"""Pages of the daily usage reports."""

from django.contrib import admin

from accounts.admin.base import LedgerAdmin
from accounts.models import Ping


@admin.register(Ping)
class PingAdmin(LedgerAdmin):
    list_display = ("account", "date", "dau", "wau", "mau", "version")
    list_display_links = ("date",)
    list_select_related = ("account",)
    search_fields = ("account__external_id__exact", "account__name__istartswith")
    search_help_text = "Account id, or the beginning of its name"
    ordering = ("-pk",)
    fills = "Pings come with an import or through the API, one for each account and day."
