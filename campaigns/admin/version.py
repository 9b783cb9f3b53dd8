"""Pages of the versions of campaigns and of their copy."""

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from unfold.contrib.filters.admin import RelatedDropdownFilter

from accounts.admin.base import LedgerAdmin, PortalStackedInline
from campaigns.models import CampaignDraft, CampaignVersion, Message


class MessageInline(PortalStackedInline):
    model = Message
    fields = ("name", "subject", "preheader", "body")
    tab = False

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(CampaignVersion)
class CampaignVersionAdmin(LedgerAdmin):
    list_display = ("__str__", "created_at", "author")
    list_filter = (("campaign", RelatedDropdownFilter),)
    list_select_related = ("campaign", "author")
    ordering = ("campaign", "-number")
    inlines = (MessageInline,)
    fills = "The starter programme brings the first version of each campaign."


@admin.register(Message)
class MessageAdmin(LedgerAdmin):
    list_display = ("name", "subject", "version")
    list_filter = (("version__campaign", RelatedDropdownFilter),)
    list_select_related = ("version__campaign",)
    search_fields = ("subject", "body")
    search_help_text = "Words of the subject or the text"
    ordering = ("version__campaign", "-version__number", "name")
    fills = "The starter programme brings the copy of each campaign."


@admin.register(CampaignDraft)
class CampaignDraftAdmin(LedgerAdmin):
    """What is being worked on; the work itself is done on the campaign's own pages."""

    list_display = ("campaign", "author", "changed_at", "submitted_at")
    list_select_related = ("campaign", "author")
    ordering = ("-changed_at",)
    fills = "Nobody is changing a campaign. “Edit” on a campaign's page begins a draft."
