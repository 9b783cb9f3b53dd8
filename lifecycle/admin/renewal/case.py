"""Pages of the cases of accounts at risk."""

from django.contrib import admin
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import ChoicesDropdownFilter

from accounts.admin import cells
from accounts.admin.base import LedgerAdmin
from lifecycle.admin.renewal.links import account_link
from lifecycle.models import CaseCriterion, CaseStep, CaseUpdate, RiskCase


@admin.register(RiskCase)
class RiskCaseAdmin(LedgerAdmin):
    list_display = ("account_name", "kind_label", "because", "opened_on", "sponsor", "ended_label")
    list_display_links = ("because",)
    list_filter = (
        ("state", ChoicesDropdownFilter),
        ("kind", ChoicesDropdownFilter),
        ("ended", ChoicesDropdownFilter),
    )
    list_select_related = ("account", "sponsor")
    search_fields = ("account__external_id__exact", "account__name__istartswith")
    search_help_text = "Account id, or the beginning of its name"
    ordering = ("state", "-opened_on", "-pk")
    fills = "A case opens with a red or yellow rating, or by hand on an account's page."

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
