"""The draft as a whole: where it stands, its rule, what is different, whom it is meant for."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.models import Programme, Topic
from campaigns import readable
from campaigns.admin.drafting.base import EDIT, PUBLISH, Pages
from campaigns.admin.drafting.forms import NewCampaignForm, NewMessageForm, RuleForm
from campaigns.drafting import audience, checks, difference
from campaigns.drafting import draft as drafts
from campaigns.models import CampaignDraft, CampaignVersion
from campaigns.sending.copies import brand
from lifecycle.models import Stage

_SAMPLE = 8


class OverviewPages(Pages):
    def new(self, request: HttpRequest) -> HttpResponse:
        self.may(request, EDIT)
        form = NewCampaignForm(request.POST or None)
        if form.is_valid():
            name = form.cleaned_data["name"]
            try:
                made = drafts.create(
                    form.slug(name),
                    name,
                    by=request.user,
                    now=timezone.now(),
                    like=form.cleaned_data["like"],
                    announces=form.cleaned_data["announces"],
                )
            except ValueError as refused:
                form.add_error("name", str(refused))
            else:
                self.admin.log_addition(request, made.campaign, "Begun as a draft.")
                return self.to("campaigns_draft", made.campaign_id)
        return self.page(request, "new.html", {"title": "New campaign", "form": form})

    def begin(self, request: HttpRequest, pk: int) -> HttpResponse:
        self.may(request, EDIT)
        campaign = self.campaign(pk)
        drafts.begin(campaign, by=request.user, now=timezone.now())
        return self.to("campaigns_draft", pk)

    def overview(self, request: HttpRequest, pk: int) -> HttpResponse:
        draft = self.draft(request, pk)
        campaign, found = draft.campaign, _mistakes(draft)
        meant = audience.contacts(campaign.slug, draft.rule)
        count = meant.count()
        return self.page(
            request,
            "overview.html",
            {
                **self.of(draft),
                "mistakes": [mistake for mistake in found if not mistake.warning],
                "warnings": [mistake for mistake in found if mistake.warning],
                "copies": [(name, draft.copies[name]) for name in sorted(draft.copies)],
                "new_message": NewMessageForm(),
                "audience": count,
                "people": meant.select_related("account")[:_SAMPLE],
                "refusal": drafts.refusal(draft, by=request.user),
                "may_publish": request.user.has_perm(PUBLISH),
                "under_way": drafts.under_way(campaign).count(),
                "difference": _changes(draft),
                **_readable(draft.rule),
            },
        )

    def rule(self, request: HttpRequest, pk: int) -> HttpResponse:
        draft = self.draft(request, pk)
        form = RuleForm(
            request.POST or None,
            slug=draft.campaign.slug,
            rule=draft.rule,
            initial={"note": draft.note},
        )
        if form.is_valid() and self.saved(
            request, draft, form, rule=form.rule(), note=form.cleaned_data["note"]
        ):
            messages.success(request, "The rule is saved in the draft.")
            return self.to("campaigns_draft", pk)
        return self.page(request, "rule.html", {**self.of(draft), "form": form})

    def compare(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Two versions of the campaign, by their numbers in the address."""
        if not self.admin.has_view_permission(request):
            raise PermissionDenied
        campaign = self.campaign(pk)
        versions = {str(found.number): found for found in campaign.versions.all()}
        newest = next(iter(versions), "")
        after = versions.get(request.GET.get("after", newest))
        before = versions.get(request.GET.get("before", str(after.number - 1) if after else ""))
        parts = difference.between(_content(before), _content(after)) if before and after else []
        return self.page(
            request,
            "compare.html",
            {
                "title": f"Versions of {campaign}",
                "original": campaign,
                "versions": list(versions.values()),
                "before": before,
                "after": after,
                "parts": parts,
            },
        )


def _mistakes(draft: CampaignDraft) -> list[checks.Mistake]:
    return checks.mistakes(draft.campaign.slug, draft.rule, draft.copies, brand())


def _content(version: CampaignVersion) -> tuple[dict[str, Any], dict[str, dict[str, str]]]:
    return version.rule, drafts.copies_of(version)


def _changes(draft: CampaignDraft) -> list[difference.Part]:
    current = draft.campaign.current
    before = _content(current) if current else ({}, {})
    return difference.between(before, (draft.rule, draft.copies))


def _readable(rule: dict[str, Any]) -> dict[str, Any]:
    programmes = dict(Programme.objects.values_list("slug", "name"))
    return readable.page(rule, programmes, dict(Stage.choices), dict(Topic.choices))
