"""The admin of success plans: the list of all, and the pages and forms of one."""

from datetime import date
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import RangeDateFilter, RelatedDropdownFilter

from accounts.admin import cells
from accounts.admin.base import LedgerAdmin
from accounts.admin.own_page import RowPage
from lifecycle.admin.plan import reading, rows
from lifecycle.admin.plan.doings import DOINGS, Doing, Moment
from lifecycle.models import PlanVersion, SuccessPlan
from lifecycle.plans import content, differences, due, shared


def home(plan: SuccessPlan) -> str:
    """Where a plan is read: the account's tab, or its own page once it is archived."""
    if plan.archived_at:
        return reverse("admin:lifecycle_successplan_change", args=[plan.pk])
    return reverse("admin:accounts_account_tab", args=[plan.account_id, "plan"])


@admin.register(SuccessPlan)
class SuccessPlanAdmin(RowPage, LedgerAdmin):
    list_display = ("plan", "standing", "actions_column", "last_sync", "next_sync", "owner")
    list_filter = (
        rows.AttentionFilter,
        rows.MineFilter,
        ("account__programme", RelatedDropdownFilter),
        ("next_sync_on", RangeDateFilter),
        "shared",
        rows.KeptFilter,
    )
    list_select_related = ("account__programme", "owner")
    search_fields = ("account__external_id__exact", "account__name__istartswith", "title")
    search_help_text = "Account id, the beginning of its name, or words of the plan's title"
    fills = "A plan is begun on an account's page, under Plan."

    def get_queryset(self, request: HttpRequest) -> QuerySet[SuccessPlan]:
        """Annotated first, because the order goes by what the annotations say."""
        plans = SuccessPlan.objects.filter(account__removed_at__isnull=True)
        return rows.annotated(plans, on=timezone.localdate()).order_by(*rows.ATTENTION)

    def get_ordering(self, request: HttpRequest) -> tuple:
        return rows.ATTENTION

    # --- Columns --------------------------------------------------------------------------------

    @admin.display(description="Plan", ordering="account__name")
    def plan(self, obj: SuccessPlan) -> SafeString:
        return cells.two_lines(obj.account.name, f"{obj.title} · {obj.account.programme.name}")

    @admin.display(description="Objectives", ordering="-off_track")
    def standing(self, obj: SuccessPlan) -> SafeString | str:
        if obj.archived_at:
            return cells.label("band-none", "Archived")
        if obj.off_track:
            return cells.label(
                "band-poor", f"{obj.off_track} of {obj.number_of_objectives} off track"
            )
        if not obj.number_of_objectives:
            return cells.label("band-concerning", "No objectives")
        return cells.label("band-healthy", f"{obj.number_of_objectives} on track")

    @admin.display(description="Actions", ordering="-overdue")
    def actions_column(self, obj: SuccessPlan) -> SafeString | str:
        return cells.label("band-concerning", f"{obj.overdue} overdue") if obj.overdue else "–"

    @admin.display(description="Last sync", ordering="last_sync_on")
    def last_sync(self, obj: SuccessPlan) -> SafeString | str:
        if obj.last_sync_on is None:
            return "none yet"
        on = timezone.localdate()
        return cells.two_lines(cells.in_days(obj.last_sync_on, on=on), obj.last_sync_on)

    @admin.display(description="Next sync", ordering="next_sync_on")
    def next_sync(self, obj: SuccessPlan) -> SafeString | str:
        day = None if obj.archived_at else due.day(obj, obj.rhythm)
        if day is None:
            return cells.NOTHING
        on = timezone.localdate()
        said = "agreed" if obj.next_sync_on else "by the rhythm"
        first = cells.label("band-poor", "overdue") if day < on else cells.in_days(day, on=on)
        return cells.two_lines(first, f"{day}, {said}")

    # --- Pages ----------------------------------------------------------------------------------

    def get_urls(self) -> list:
        def at(route: str, view: Any, name: str):
            wrapped = self.admin_site.admin_view(view)
            return path(f"<int:object_id>/{route}", wrapped, name=f"lifecycle_successplan_{name}")

        return [
            at("do/<slug:doing>/", self.do, "do"),
            at("do/<slug:doing>/<int:part>/", self.do, "do_part"),
            at("version/<int:number>/", self.version, "version"),
            at("compare/", self.compare, "compare"),
            at("print/", self.print, "print"),
            *super().get_urls(),
        ]

    def page(self, request: HttpRequest, row: SuccessPlan) -> HttpResponse:
        """The plan to be read: as it stands, or as it stood when it was archived."""
        if row.archived_at:
            return self._kept(request, row, row.versions.first())
        context = {**self._frame(request, row), **reading.page(request, row, on=_today())}
        return TemplateResponse(request, "admin/lifecycle/plan/page.html", context)

    def version(self, request: HttpRequest, object_id: int, number: int) -> HttpResponse:
        plan = self._found(request, object_id)
        return self._kept(request, plan, plan.versions.filter(number=number).first())

    def _kept(
        self, request: HttpRequest, plan: SuccessPlan, version: PlanVersion | None
    ) -> HttpResponse:
        if version is None:
            raise Http404("The plan has no such version.")
        versions = list(plan.versions.defer("content"))
        context = {
            **self._frame(request, plan),
            **reading.kept(version),
            "version": version,
            "versions": versions,
        }
        return TemplateResponse(request, "admin/lifecycle/plan/version.html", context)

    def compare(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Two versions, or the newest beside the plan as it stands now."""
        plan = self._found(request, object_id)
        versions = {str(one.number): one for one in plan.versions.all()}
        numbers = sorted(map(int, versions))
        if not numbers:
            raise Http404("There is nothing to compare yet.")
        before = request.GET.get("before") or str(numbers[max(len(numbers) - 2, 0)])
        after = request.GET.get("after") or (str(numbers[-1]) if len(numbers) > 1 else "now")
        if before not in versions or after not in {*versions, "now"}:
            raise Http404("There is no such version.")
        newer = (
            content.of(plan, on=_today())
            if after == "now"
            else content.thaw(versions[after].content)
        )
        sections = differences.compare(content.thaw(versions[before].content), newer)
        context = {
            **self._frame(request, plan),
            "versions": list(versions.values()),
            "before": versions[before],
            "after": versions.get(after),
            "sections": sections,
            "summary": differences.summary(sections),
        }
        return TemplateResponse(request, "admin/lifecycle/plan/compare.html", context)

    def print(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """On paper, for ourselves or with only what the customer may see."""
        plan = self._found(request, object_id)
        number = request.GET.get("version", "")
        version = plan.versions.filter(number=number).first() if number.isdigit() else None
        found = content.thaw(version.content) if version else content.of(plan, on=_today())
        theirs = request.GET.get("for") == "customer"
        found = reading.dressed(shared.part(found) if theirs else found, on=found["as_of_on"])
        context = {
            **self._frame(request, plan),
            "content": found,
            "counts": reading.counts(found),
            "version": version,
            "theirs": theirs,
            "on": found["as_of_on"],
        }
        return TemplateResponse(request, "admin/lifecycle/plan/print.html", context)

    def do(
        self, request: HttpRequest, object_id: int, doing: str, part: int | None = None
    ) -> HttpResponse:
        plan, chosen = self._found(request, object_id), DOINGS.get(doing)
        if chosen is None or not request.user.has_perm(chosen.permission):
            raise PermissionDenied
        on, found = _today(), _part(plan, chosen, part)
        sent = request.POST if request.method == "POST" else None
        form = chosen.form(sent, plan=plan, on=on, part=found, initial=request.GET.dict())
        if form.is_valid():
            try:
                said = chosen.verb(Moment(request, plan, found, form, on, timezone.now()))
            except ValueError as refused:
                form.add_error(None, str(refused))
            else:
                self.log_change(request, plan, said)
                messages.success(request, said)
                return HttpResponseRedirect(
                    reverse("admin:accounts_account_tab", args=[plan.account_id, "plan"])
                )
        context = {
            **self._frame(request, plan),
            "doing": chosen,
            "part": found,
            "form": form,
            "back": home(plan),
        }
        return TemplateResponse(request, "admin/lifecycle/plan/do.html", context)

    def find(self, request: HttpRequest, key: str) -> SuccessPlan | None:
        plans = SuccessPlan.objects.filter(account__removed_at__isnull=True)
        return plans.select_related("account", *reading.PEOPLE).filter(pk=key).first()

    def _found(self, request: HttpRequest, key: int) -> SuccessPlan:
        plan = self.row(request, key)
        if plan is None:
            raise Http404("There is no such plan.")
        return plan

    def _frame(self, request: HttpRequest, plan: SuccessPlan) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "title": f"{plan.account.name}: {plan.title}",
            "opts": self.opts,
            "plan": plan,
            "account": plan.account,
            "home": home(plan),
        }


def _today() -> date:
    return timezone.localdate()


def _part(plan: SuccessPlan, doing: Doing, key: int | None) -> Any:
    """The part of this plan that is to be changed, or none where one is added."""
    if doing.part is None:
        return None
    if key is None:
        if not doing.adds:
            raise Http404("Say which one.")
        return None
    found = doing.part.objects.select_related("plan__account").filter(plan=plan, pk=key).first()
    if found is None:
        raise Http404("The plan has no such part.")
    return found
