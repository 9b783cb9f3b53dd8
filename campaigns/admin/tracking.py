"""Pages of what mail providers reported."""

from django.contrib import admin
from unfold.contrib.filters.admin import RangeDateTimeFilter

from accounts.admin.base import LedgerAdmin
from campaigns.models import ProviderEvent


@admin.register(ProviderEvent)
class ProviderEventAdmin(LedgerAdmin):
    list_display = ("received_at", "provider", "kind", "address", "handled_at")
    list_filter = (("received_at", RangeDateTimeFilter),)
    search_fields = ("address__exact", "event_key__exact")
    search_help_text = "Address or the event's key, whole"
    ordering = ("-pk",)
    raw_id_fields = ("touch",)
    fills = "Deliveries, bounces and complaints appear here when the provider's webhook is set up."
