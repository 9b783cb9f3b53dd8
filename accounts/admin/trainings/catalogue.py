"""Pages of the training catalogue and of all sessions in the book."""

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import (
    ChoicesDropdownFilter,
    RangeDateFilter,
    RelatedDropdownFilter,
)

from accounts.admin import cells
from accounts.admin.base import ADD, CHANGE, LedgerAdmin, OfAccount, PortalAdmin
from accounts.admin.trainings.actions import page
from accounts.models import Attendance, SessionState, Training, TrainingSession


@admin.register(Training)
class TrainingAdmin(PortalAdmin):
    opens = frozenset({ADD, CHANGE})
    list_display = ("name_line", "length", "active", "held", "reached")
    search_fields = ("name",)
    ordering = ("name",)
    prepopulated_fields = {"slug": ("name",)}
    fieldsets = (
        ("Training", {"fields": (("name", "slug"), ("audience", "minutes"), "active")}),
        ("What it holds", {"fields": ("agenda", "materials")}),
    )
    fills = "The trainings that customers are offered."

    def get_prepopulated_fields(self, request: HttpRequest, obj: Training | None = None):
        may = self.has_change_permission(request, obj) if obj else True
        return self.prepopulated_fields if may else {}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Training]:
        held = Q(sessions__state=SessionState.HELD)
        return (
            super()
            .get_queryset(request)
            .annotate(
                held_count=Count("sessions", filter=held),
                reached_count=Count("sessions__account", filter=held, distinct=True),
            )
        )

    @admin.display(description="Training", ordering="name")
    def name_line(self, obj: Training) -> SafeString:
        return cells.two_lines(obj.name, obj.audience)

    @admin.display(description="Length", ordering="minutes")
    def length(self, obj: Training) -> str:
        return f"{obj.minutes} minutes"

    @admin.display(description="Held", ordering="held_count")
    def held(self, obj: Training) -> int:
        return obj.held_count

    @admin.display(description="Accounts reached", ordering="reached_count")
    def reached(self, obj: Training) -> int:
        return obj.reached_count


@admin.register(TrainingSession)
class TrainingSessionAdmin(OfAccount, LedgerAdmin):
    list_display = ("on", "at", "training", "state_label", "host", "people")
    list_display_links = None
    list_filter = (
        ("state", ChoicesDropdownFilter),
        ("training", RelatedDropdownFilter),
        ("on", RangeDateFilter),
    )
    list_select_related = ("account", "training", "host")
    ordering = ("-on", "-pk")
    fills = "Trainings are planned on an account's page."

    def get_queryset(self, request: HttpRequest) -> QuerySet[TrainingSession]:
        came = Count("attendances", filter=Q(attendances__attended=True))
        return super().get_queryset(request).annotate(came=came)

    @admin.display(description="Account", ordering="account__name")
    def at(self, obj: TrainingSession) -> SafeString:
        return cells.link(page(obj.account), obj.account.name)

    @admin.display(description="State", ordering="state")
    def state_label(self, obj: TrainingSession) -> SafeString | str:
        return cells.choice("session", obj, "state")

    @admin.display(description="People")
    def people(self, obj: TrainingSession) -> int | str:
        return obj.came + obj.others if obj.state == SessionState.HELD else cells.NOTHING


@admin.register(Attendance)
class AttendanceAdmin(LedgerAdmin):
    list_display = ("session", "person", "attended")
    list_select_related = ("session__training", "contact")
    ordering = ("-pk",)
    fills = "Written with the sessions."

    @admin.display(description="Contact")
    def person(self, obj: Attendance) -> SafeString:
        url = reverse("admin:accounts_contact_change", args=[obj.contact_id])
        return cells.link(url, obj.contact)
