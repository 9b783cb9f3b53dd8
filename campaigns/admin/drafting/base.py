"""What the pages of a draft share: who may, which draft, how a page is shown and a form saved."""

from typing import Any

from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from campaigns.drafting import draft as drafts
from campaigns.models import Campaign, CampaignDraft

EDIT, PUBLISH = "campaigns.change_campaign", "campaigns.add_campaignversion"


class Pages:
    """Hung into the campaigns' admin."""

    def __init__(self, model_admin: ModelAdmin) -> None:
        self.admin = model_admin

    def may(self, request: HttpRequest, permission: str) -> None:
        if not request.user.has_perm(permission):
            raise PermissionDenied

    def campaign(self, pk: int) -> Campaign:
        found = Campaign.objects.select_related("current").filter(pk=pk).first()
        if found is None:
            raise Http404
        return found

    def draft(self, request: HttpRequest, pk: int) -> CampaignDraft:
        self.may(request, EDIT)
        related = ("campaign__current", "based_on", "author", "submitted_by")
        found = CampaignDraft.objects.select_related(*related).filter(campaign=pk).first()
        if found is None:
            raise Http404
        return found

    def saved(self, request: HttpRequest, draft: CampaignDraft, form: Any, **what: Any) -> bool:
        revision = request.POST.get("revision", "")
        try:
            drafts.save(
                draft,
                revision=int(revision) if revision.isdecimal() else 0,
                by=request.user,
                now=timezone.now(),
                **what,
            )
        except drafts.StaleError as stale:
            if form is None:
                raise
            form.add_error(None, str(stale))
            return False
        return True

    def of(self, draft: CampaignDraft) -> dict[str, Any]:
        return {
            "title": f"Draft of {draft.campaign}",
            "draft": draft,
            "original": draft.campaign,
            "revision": draft.revision,
        }

    def page(self, request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
        context = {
            **self.admin.admin_site.each_context(request),
            "opts": self.admin.opts,
            **context,
        }
        return TemplateResponse(request, f"admin/campaigns/draft/{template}", context)

    def to(self, name: str, *args: Any) -> HttpResponse:
        return HttpResponseRedirect(reverse(f"admin:{name}", args=args))
