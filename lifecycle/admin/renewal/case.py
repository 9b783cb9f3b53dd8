"""Pages of the cases of accounts at risk."""

from datetime import date
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import path
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import ChoicesDropdownFilter

from accounts.admin import cells
from accounts.admin.base import LedgerAdmin, OfAccount
from lifecycle.admin.renewal import case_board
from lifecycle.admin.renewal.acts import ActedAdmin
from lifecycle.admin.renewal.case_acts import ACTS
from lifecycle.admin.renewal.links import account_link
from lifecycle.models import CaseCriterion, CaseStep, CaseUpdate, RiskCase
from lifecycle.renewals import exits

_KEPT = 100


@admin.register(RiskCase)
class RiskCaseAdmin(OfAccount, ActedAdmin):
    acts = ACTS
    page_template = "admin/lifecycle/renewal/case.html"
    list_display = ("account_name", "kind_label", "because", "opened_on", "sponsor", "ended_label")
    list_display_links = ("because",)
    list_filter = (
        ("state", ChoicesDropdownFilter),
        ("kind", ChoicesDropdownFilter),
        ("ended", ChoicesDropdownFilter),
    )
    list_select_related = ("account", "sponsor")
    ordering = ("state", "-opened_on", "-pk")
    fills = "A case opens with a red or yellow rating, or by hand on an account's page."

    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        return [
            path("board/", view(case_board.show), name="lifecycle_riskcase_board"),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[RiskCase]:
        people = ("account__programme", "account__ta", "account__ae", "account__state")
        found = (
            super()
            .get_queryset(request)
            .select_related(
                "sponsor", "sales_by", "success_by", "closed_by", "opened_by", "assessment", *people
            )
        )
        return found.prefetch_related("criteria")

    def context(self, request: HttpRequest, record: RiskCase, on: date) -> dict[str, Any]:
        criteria = exits.criteria(record)
        may_agree = exits.is_lead(request.user)
        leads = [
            (
                f"agree-{lead}",
                exits.LEADS[lead],
                getattr(record, f"{lead}_by"),
                getattr(record, f"{lead}_at"),
            )
            for lead in exits.leads(record.kind)
        ]
        updates = list(record.updates.select_related("by")[:_KEPT])
        return {
            "account": record.account,
            "is_open": record.state == RiskCase.State.OPEN,
            "criteria": criteria,
            "dropped": [one for one in record.criteria.all() if one.dropped_at],
            "met": bool(criteria) and all(one.met for one in criteria),
            "leads": leads,
            "may_agree": may_agree,
            "steps": list(record.steps.select_related("task__owner", "criterion")),
            "updates": [one for one in updates if one.kind != CaseUpdate.Kind.CHANGE],
            "changes": [one for one in updates if one.kind == CaseUpdate.Kind.CHANGE],
        }

    @admin.display(description="Account", ordering="account__name")
    def account_name(self, obj: RiskCase) -> SafeString:
        return account_link(obj.account)

    @admin.display(description="Kind", ordering="kind")
    def kind_label(self, obj: RiskCase) -> SafeString | str:
        return cells.choice("case", obj, "kind")

    @admin.display(description="State", ordering="closed_on")
    def ended_label(self, obj: RiskCase) -> str:
        return f"{obj.get_ended_display()}, {obj.closed_on}" if obj.closed_on else "Open"


@admin.register(CaseCriterion)
class CaseCriterionAdmin(LedgerAdmin):
    list_display = ("measure", "case", "target", "value", "value_on")
    list_select_related = ("case__account",)


@admin.register(CaseStep)
class CaseStepAdmin(LedgerAdmin):
    list_display = ("task", "case", "criterion")
    list_select_related = ("task", "case__account", "criterion")


@admin.register(CaseUpdate)
class CaseUpdateAdmin(LedgerAdmin):
    list_display = ("case", "kind", "on", "happened", "by")
    list_select_related = ("case__account", "by")
