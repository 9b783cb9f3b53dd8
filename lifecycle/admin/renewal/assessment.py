"""Pages of the renewal assessments."""

from datetime import date
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import path
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RangeDateFilter

from accounts.admin import cells
from accounts.admin.base import LedgerAdmin, OfAccount
from lifecycle.admin.renewal import board
from lifecycle.admin.renewal.acts import ActedAdmin
from lifecycle.admin.renewal.assessment_acts import ACTS
from lifecycle.admin.renewal.links import account_link
from lifecycle.models import (
    RenewalAnswers,
    RenewalAssessment,
    RenewalRating,
    RenewalReading,
)
from lifecycle.renewals import assessing

_KEPT = 20


@admin.register(RenewalAssessment)
class RenewalAssessmentAdmin(OfAccount, ActedAdmin):
    acts = ACTS
    page_template = "admin/lifecycle/renewal/assessment.html"
    list_display = ("account_name", "renewal_on", "rated", "opened_on", "state")
    list_display_links = ("renewal_on",)
    list_filter = (
        ("rating", ChoicesDropdownFilter),
        ("ended", ChoicesDropdownFilter),
        ("renewal_on", RangeDateFilter),
    )
    list_select_related = ("account",)
    ordering = ("renewal_on", "pk")
    fills = "An assessment opens by rule when a renewal comes near: 120 days before, by default."

    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        return [
            path("board/", view(board.show), name="lifecycle_renewalassessment_board"),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[RenewalAssessment]:
        people = ("account__programme", "account__ta", "account__ae", "account__state")
        return super().get_queryset(request).select_related(*people)

    def context(self, request: HttpRequest, record: RenewalAssessment, on: date) -> dict[str, Any]:
        readings = list(record.readings.select_related("by")[:_KEPT])
        people = ("proposed_by", "ta_by", "ae_by")
        ratings = list(record.ratings.select_related(*people)[:_KEPT])
        own = assessing.sides(request.user)
        return {
            "account": record.account,
            "readings": readings,
            "reading": readings[0] if readings else None,
            "ratings": ratings,
            "proposed": ratings[0] if ratings and not ratings[0].agreed else None,
            "answers": list(record.answers.select_related("by")[:_KEPT]),
            "cases": list(record.cases.all()),
            "for_ta": assessing.TA in own,
            "for_ae": assessing.AE in own,
            "days": (record.renewal_on - on).days,
        }

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
