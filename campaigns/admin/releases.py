"""Pages on which a campaign is let go to a segment, watched and taken back."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from accounts.admin import cells
from accounts.admin.base import LedgerAdmin
from campaigns.models import Campaign, Release, ReleaseMember, Segment, Status
from campaigns.pending.acts import undo_window
from campaigns.reasons import sentence
from campaigns.segments import filters, leaving
from campaigns.segments import release as releases

RELEASE = "campaigns.add_release"
FIRST_PART = 5
_SHOWN = 50


@admin.register(ReleaseMember)
class ReleaseMemberAdmin(LedgerAdmin):
    list_display = ("contact", "account", "release", "place", "out_on")
    list_select_related = ("contact", "account", "release__campaign")
    ordering = ("release", "place")
    fills = "Who a release is for is kept when its segment is frozen."


@admin.register(Release)
class ReleaseAdmin(LedgerAdmin):
    """A release is begun on its campaign's page."""

    list_display = ("campaign_line", "went", "created_by", "created_at", "recalled_at")
    list_select_related = ("campaign", "created_by")
    fills = "On the page of a campaign that people let go, choose a segment to release it to."

    def get_queryset(self, request: HttpRequest) -> QuerySet[Release]:
        counted = {"total": Count("members"), "out": Count("members__out_on")}
        return super().get_queryset(request).annotate(**counted)

    @admin.display(description="Campaign, and whom it is for", ordering="campaign__name")
    def campaign_line(self, obj: Release) -> SafeString:
        return cells.two_lines(obj.campaign, obj.words)

    @admin.display(description="Let go")
    def went(self, obj: Release) -> str:
        return f"{obj.out:,} of {obj.total:,}"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("begin/<int:campaign>/", view(self.begin), name="campaigns_release_begin"),
            path(
                "<int:pk>/do/<slug:verb>/",
                view(require_POST(self.do)),
                name="campaigns_release_do",
            ),
            *super().get_urls(),
        ]

    def begin(self, request: HttpRequest, campaign: int) -> HttpResponse:
        """Whom a segment would release to; typing their number freezes them."""
        self._may(request)
        found = Campaign.objects.select_related("current").filter(pk=campaign).first()
        if found is None:
            raise Http404
        on, now = timezone.localdate(), timezone.now()
        segments = Segment.objects.filter(Q(shared=True) | Q(owner=request.user.pk))
        asked = request.POST.get("segment") or request.GET.get("segment", "")
        segment = segments.filter(pk=asked).first() if asked.isdecimal() else None
        if request.method == "POST" and segment:
            try:
                made = releases.freeze(
                    found,
                    segment,
                    expected=_number(request.POST.get("count", "")),
                    by=request.user,
                    on=on,
                    now=now,
                )
            except ValueError as refused:
                messages.error(request, str(refused))
            else:
                self.log_addition(request, made, "Frozen.")
                return self._to(made)
        context = {"title": f"Release {found}", "original": found, "segments": segments}
        if segment:
            people = filters.contacts(segment.query, segment.roles, on=on)
            context |= {
                "segment": segment,
                "words": filters.words(segment.query, segment.roles),
                "count": people.count(),
                "reachable": filters.reachable(people, found.topic).count(),
                "people": list(people[:12]),
                "difference": releases.difference(segment, on=on),
            }
        return self._page(request, "begin.html", context)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if object_id is None or not self.has_view_permission(request):
            raise PermissionDenied
        release = self._release(object_id)
        asked = request.GET.get("who", "").strip()
        members = release.members.select_related("contact", "account")
        if asked:
            members = members.filter(
                Q(contact__email__istartswith=asked)
                | Q(contact__first_name__istartswith=asked)
                | Q(contact__last_name__istartswith=asked)
                | Q(account__name__istartswith=asked)
            )
        results = releases.results(release, list(members.order_by("place")[:_SHOWN]))
        context = {
            "title": str(release),
            "original": release,
            "refusal": releases.refusal(release, by=request.user),
            "may": request.user.has_perm(RELEASE),
            "sums": _sums(release),
            "results": [(result, _why(result)) for result in results],
            "who": asked,
            "shown": _SHOWN,
            **_progress(release),
        }
        return self._page(request, "change_form.html", context)

    def do(self, request: HttpRequest, pk: int, verb: str) -> HttpResponse:
        self._may(request)
        release = self._release(str(pk))
        try:
            if verb == "let-go":
                said = self._let_go(request, release)
            elif verb == "recall":
                stopped = releases.recall(release, now=timezone.now())
                said = f"Taken back; {stopped} mails that had not left were stopped."
            else:
                raise Http404
        except ValueError as refused:
            messages.error(request, str(refused))
        else:
            self.log_change(request, release, said)
            messages.success(request, said)
        return self._to(release)

    def _let_go(self, request: HttpRequest, release: Release) -> str:
        now = timezone.now()
        on = timezone.localdate(now)
        count = releases.let_go(
            release,
            percent=min(_number(request.POST.get("percent", "")), 100),
            expected=_number(request.POST.get("count", "")),
            by=request.user,
            on=on,
            now=now,
        )
        first = leaving.leaving(release, on=on, now=now).first
        until = f"{timezone.localtime(first):%a %-d %b, %H:%M}" if first else "they leave"
        return f"Let go to {count} people. Until {until} all of them can be taken back."

    def _may(self, request: HttpRequest) -> None:
        if not request.user.has_perm(RELEASE):
            raise PermissionDenied

    def _release(self, pk: str | None) -> Release:
        related = ("campaign__current", "segment", "created_by")
        found = Release.objects.select_related(*related).filter(pk=pk).first()
        if found is None:
            raise Http404
        return found

    def _page(self, request: HttpRequest, template: str, context: dict) -> HttpResponse:
        base = {**self.admin_site.each_context(request), "opts": self.opts}
        return TemplateResponse(request, f"admin/campaigns/release/{template}", {**base, **context})

    def _to(self, release: Release) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:campaigns_release_change", args=[release.pk]))


def _progress(release: Release) -> dict[str, Any]:
    """How many it is for, how many were let go, and how many of those can be taken back."""
    total, out = release.members.count(), release.members.exclude(out_on=None).count()
    still = leaving.leaving(release, on=timezone.localdate(), now=timezone.now())
    return {
        "total": total,
        "out": out,
        "parts": _parts(release, total, out),
        "leaving": still,
        "left": out - still.count,
        "undo_minutes": int(undo_window().total_seconds() // 60),
    }


def _sums(release: Release) -> list[tuple[str, str, int]]:
    counted = releases.sums(release)
    named = [("", "No mail yet"), *Status.choices]
    return [(status, label, counted.get(status, 0)) for status, label in named]


def _parts(release: Release, total: int, out: int) -> list[tuple[int, int]]:
    """What can be let go next, in per cent of all, each with how many that would be."""
    offered = [100] if out else [FIRST_PART, 100]
    found = [(percent, releases.next_part(release, percent=percent).count()) for percent in offered]
    return [(percent, count) for percent, count in found if count]


def _why(result: releases.Result) -> str:
    touch = result.touch
    if touch:
        return sentence(touch.status, touch.reason, touch.decided_on, touch.closes_on)
    if result.member.out_on is None:
        return "Not let go yet."
    return f"Let go on {date_format(result.member.out_on)}; planned with the next day decided."


def _number(text: str) -> int:
    digits = text.strip().replace(",", "")
    return int(digits) if digits.isdecimal() else -1
