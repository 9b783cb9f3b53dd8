"""Pages of versions, of who was asked, and of what they answered."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import (
    BooleanRadioFilter,
    ChoicesDropdownFilter,
    RangeDateFilter,
    RangeDateTimeFilter,
    RangeNumericFilter,
    RelatedDropdownFilter,
)

from accounts.admin import cells
from accounts.admin.base import LedgerAdmin, OfAccount
from accounts.admin.own_page import RowPage
from campaigns.models import SurveyInvitation, SurveyResponse, SurveyVersion
from campaigns.surveys import answers, asking, definitions


@admin.register(SurveyVersion)
class SurveyVersionAdmin(LedgerAdmin):
    list_display = ("__str__", "created_at", "author")
    list_filter = (("survey", RelatedDropdownFilter),)
    list_select_related = ("survey", "author")
    ordering = ("survey", "-number")
    fields = ("survey", "number", "author", "created_at", "definition")
    fills = "Publishing a survey adds one."


@admin.register(SurveyInvitation)
class SurveyInvitationAdmin(LedgerAdmin):
    list_display = ("who", "survey", "state_label", "because", "asked_on", "closes_on")
    list_filter = (
        ("survey", RelatedDropdownFilter),
        ("asked_on", RangeDateFilter),
        ("account__programme", RelatedDropdownFilter),
    )
    list_select_related = ("survey", "contact", "account", "response")
    search_fields = ("account__external_id__exact", "contact__email__istartswith")
    search_help_text = "Account id, or the beginning of an address"
    ordering = ("-asked_on", "-pk")
    actions = ("withdraw",)
    fills = "Surveys invite after trainings and meetings, and when somebody asks a segment."

    def get_queryset(self, request: HttpRequest) -> QuerySet[SurveyInvitation]:
        return super().get_queryset(request).filter(account__removed_at__isnull=True)

    @admin.display(description="Contact", ordering="contact__last_name")
    def who(self, obj: SurveyInvitation) -> SafeString:
        return cells.two_lines(obj.contact, obj.account)

    @admin.display(description="State")
    def state_label(self, obj: SurveyInvitation) -> SafeString | str:
        if getattr(obj, "response", None):
            return cells.label("band-healthy", "Answered")
        if obj.withdrawn_at:
            return cells.label("task-dropped", "Taken back")
        if obj.closes_on < timezone.localdate():
            return cells.label("task-dropped", "Not answered")
        return cells.label("task-open", "Open")

    @admin.action(description="Take back", permissions=["withdraw"])
    def withdraw(self, request: HttpRequest, queryset: QuerySet[SurveyInvitation]) -> None:
        now = timezone.now()
        count = sum(asking.withdraw(invitation, now=now) for invitation in queryset)
        messages.success(request, f"{count} taken back; mails that had not left are stopped.")

    def has_withdraw_permission(self, request: HttpRequest) -> bool:
        return self.may(request, "change")


@admin.register(SurveyResponse)
class SurveyResponseAdmin(OfAccount, RowPage, LedgerAdmin):
    list_display = ("who", "survey", "score_label", "comment_line", "wish", "answered_at")
    list_display_links = ("who",)
    list_filter = (
        ("survey", RelatedDropdownFilter),
        ("survey__kind", ChoicesDropdownFilter),
        ("score", RangeNumericFilter),
        ("low", BooleanRadioFilter),
        ("wants_help", BooleanRadioFilter),
        ("answered_at", RangeDateTimeFilter),
        ("account__programme", RelatedDropdownFilter),
        ("ta", RelatedDropdownFilter),
    )
    list_select_related = ("survey", "account", "invitation__contact")
    ordering = ("-answered_at", "-pk")
    fills = "What customers answer on the page of a survey is kept here."

    def get_queryset(self, request: HttpRequest) -> QuerySet[SurveyResponse]:
        return super().get_queryset(request).filter(account__removed_at__isnull=True)

    @admin.display(description="Contact", ordering="invitation__contact__last_name")
    def who(self, obj: SurveyResponse) -> SafeString:
        return cells.two_lines(obj.invitation.contact, obj.account)

    @admin.display(description="Score", ordering="score")
    def score_label(self, obj: SurveyResponse) -> SafeString | str:
        if obj.score is None:
            return cells.NOTHING
        return cells.label(
            "band-poor" if obj.low else "band-healthy", f"{obj.score} of {obj.scale}"
        )

    @admin.display(description="Comment")
    def comment_line(self, obj: SurveyResponse) -> str:
        words = " ".join(obj.comment.split())
        return f"{words[:90]}…" if len(words) > 90 else words or cells.NOTHING

    @admin.display(description="Help", ordering="wants_help")
    def wish(self, obj: SurveyResponse) -> SafeString | str:
        return cells.label("band-concerning", "Wanted") if obj.wants_help else cells.NOTHING

    def find(self, request: HttpRequest, key: str) -> SurveyResponse | None:
        related = ("survey", "account", "ta", "task__owner", "invitation__contact")
        rows = self.get_queryset(request).select_related(*related, "invitation__version__survey")
        return rows.filter(pk=key).first()

    def page(self, request: HttpRequest, row: SurveyResponse) -> HttpResponse:
        """The questions as they stood then, with what was answered."""
        context = {
            **self.admin_site.each_context(request),
            "title": str(row),
            "opts": self.opts,
            "original": row,
            "response": row,
            "invitation": row.invitation,
            "lines": lines(row, row.answers),
            "earlier": [
                (e["at"][:16].replace("T", " "), lines(row, e["answers"])) for e in row.earlier
            ],
        }
        return TemplateResponse(request, "admin/campaigns/survey/response.html", context)


def lines(found: SurveyResponse, values: dict[str, Any]) -> list[tuple[str, str]]:
    """Each question of its version with the answer in words."""
    definition = definitions.read(found.invitation.version.definition)
    return [
        (question.ask, answers.spelled(question, values[question.key]))
        for question in definition.questions
        if question.key in values
    ]
