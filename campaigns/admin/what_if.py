"""Pages of what would change: asked from a programme's or a draft's page, then confirmed there."""

from datetime import date
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.admin.base import LedgerAdmin
from accounts.models import Account, Programme
from campaigns.definitions import DefinitionError
from campaigns.models import Campaign, CampaignDraft, WhatIf
from campaigns.what_if import asking
from lifecycle.admin.programme import ProgrammeForm
from lifecycle.models import Band, Stage

ASK = "campaigns.add_whatif"
_WIDTH, _HEIGHT, _ABOVE = 900, 140, 16


@admin.register(WhatIf)
class WhatIfAdmin(LedgerAdmin):
    list_display = ("created_at", "about", "created_by", "state", "first", "days")
    list_select_related = ("created_by",)
    fills = "Asked on the page of a programme or of a campaign's draft."

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path(
                "policy/<int:pk>/",
                view(require_POST(self.policy)),
                name="campaigns_whatif_policy",
            ),
            path("draft/<int:pk>/", view(require_POST(self.draft)), name="campaigns_whatif_draft"),
            path("<int:pk>/apply/", view(require_POST(self.apply)), name="campaigns_whatif_apply"),
            *super().get_urls(),
        ]

    @admin.display(description="About")
    def about(self, obj: WhatIf) -> str:
        return _about(obj)

    def policy(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The programme's form as it stands, not saved."""
        _may(request, ASK)
        programme = Programme.objects.filter(pk=pk).first()
        if programme is None:
            raise Http404
        form = ProgrammeForm(request.POST, instance=programme)
        form.is_valid()
        if "policy" in form.errors or "policy" not in form.cleaned_data:
            messages.error(request, " ".join(form.errors.get("policy", ["There is no policy."])))
            return HttpResponseRedirect(
                reverse("admin:accounts_programme_change", args=[programme.pk])
            )
        programme.refresh_from_db()
        asked = asking.policy(programme, form.cleaned_data["policy"], **_asker(request))
        return _to(asked)

    def draft(self, request: HttpRequest, pk: int) -> HttpResponse:
        _may(request, ASK)
        draft = CampaignDraft.objects.select_related("campaign").filter(campaign=pk).first()
        if draft is None:
            raise Http404
        try:
            asked = asking.campaign(draft.campaign, draft.rule, **_asker(request))
        except DefinitionError as mistake:
            messages.error(request, f"The rule cannot be used yet: {mistake}")
            return HttpResponseRedirect(reverse("admin:campaigns_draft", args=[pk]))
        return _to(asked)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        asked = self.get_object(request, object_id) if object_id else None
        if asked is None or not self.has_view_permission(request):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "What would change",
            "original": asked,
            "about": _about(asked),
            "over": asked.state in (WhatIf.State.DONE, WhatIf.State.FAILED),
            "sampled": len(asking.concerned(asked.proposal)) if asked.total else 0,
            "bars": _bars(asked.result.get("days", [])),
            "width": _WIDTH,
            "height": _HEIGHT,
            **_read(asked),
            **_next(request, asked),
        }
        response = TemplateResponse(request, "admin/campaigns/whatif/page.html", context)
        if not context["over"]:
            response.headers["Refresh"] = "5"
        return response

    def apply(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Save the policy that was asked about, unless somebody saved another one meanwhile."""
        _may(request, "accounts.change_programme")
        asked = WhatIf.objects.filter(pk=pk).first()
        if asked is None or asked.proposal["kind"] != "policy":
            raise Http404
        proposal = asked.proposal
        found = Programme.objects.filter(slug=proposal["programme"], policy=proposal["before"])
        programme = found.first()
        if programme is None or not found.update(policy=proposal["policy"]):
            messages.error(
                request,
                "The policy was changed after you asked, or saved already: look at it again.",
            )
            return _to(asked)
        self.admin_site._registry[Programme].log_change(
            request, programme, f"Policy saved after what-if {asked.pk}."
        )
        messages.success(request, "Saved: it counts from the next day decided.")
        return HttpResponseRedirect(reverse("admin:accounts_programme_change", args=[programme.pk]))


def _may(request: HttpRequest, permission: str) -> None:
    if not request.user.has_perm(permission):
        raise PermissionDenied


def _asker(request: HttpRequest) -> dict[str, Any]:
    now = timezone.now()
    return {"by": request.user, "now": now, "on": timezone.localdate(now)}


def _to(asked: WhatIf) -> HttpResponse:
    return HttpResponseRedirect(reverse("admin:campaigns_whatif_change", args=[asked.pk]))


def _about(asked: WhatIf) -> str:
    proposal = asked.proposal
    if proposal["kind"] == "policy":
        before, after = proposal["before"], proposal["policy"]
        changed = sorted(k for k in {*before, *after} if before.get(k) != after.get(k))
        names = ", ".join(name.replace("_", " ") for name in changed) or "nothing"
        return f"policy of {proposal['programme'].capitalize()}, {names}"
    return f"campaign “{proposal['rule'].get('name') or proposal['slug']}”"


def _next(request: HttpRequest, asked: WhatIf) -> dict[str, Any]:
    """Where it is confirmed, and whether this person may."""
    proposal = asked.proposal
    if proposal["kind"] == "campaign":
        draft = CampaignDraft.objects.filter(campaign=proposal["campaign"]).first()
        return {
            "draft": draft,
            "stale": draft is not None and draft.rule != proposal["rule"],
            "back": reverse(
                "admin:campaigns_draft" if draft else "admin:campaigns_campaign_change",
                args=[proposal["campaign"]],
            ),
        }
    programme = Programme.objects.filter(slug=proposal["programme"]).first()
    return {
        "programme": programme,
        "stale": programme is not None and programme.policy != proposal["before"],
        "may_save": request.user.has_perm("accounts.change_programme"),
        "back": programme and reverse("admin:accounts_programme_change", args=[programme.pk]),
    }


def _read(asked: WhatIf) -> dict[str, Any]:
    """The result with the names and pages of what it is about."""
    result = asked.result
    if not result:
        return {"counts": {}}
    keys = {change["account"] for name in ("stages", "bands", "mails") for change in result[name]}
    found = Account.objects.filter(external_id__in=keys).values_list("external_id", "pk", "name")
    accounts = {key: (pk, name) for key, pk, name in found}
    campaigns = dict(Campaign.objects.values_list("slug", "name"))
    labels = {**dict(Stage.choices), **dict(Band.choices), "": "none"}

    def named(change: dict[str, str]) -> dict[str, Any]:
        pk, name = accounts.get(change["account"], (None, change["account"]))
        return {**_dated(change), "pk": pk, "name": name}

    def standing(change: dict[str, Any]) -> dict[str, Any]:
        words = {side: labels.get(change[side], change[side]) for side in ("before", "after")}
        return {**change, **words}

    return {
        "counts": result["counts"],
        "ways": [standing(way) for way in result["ways"]],
        "stages": [standing(named(change)) for change in result["stages"]],
        "bands": [standing(named(change)) for change in result["bands"]],
        "mails": [
            {**named(mail), "mail": campaigns.get(mail["campaign"], mail["campaign"])}
            for mail in result["mails"]
        ],
        "days": [_dated(day) for day in result["days"]],
        "over_budget": result["over"],
    }


def _dated(found: dict[str, Any]) -> dict[str, Any]:
    return {**found, "day": date.fromisoformat(found["on"])}


def _bars(days: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Two bars a day, as it is and as it would be, of a common height; each week is marked."""
    most = max((max(day["now"], day["then"]) for day in days), default=0) or 1
    step, whole = _WIDTH / max(len(days), 1), _HEIGHT - _ABOVE
    return [
        {
            **_dated(day),
            "x": round(place * step + 1, 1),
            "x_then": round(place * step + step / 2, 1),
            "width": round(step / 2 - 1.5, 1),
            "now_height": round(day["now"] * whole / most, 1),
            "now_y": round(_HEIGHT - day["now"] * whole / most, 1),
            "then_height": round(day["then"] * whole / most, 1),
            "then_y": round(_HEIGHT - day["then"] * whole / most, 1),
            "marked": place % 7 == 0,
            "top": (high := max(day["now"], day["then"])),
            "top_y": round(_HEIGHT - high * whole / most - 3, 1),
        }
        for place, day in enumerate(days)
    ]
