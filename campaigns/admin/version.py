"""Pages of the versions of campaigns and of their copy."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from unfold.contrib.filters.admin import RelatedDropdownFilter

from accounts.admin.base import LedgerAdmin
from accounts.models import Programme, Topic
from campaigns import readable
from campaigns.models import CampaignDraft, CampaignVersion, Message
from lifecycle.models import Stage


@admin.register(CampaignVersion)
class CampaignVersionAdmin(LedgerAdmin):
    list_display = ("__str__", "created_at", "author")
    list_filter = (("campaign", RelatedDropdownFilter),)
    list_select_related = ("campaign", "author")
    ordering = ("campaign", "-number")
    fills = "The starter programme brings the first version of each campaign."

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        related = ("campaign", "author", "approved_by")
        version = CampaignVersion.objects.select_related(*related).filter(pk=object_id).first()
        if version is None or not self.has_view_permission(request):
            raise PermissionDenied
        names = dict(Programme.objects.values_list("slug", "name"))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": str(version),
            "original": version,
            "in_force": version.pk == version.campaign.current_id,
            "copies": list(version.messages.order_by("name")),
            **readable.page(version.rule, names, dict(Stage.choices), dict(Topic.choices)),
        }
        return TemplateResponse(request, "admin/campaigns/version.html", context)


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
