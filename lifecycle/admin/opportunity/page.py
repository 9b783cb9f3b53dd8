"""The admin of opportunities: the list of what may be won, and a page for each with its reason."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import (
    ChoicesDropdownFilter,
    RangeNumericFilter,
    RelatedDropdownFilter,
)
from unfold.paginator import InfinitePaginator

from accounts.admin import cells, whose
from accounts.admin.base import ADD, LedgerAdmin, OfAccount, PortalAdmin
from accounts.admin.own_page import Asked, OwnPage
from lifecycle.admin.opportunity import filters, reading
from lifecycle.admin.opportunity.acts import ACTS, Act
from lifecycle.admin.opportunity.bulk import BulkActions
from lifecycle.admin.opportunity.forms import ActForm, NewForm
from lifecycle.models import Opportunity, OpportunityEntry, OpportunitySign
from lifecycle.opportunities import taking


@admin.register(Opportunity)
class OpportunityAdmin(OfAccount, OwnPage, BulkActions, PortalAdmin):
    """Found by rule or added; changed by what is done with it, never by editing its columns."""

    acts = ACTS
    opens = frozenset({ADD})
    form = NewForm
    fieldsets = (
        ("What", {"fields": ("account", "title", "reason")}),
        ("Worth", {"fields": (("expected_arr", "owner"),)}),
    )
    autocomplete_fields = ("account",)
    paginator = InfinitePaginator
    list_display = ("what", "kind_label", "state_label", "arr", "whose", "found")
    list_filter = (
        filters.WhoseFilter,
        filters.StateFilter,
        ("kind", ChoicesDropdownFilter),
        ("expected_arr", RangeNumericFilter),
        ("account__programme", RelatedDropdownFilter),
    )
    list_select_related = ("account", "owner")
    list_before_template = "admin/lifecycle/opportunity/switch.html"
    ordering = (F("expected_arr").desc(nulls_last=True), "-opened_on", "-pk")
    nothing = "No opportunity waits here"
    fills = "Rules find them as days are decided, and people add them. Everybody's are above."

    def get_queryset(self, request: HttpRequest) -> QuerySet[Opportunity]:
        return super().get_queryset(request).filter(account__removed_at__isnull=True)

    # --- Columns --------------------------------------------------------------------------------

    @admin.display(description="Opportunity", ordering="title")
    def what(self, obj: Opportunity) -> SafeString:
        return cells.two_lines(obj.title, obj.account)

    @admin.display(description="Kind", ordering="kind")
    def kind_label(self, obj: Opportunity) -> SafeString | str:
        return cells.choice("opportunity", obj, "kind")

    @admin.display(description="State", ordering="state")
    def state_label(self, obj: Opportunity) -> SafeString | str:
        until = obj.snoozed_until if obj.is_live else None
        if until and until > timezone.localdate():
            return cells.label("task-snoozed", f"Snoozed to {until:%-d %b}")
        return cells.choice("opportunity", obj, "state")

    @admin.display(description="Expected ARR", ordering="expected_arr")
    def arr(self, obj: Opportunity) -> str:
        return cells.NOTHING if obj.expected_arr is None else f"{obj.expected_arr:,.0f}"

    @admin.display(description="Owner", ordering="owner__first_name")
    def whose(self, obj: Opportunity) -> SafeString | str:
        return str(obj.owner) if obj.owner else cells.label("band-concerning", "Nobody")

    @admin.display(description="Found", ordering="opened_on")
    def found(self, obj: Opportunity) -> SafeString:
        age = cells.in_days(obj.opened_on, on=timezone.localdate())
        return cells.two_lines(age, f"{obj.opened_on:%-d %b %Y}")

    # --- Pages ----------------------------------------------------------------------------------

    def around_list(self, request: HttpRequest, changelist: ChangeList) -> dict[str, Any]:
        return {
            "whose": whose.WHOSE,
            "chosen": whose.chosen(changelist),
            "kind_chosen": request.GET.get("kind__exact", ""),
            "sums": reading.sums(changelist.queryset),
        }

    def save_model(self, request: HttpRequest, obj: Opportunity, form: Any, change: bool) -> None:
        """By the verb, so that it is kept among its entries and on the timeline."""
        obj.pk = taking.add(
            obj.account,
            obj.title,
            reason=obj.reason,
            expected_arr=obj.expected_arr,
            owner=obj.owner,
            by=request.user,
            on=timezone.localdate(),
            now=timezone.now(),
        ).pk

    def find(self, request: HttpRequest, key: str) -> Opportunity | None:
        return reading.one(key)

    def form_of(self, request: HttpRequest, act: Act, row: Opportunity) -> ActForm:
        return act.form(request.POST, opportunity=row, on=timezone.localdate())

    def carry_out(self, request: HttpRequest, act: Act, row: Opportunity, data: dict) -> str:
        return act.verb(row, data, request.user, timezone.localdate(), timezone.now())

    def page(
        self, request: HttpRequest, row: Opportunity, asked: Asked | None = None
    ) -> HttpResponse:
        """With the form that was refused, if one was, filled in as it was sent."""
        on = timezone.localdate()
        refused, form = asked or ("", None)
        made = {
            slug: form if slug == refused else act.form(opportunity=row, on=on)
            for slug, act in ACTS.items()
        }
        sells = request.user.has_perm("accounts.add_contract")
        context = {
            **self.admin_site.each_context(request),
            **reading.page(row, on=on),
            "title": row.title,
            "opts": self.opts,
            "original": row,
            "may_work": self.has_work_permission(request),
            "contract_form": reading.contract_form(row, on=on) if sells else "",
            "folded": [(slug, act, made[slug]) for slug, act in ACTS.items() if act.folded],
            "refused": refused,
            "refusal": form,
            "note": made["note"],
        }
        return TemplateResponse(request, "admin/lifecycle/opportunity/page.html", context)

    def has_work_permission(self, request: HttpRequest) -> bool:
        return self.may(request, "change")


@admin.register(OpportunityEntry)
class OpportunityEntryAdmin(LedgerAdmin):
    list_display = ("opportunity", "kind", "text", "by", "at")
    list_select_related = ("opportunity", "by")
    ordering = ("-pk",)
    fills = "Each step of an opportunity leaves a line here."


@admin.register(OpportunitySign)
class OpportunitySignAdmin(LedgerAdmin):
    list_display = ("account", "kind", "subject", "level", "since", "gone_on")
    list_display_links = ("subject",)
    list_filter = (("kind", ChoicesDropdownFilter),)
    list_select_related = ("account",)
    ordering = ("-pk",)
    fills = "Since when a rule's condition holds is remembered here."
