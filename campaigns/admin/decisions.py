"""Ledgers of what people decided about single mails."""

from django.contrib import admin

from accounts.admin.base import LedgerAdmin
from campaigns.models import PersonalCopy, TouchAct


@admin.register(TouchAct)
class TouchActAdmin(LedgerAdmin):
    list_display = ("at", "kind", "touch", "by", "note")
    list_select_related = ("touch", "by")
    list_filter = ("kind",)
    fills = "A line appears when somebody holds, skips, rewrites or sends a single mail."


@admin.register(PersonalCopy)
class PersonalCopyAdmin(LedgerAdmin):
    list_display = ("touch", "subject", "by", "changed_at")
    list_select_related = ("touch", "by")
    ordering = ("-changed_at",)
    fills = "Written on the page of a mail that goes out, for one reader alone."
