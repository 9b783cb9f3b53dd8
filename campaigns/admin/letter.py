"""Pages of single mails outside of campaigns, and of how often public pages were posted to."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RangeDateTimeFilter

from accounts.admin import cells
from accounts.admin.base import LedgerAdmin
from campaigns.admin.outbox import OutgoingAdmin
from campaigns.letters import write
from campaigns.models import CustomerMail, PublicPost
from campaigns.redaction import hide


@admin.register(CustomerMail)
class CustomerMailAdmin(OutgoingAdmin):
    list_display = ("about", "to", "state", "reason", "not_before", "sent_at", "became", "error")
    list_filter = (
        ("status", ChoicesDropdownFilter),
        ("kind", ChoicesDropdownFilter),
        ("outcome", ChoicesDropdownFilter),
        ("not_before", RangeDateTimeFilter),
    )
    list_select_related = ("contact__account__ta", "user", "signed_by")
    search_fields = ("address", "key")
    search_help_text = "Address"
    fills = "A line appears for each booking, reminder, answer to a request and lost link."
    fieldsets = (
        ("Mail", {"fields": ("subject", "recipient", "words", "calendar_method")}),
        (
            "What became of it",
            {
                "fields": (
                    ("status", "reason", "error"),
                    ("not_before", "closes_at"),
                    ("sent_at", "attempts", "transport", "provider_id"),
                    ("outcome", "outcome_at"),
                    ("key", "created_at"),
                )
            },
        ),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("recipient", "words")

    @admin.display(description="Mail", ordering="kind")
    def about(self, obj: CustomerMail) -> SafeString:
        return cells.two_lines(obj.subject, obj.get_kind_display())

    @admin.display(description="Came back", ordering="outcome")
    def became(self, obj: CustomerMail) -> SafeString | str:
        return cells.choice("outcome", obj, "outcome")

    @admin.display(description="To")
    def to(self, obj: CustomerMail) -> SafeString:
        return cells.two_lines(
            str(obj.contact or obj.user), obj.contact.account.name if obj.contact else "Our team"
        )

    @admin.display(description="To")
    def recipient(self, obj: CustomerMail) -> SafeString | str:
        if obj.user:
            return f"{obj.user} ({obj.address or obj.user.email})"
        url = reverse("admin:accounts_contact_change", args=[obj.contact_id])
        return cells.link(url, f"{obj.contact} ({obj.address or obj.contact.email})")

    @admin.display(description="Text")
    def words(self, obj: CustomerMail) -> SafeString:
        """Without the keys to the reader's own pages, which are nobody else's."""
        return format_html('<div class="cs-letter">{}</div>', hide(write.rendered(obj).text))


@admin.register(PublicPost)
class PublicPostAdmin(LedgerAdmin):
    list_display = ("begins_at", "number", "key")
    fills = "A line appears when a public page is posted to, and goes a day later."
