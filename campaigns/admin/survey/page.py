"""Pages of surveys: each with its results, its questions, and a way to ask."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from accounts.admin import cells
from accounts.admin.base import LedgerAdmin
from accounts.admin.own_page import RowPage
from campaigns.admin.survey import asking, reading
from campaigns.admin.survey.editing import Draft
from campaigns.models import Survey, SurveyState
from campaigns.surveys import versions


@admin.register(Survey)
class SurveyAdmin(RowPage, LedgerAdmin):
    """Changed by publishing a version, never by editing its columns."""

    list_display = ("name_line", "kind_label", "state_label", "answers", "drafted")
    list_display_links = ("name_line",)
    list_before_template = "admin/campaigns/survey/new.html"
    ordering = ("name",)
    fills = "A new survey begins with the button above; load_programme brings the starter ones."

    def get_queryset(self, request: HttpRequest) -> QuerySet[Survey]:
        return super().get_queryset(request).annotate(answered=Count("responses"))

    def around_list(self, request: HttpRequest, changelist: ChangeList) -> dict[str, Any]:
        return {"may_edit": _may_edit(request)}

    # --- Columns --------------------------------------------------------------------------------

    @admin.display(description="Survey", ordering="name")
    def name_line(self, obj: Survey) -> SafeString:
        return cells.two_lines(obj.name, obj.purpose)

    @admin.display(description="Kind", ordering="kind")
    def kind_label(self, obj: Survey) -> SafeString | str:
        return cells.choice("survey", obj, "kind")

    @admin.display(description="State", ordering="state")
    def state_label(self, obj: Survey) -> SafeString | str:
        return cells.choice("campaign", obj, "state")

    @admin.display(description="Answers", ordering="answered")
    def answers(self, obj: Survey) -> str:
        return f"{obj.answered:,}"

    @admin.display(description="Draft")
    def drafted(self, obj: Survey) -> SafeString | str:
        return cells.label("campaign-draft", "Draft") if obj.draft else cells.NOTHING

    # --- Pages ----------------------------------------------------------------------------------

    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        return [
            path("new/", view(self.edit), name="campaigns_survey_new"),
            path("<int:pk>/edit/", view(self.edit), name="campaigns_survey_edit"),
            path("<int:pk>/ask/", view(self.ask), name="campaigns_survey_ask"),
            path("<int:pk>/switch/", view(self.switch), name="campaigns_survey_switch"),
            *super().get_urls(),
        ]

    def page(self, request: HttpRequest, row: Survey) -> HttpResponse:
        context = {
            **self._frame(request, row),
            **reading.page(row, request.GET, on=timezone.localdate()),
            "may_edit": _may_edit(request),
            "may_ask": request.user.has_perm("campaigns.add_surveyinvitation"),
        }
        return TemplateResponse(request, "admin/campaigns/survey/page.html", context)

    def edit(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        """Preview what an edit would change, keep it as a draft, or publish it."""
        survey = self.row(request, pk) if pk else None
        if not _may_edit(request) or (pk and survey is None):
            raise PermissionDenied
        draft = Draft(request, survey)
        if survey and draft.kept():
            messages.success(request, "Kept as a draft; what is asked stays as it is.")
            return HttpResponseRedirect(_page(survey))
        if saved := draft.published():
            self.log_change(request, saved, f"Version {saved.current.number}.")
            messages.success(request, f"Published: {saved.current}.")
            return HttpResponseRedirect(_page(saved))
        context = {**self._frame(request, survey), **draft.context()}
        return TemplateResponse(request, "admin/campaigns/survey/edit.html", context)

    def ask(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Choose a segment, see who would be asked and who not, then type the number."""
        survey = self.row(request, pk)
        if survey is None or not request.user.has_perm("campaigns.add_surveyinvitation"):
            raise PermissionDenied
        wave = asking.Wave(request, survey, on=timezone.localdate())
        if said := wave.asked(now=timezone.now()):
            self.log_change(request, survey, said)
            messages.success(request, said)
            return HttpResponseRedirect(_page(survey))
        context = {**self._frame(request, survey), **wave.context()}
        return TemplateResponse(request, "admin/campaigns/survey/ask.html", context)

    def switch(self, request: HttpRequest, pk: int) -> HttpResponse:
        survey = self.row(request, pk)
        if survey is None or not _may_edit(request):
            raise PermissionDenied
        state = request.POST.get("state")
        if request.method == "POST" and state in SurveyState.values:
            versions.set_state(survey, state)
            self.log_change(request, survey, f"{SurveyState(state).label}.")
            messages.success(request, f"“{survey}” is {SurveyState(state).label.lower()} now.")
        return HttpResponseRedirect(_page(survey))

    def find(self, request: HttpRequest, key: str) -> Survey | None:
        found = Survey.objects.select_related("current__author", "draft_by")
        return found.filter(pk=key).first()

    def _frame(self, request: HttpRequest, survey: Survey | None) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "title": survey.name if survey else "New survey",
            "opts": self.opts,
            "original": survey,
            "survey": survey,
        }


def _may_edit(request: HttpRequest) -> bool:
    return request.user.has_perm("campaigns.add_surveyversion")


def _page(survey: Survey) -> str:
    return reverse("admin:campaigns_survey_change", args=[survey.pk])
