"""Pages of the renewal assessments."""

from django.contrib import admin
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RangeDateFilter

from accounts.admin import cells
from accounts.admin.base import LedgerAdmin
from lifecycle.admin.renewal.links import account_link
from lifecycle.models import (
    RenewalAnswers,
    RenewalAssessment,
    RenewalRating,
    RenewalReading,
)


@admin.register(RenewalAssessment)
class RenewalAssessmentAdmin(LedgerAdmin):
    list_display = ("account_name", "renewal_on", "rated", "opened_on", "state")
    list_display_links = ("renewal_on",)
    list_filter = (
        ("rating", ChoicesDropdownFilter),
        ("ended", ChoicesDropdownFilter),
        ("renewal_on", RangeDateFilter),
    )
    list_select_related = ("account",)
    search_fields = ("account__external_id__exact", "account__name__istartswith")
    search_help_text = "Account id, or the beginning of its name"
    ordering = ("renewal_on", "pk")
    fills = "An assessment opens by rule when a renewal comes near: 120 days before, by default."

    @admin.display(description="Account", ordering="account__name")
    def account_name(self, obj: RenewalAssessment) -> SafeString:
        return account_link(obj.account)

    @admin.display(description="Rating", ordering="rating")
    def rated(self, obj: RenewalAssessment) -> SafeString | str:
        return cells.choice("rating", obj, "rating")

    @admin.display(description="State", ordering="closed_on")
    def state(self, obj: RenewalAssessment) -> SafeString | str:
        if obj.closed_on:
            return f"{obj.get_ended_display()}, {obj.closed_on}"
        return "Rated" if obj.rating else "Open"


@admin.register(RenewalReading)
class RenewalReadingAdmin(LedgerAdmin):
    list_display = ("assessment", "on", "suggestion", "by")
    list_select_related = ("assessment__account", "by")


@admin.register(RenewalAnswers)
class RenewalAnswersAdmin(LedgerAdmin):
    list_display = ("assessment", "by", "at")
    list_select_related = ("assessment__account", "by")


@admin.register(RenewalRating)
class RenewalRatingAdmin(LedgerAdmin):
    list_display = ("assessment", "rating", "proposed_by", "ta_by", "ae_by", "proposed_at")
    list_select_related = ("assessment__account", "proposed_by", "ta_by", "ae_by")
