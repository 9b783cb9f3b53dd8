"""Pages of the daily usage reports."""

from django.contrib import admin

from accounts.admin.base import LedgerAdmin, OfAccount
from accounts.models import Ping


@admin.register(Ping)
class PingAdmin(OfAccount, LedgerAdmin):
    list_display = ("account", "date", "dau", "wau", "mau", "version")
    list_display_links = ("date",)
    list_select_related = ("account",)
    ordering = ("-pk",)
    fills = "Pings come with an import, one for each account and day."
