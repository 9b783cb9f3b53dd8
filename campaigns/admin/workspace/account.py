"""The admin of accounts: the book as a list, the workspace as a page, the facts as a form."""

from datetime import date
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import PAGE_VAR, ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RelatedDropdownFilter

from accounts.admin import actions, cells, tabs
from accounts.admin.account import AccountFactsAdmin
from accounts.admin.own_page import RowPage
from accounts.admin.removable import RemovedFilter
from accounts.models import Account
from campaigns.admin.workspace import columns, coming, export, filters, order, page, rows
from campaigns.admin.workspace.hand_over import HandsOver
from lifecycle.work import team


@admin.register(Account)
class AccountAdmin(HandsOver, RowPage, AccountFactsAdmin):
    list_display = (
        "account",
        "stage",
        "health",
        "trend",
        "utilization",
        "usage",
        "renewal",
        "next_touch",
        "ta_name",
    )
    list_filter = (
        filters.AttentionFilter,
        filters.SegmentFilter,
        filters.StageFilter,
        filters.HealthFilter,
        filters.AdvisorFilter,
        ("programme", RelatedDropdownFilter),
        ("tier", ChoicesDropdownFilter),
        filters.MissingRoleFilter,
        filters.RENEWAL,
        filters.UTILIZATION,
        filters.USAGE,
        RemovedFilter,
    )
    list_select_related = ("programme", "ta", "state")
    ordering = order.ATTENTION
    actions = ("export_csv", "hand_over", "remove", "restore")

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """The keys are put in order first, so that a large book is not sorted in its full width."""
        changelist = super().get_changelist_instance(request)
        size, keys = changelist.list_per_page, []
        if set(request.GET) <= {PAGE_VAR}:
            start = (changelist.page_num - 1) * size
            keys = order.page(start, size) if changelist.result_count > start + size else []
        if len(keys) < size:
            keys = list(changelist.result_list.values_list("pk", flat=True))
        found = self.get_queryset(request).select_related(*self.list_select_related).in_bulk(keys)
        changelist.result_list = [found[key] for key in keys if key in found]
        rows.attach(changelist.result_list, on=timezone.localdate())
        return changelist

    # --- Columns --------------------------------------------------------------------------------

    @admin.display(description="Account", ordering="name")
    def account(self, obj: Account) -> SafeString:
        tier = f" · tier {obj.tier}" if obj.tier else ""
        return cells.two_lines(obj.name, f"{obj.external_id} · {obj.programme.name}{tier}")

    @admin.display(description="Stage", ordering="state__stage")
    def stage(self, obj: Account) -> SafeString:
        return columns.stage(obj)

    @admin.display(description="Health", ordering="state__score")
    def health(self, obj: Account) -> SafeString | str:
        return columns.health(obj)

    @admin.display(description="28 days")
    def trend(self, obj: Account) -> SafeString:
        return columns.trend(obj)

    @admin.display(description="Utilization", ordering="state__utilization")
    def utilization(self, obj: Account) -> str:
        return cells.percent(columns.state(obj, "utilization"))

    @admin.display(description="Usage", ordering="state__usage")
    def usage(self, obj: Account) -> str:
        return cells.percent(columns.state(obj, "usage"))

    @admin.display(description="Renewal", ordering="state__renewal_on")
    def renewal(self, obj: Account) -> SafeString | str:
        day = columns.state(obj, "renewal_on")
        if day is None:
            return cells.NOTHING
        return cells.two_lines(cells.in_days(day, on=timezone.localdate()), day)

    @admin.display(description="Next mail")
    def next_touch(self, obj: Account) -> SafeString | str:
        return columns.coming(obj)

    @admin.display(description="TA", ordering="ta__first_name")
    def ta_name(self, obj: Account) -> str:
        return str(obj.ta) if obj.ta else "pool"

    # --- Pages ----------------------------------------------------------------------------------

    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        return [
            path("<path:object_id>/facts/", view(self.facts), name="accounts_account_facts"),
            path("<path:object_id>/coming/", view(self.coming), name="accounts_account_coming"),
            path("<path:object_id>/do/<slug:action>/", view(self.do), name="accounts_account_do"),
            path("<path:object_id>/page/<slug:tab>/", view(self.tab), name="accounts_account_tab"),
            *super().get_urls(),
        ]

    def page(self, request: HttpRequest, row: Account) -> HttpResponse:
        """The workspace; the form that Django would show here is the facts' own page."""
        context = {
            **self._frame(request, row, "workspace"),
            **page.read(row, on=timezone.localdate()),
            "glances": _glances(request, row, timezone.localdate()),
        }
        return TemplateResponse(request, "admin/accounts/account/workspace.html", context)

    def facts(self, request: HttpRequest, object_id: str) -> HttpResponse:
        account = self.row(request, object_id)
        extra = self._frame(request, account, "facts") if account else {}
        return self.changeform_view(request, object_id, "", extra)

    def coming(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The next thirty days, asked for by the page after it is shown: foreseeing takes time."""
        account = self.row(request, object_id)
        if account is None:
            raise PermissionDenied
        days = coming.read(account, on=timezone.localdate())
        return TemplateResponse(request, "admin/accounts/account/coming.html", {"days": days})

    def tab(self, request: HttpRequest, object_id: str, tab: str) -> HttpResponse:
        """A page that another part of the portal hung in."""
        account, chosen = self.row(request, object_id), tabs.find(tab)
        if account is None or chosen is None or not request.user.has_perm(chosen.permission):
            raise PermissionDenied
        context = {
            **self._frame(request, account, chosen.slug),
            **chosen.read(request, account, timezone.localdate()),
        }
        return TemplateResponse(request, chosen.template, context)

    def do(self, request: HttpRequest, object_id: str, action: str) -> HttpResponse:
        account, chosen = self.row(request, object_id), actions.ACTIONS.get(action)
        if account is None or chosen is None or not request.user.has_perm(chosen.permission):
            raise PermissionDenied
        on, now = timezone.localdate(), timezone.now()
        sent = request.POST if request.method == "POST" else None
        form = chosen.form(sent, account=account, on=on, initial=request.GET.dict())
        if form.is_valid():
            try:
                said = chosen.verb(request, account, form, on, now)
            except ValueError as refused:
                form.add_error(None, str(refused))
            else:
                self.log_change(request, account, said)
                messages.success(request, said)
                return HttpResponseRedirect(chosen.after(account))
        context = {**self._frame(request, account, ""), "action": chosen, "form": form}
        return TemplateResponse(request, chosen.template, context)

    def save_model(self, request: HttpRequest, obj: Account, form: Form, change: bool) -> None:
        """Whoever lost a role gives the open work of it to who holds it now."""
        super().save_model(request, obj, form, change)
        team.settle([obj.pk], by=request.user, on=timezone.localdate(), now=timezone.now())

    def response_change(self, request: HttpRequest, obj: Account) -> HttpResponse:
        super().response_change(request, obj)
        if "_continue" in request.POST:
            return HttpResponseRedirect(request.path)
        return HttpResponseRedirect(actions.workspace(obj))

    def find(self, request: HttpRequest, key: str) -> Account | None:
        people = ("programme", "ta", "ae", "ce", "state")
        return self.get_queryset(request).select_related(*people).filter(pk=key).first()

    def _frame(self, request: HttpRequest, account: Account, tab: str) -> dict[str, Any]:
        """What every page of the account shows around its content."""
        may = request.user.has_perm
        return {
            **self.admin_site.each_context(request),
            "title": account.name,
            "opts": self.opts,
            "original": account,
            "account": account,
            "tab": tab,
            "tabs": tabs.seen_by(request),
            "menu": actions.offered(request),
            "actions": {
                name.replace("-", "_"): may(action.permission)
                for name, action in actions.ACTIONS.items()
            },
        }

    # --- Actions --------------------------------------------------------------------------------

    @admin.action(description="Export as CSV", permissions=["view"])
    def export_csv(self, request: HttpRequest, queryset: QuerySet[Account]) -> HttpResponse:
        on = timezone.localdate()
        response = StreamingHttpResponse(
            export.accounts(queryset, on=on), content_type="text/csv; charset=utf-8"
        )
        response["Content-Disposition"] = f'attachment; filename="accounts-{on}.csv"'
        return response


def _glances(
    request: HttpRequest, account: Account, on: date
) -> list[tuple[tabs.Tab, list[tabs.Glance]]]:
    """What each tab has to say on the workspace."""
    found = [(tab, tab.glance(account, on)) for tab in tabs.seen_by(request) if tab.glance]
    return [(tab, lines) for tab, lines in found if lines]
