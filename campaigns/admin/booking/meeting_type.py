"""The admin of what customers can book: how long, about what, with whom, and how much of it."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.safestring import SafeString
from unfold.widgets import UnfoldAdminTextareaWidget

from accounts.admin import cells
from accounts.admin.base import ADD, CHANGE, PortalAdmin
from campaigns.models import Hosting, MeetingType
from lifecycle.models import Playbook


class LinesField(forms.CharField):
    """A list of short texts, one a line."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False, widget=UnfoldAdminTextareaWidget(attrs={"rows": 4}), **kwargs
        )

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:
        return [line.strip() for line in str(value or "").splitlines() if line.strip()]


class MeetingTypeForm(forms.ModelForm):
    topics = LinesField(help_text="One a line, to choose from; none: the form does not ask.")
    questions = LinesField(help_text="One a line; with * at its end it has to be answered.")

    class Meta:
        model = MeetingType
        fields = "__all__"  # the page's fieldsets say which

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("hosting") == Hosting.PEOPLE and not data.get("people"):
            self.add_error("people", "Name those who hold it.")
        playbook, step = data.get("playbook"), data.get("step")
        if bool(playbook) != bool(step):
            self.add_error("step", "Name the playbook and its step, or neither.")
        elif playbook and step not in _steps(playbook):
            self.add_error("step", f"No playbook in force has a step “{step}” of that name.")
        return data


def _steps(slug: str) -> set[str]:
    found = Playbook.objects.filter(slug=slug, current__isnull=False).select_related("current")
    return {step["key"] for book in found for step in book.current.definition.get("steps", ())}


@admin.register(MeetingType)
class MeetingTypeAdmin(PortalAdmin):
    opens = frozenset({ADD, CHANGE})
    form = MeetingTypeForm
    list_display = ("what", "length", "held_by", "ahead", "limits", "active")
    list_filter = ("active", "hosting")
    search_fields = ("name", "slug")
    search_help_text = "Name"
    prepopulated_fields = {"slug": ("name",)}
    autocomplete_fields = ("pool", "people", "campaigns")
    fieldsets = (
        ("What", {"fields": (("name", "slug"), "description", "agenda", "minutes", "active")}),
        ("Who holds it", {"fields": (("hosting", "pool"), "people")}),
        ("What we ask", {"fields": (("topics", "questions"),)}),
        (
            "When",
            {
                "fields": (
                    ("step_minutes", "notice_hours", "horizon_days"),
                    ("buffer_before", "buffer_after"),
                    ("per_day", "per_week"),
                )
            },
        ),
        (
            "What it belongs to",
            {
                "fields": ("campaigns", ("playbook", "step")),
                "description": "A contact who booked it is not reminded by these campaigns until "
                "it is over (C9). The task of that playbook and step is done when it was held.",
            },
        ),
    )
    fills = "Types come with the portal, or are added here; customers book them by their links."

    def get_readonly_fields(self, request: HttpRequest, obj: MeetingType | None = None):
        """It stands in links that customers have."""
        return ("slug",) if obj else ()

    def get_prepopulated_fields(self, request: HttpRequest, obj: MeetingType | None = None):
        return {} if obj else self.prepopulated_fields

    @admin.display(description="Meeting", ordering="name")
    def what(self, obj: MeetingType) -> SafeString:
        return cells.two_lines(obj.name, obj.description)

    @admin.display(description="Length", ordering="minutes")
    def length(self, obj: MeetingType) -> str:
        return f"{obj.minutes} min"

    @admin.display(description="Held by", ordering="hosting")
    def held_by(self, obj: MeetingType) -> str:
        return obj.get_hosting_display()

    @admin.display(description="Bookable")
    def ahead(self, obj: MeetingType) -> str:
        return f"{obj.notice_hours} h to {obj.horizon_days} days ahead"

    @admin.display(description="At most")
    def limits(self, obj: MeetingType) -> str:
        said = [f"{n} a {per}" for n, per in ((obj.per_day, "day"), (obj.per_week, "week")) if n]
        return ", ".join(said) or cells.NOTHING
