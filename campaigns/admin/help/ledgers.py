"""Pages of what was said, and of the mails that came in."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RangeDateTimeFilter

from accounts.admin import cells
from accounts.admin.base import LedgerAdmin
from campaigns.models import HelpMessage, InboundMail


@admin.register(HelpMessage)
class HelpMessageAdmin(LedgerAdmin):
    list_display = ("request", "kind", "by", "at")
    list_filter = (("kind", ChoicesDropdownFilter),)
    list_select_related = ("request", "by")
    ordering = ("-pk",)
    fills = "Each turn of a help request's thread is a line here."


@admin.register(InboundMail)
class InboundMailAdmin(LedgerAdmin):
    list_display = ("what", "result_label", "request", "received_at")
    list_filter = (("result", ChoicesDropdownFilter), ("received_at", RangeDateTimeFilter))
    list_select_related = ("request",)
    search_fields = ("sender__istartswith",)
    search_help_text = "The beginning of the sender's address"
    ordering = ("-pk",)
    actions = ("again",)
    fills = "Mails that customers write to PORTAL_INBOUND_ADDRESS come in here."

    @admin.display(description="Mail", ordering="subject")
    def what(self, obj: InboundMail) -> SafeString:
        return cells.two_lines(obj.subject or "no subject", obj.sender or "nobody")

    @admin.display(description="Result", ordering="result")
    def result_label(self, obj: InboundMail) -> SafeString | str:
        return cells.choice("inbound", obj, "result")

    @admin.action(description="Handle again", permissions=["handle"])
    def again(self, request: HttpRequest, queryset: QuerySet[InboundMail]) -> None:
        """For mails that matched nobody, once the contact is in the book."""
        unknown = queryset.filter(result=InboundMail.Result.UNKNOWN)
        count = unknown.update(result=InboundMail.Result.WAITING, handled_at=None)
        messages.success(request, f"{count} handled again with the next heartbeat.")

    def has_handle_permission(self, request: HttpRequest) -> bool:
        return self.may(request, "change")
