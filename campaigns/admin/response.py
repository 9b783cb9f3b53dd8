"""Pages of what people did because of a mail."""

from django.contrib import admin
from django.urls import reverse
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RangeDateTimeFilter

from accounts.admin import cells
from accounts.admin.base import LedgerAdmin
from campaigns.models import TouchResponse


@admin.register(TouchResponse)
class TouchResponseAdmin(LedgerAdmin):
    list_display = ("at", "kind", "mail", "who", "source")
    list_filter = (("kind", ChoicesDropdownFilter), ("at", RangeDateTimeFilter))
    list_select_related = ("touch__campaign", "touch__contact", "touch__account")
    search_fields = ("touch__address__exact",)
    search_help_text = "Address, whole"
    ordering = ("-pk",)
    raw_id_fields = ("touch", "by")
    fills = "A click, reply, booking or answer that a mail brought about leaves a line here."

    @admin.display(description="Mail")
    def mail(self, obj: TouchResponse) -> SafeString:
        url = reverse("admin:campaigns_touch_change", args=[obj.touch_id])
        return cells.link(url, f"{obj.touch.campaign}, step {obj.touch.step}")

    @admin.display(description="Who")
    def who(self, obj: TouchResponse) -> SafeString:
        return cells.two_lines(obj.touch.contact or obj.touch.address, obj.touch.account)
