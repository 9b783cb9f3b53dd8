"""What ends a draft or moves it on: handing in, sending back, publishing, throwing away."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from campaigns.admin.drafting.base import PUBLISH, Pages
from campaigns.drafting import audience
from campaigns.drafting import draft as drafts
from campaigns.models import CampaignDraft


class PublishingPages(Pages):
    def do(self, request: HttpRequest, pk: int, verb: str) -> HttpResponse:
        draft = self.draft(request, pk)
        verbs = {
            "submit": self._submit,
            "send-back": self._send_back,
            "publish": self._publish,
            "discard": self._discard,
            "remove-message": self._remove_message,
        }
        if verb not in verbs:
            raise Http404
        try:
            return verbs[verb](request, draft)
        except ValueError as refused:
            messages.error(request, str(refused))
            return self.to("campaigns_draft", pk)

    def _submit(self, request: HttpRequest, draft: CampaignDraft) -> HttpResponse:
        drafts.submit(draft, by=request.user, now=timezone.now())
        self.admin.log_change(request, draft.campaign, "Draft handed in for review.")
        messages.success(request, "Handed in: somebody else can publish it now.")
        return self.to("campaigns_draft", draft.campaign_id)

    def _send_back(self, request: HttpRequest, draft: CampaignDraft) -> HttpResponse:
        self.may(request, PUBLISH)
        drafts.send_back(draft, why=request.POST.get("why", ""))
        self.admin.log_change(request, draft.campaign, "Draft sent back.")
        messages.success(request, "Sent back to its author.")
        return self.to("campaigns_draft", draft.campaign_id)

    def _publish(self, request: HttpRequest, draft: CampaignDraft) -> HttpResponse:
        self.may(request, PUBLISH)
        revision, count = request.POST.get("revision", ""), request.POST.get("count", "")
        meant = audience.contacts(draft.campaign.slug, draft.rule).count()
        if count.strip().replace(",", "") != str(meant):
            raise ValueError(
                f"To publish, type the number of contacts it is meant for: {meant}. Nothing was "
                "published."
            )
        version = drafts.publish(
            draft,
            revision=int(revision) if revision.isdecimal() else 0,
            by=request.user,
            now=timezone.now(),
            move=request.POST.get("move") == "yes",
        )
        self.admin.log_change(request, version.campaign, f"Published version {version.number}.")
        messages.success(request, f"Version {version.number} is in force.")
        return self.to("campaigns_campaign_change", draft.campaign_id)

    def _discard(self, request: HttpRequest, draft: CampaignDraft) -> HttpResponse:
        published = draft.campaign.current_id
        drafts.discard(draft)
        messages.success(request, "The draft is thrown away.")
        if published is None:
            return self.to("campaigns_campaign_changelist")
        return self.to("campaigns_campaign_change", draft.campaign_id)

    def _remove_message(self, request: HttpRequest, draft: CampaignDraft) -> HttpResponse:
        name = request.POST.get("name", "")
        kept = {key: copy for key, copy in draft.copies.items() if key != name}
        self.saved(request, draft, None, copies=kept)
        messages.success(request, f"The message “{name}” is gone from the draft.")
        return self.to("campaigns_draft", draft.campaign_id)
