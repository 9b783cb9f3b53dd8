"""The page of where mails leave from."""

from django.contrib import admin

from accounts.admin.base import LedgerAdmin
from campaigns.models import SendingPlace


@admin.register(SendingPlace)
class SendingPlaceAdmin(LedgerAdmin):
    list_display = ("identity", "handed_over_at")
    ordering = ("pk",)
    fills = "A line appears when the first mails really left."
