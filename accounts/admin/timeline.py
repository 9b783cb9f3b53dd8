"""Pages of the notes, calls and meetings that people logged."""

from django.contrib import admin
from django.db.models import Model
from django.forms import Form
from django.http import HttpRequest
from django.utils import timezone
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RangeDateFilter
from unfold.paginator import InfinitePaginator

from accounts.admin.base import ADD, CHANGE, OfAccount, PortalAdmin
from accounts.models import TimelineEntry


@admin.register(TimelineEntry)
class TimelineEntryAdmin(OfAccount, PortalAdmin):
    opens = frozenset({ADD, CHANGE})
    list_display = ("title", "kind", "account", "contact", "on", "author")
    list_filter = (("kind", ChoicesDropdownFilter), ("on", RangeDateFilter))
    list_select_related = ("account", "contact", "author")
    ordering = ("-on", "-pk")
    fieldsets = (
        ("What", {"fields": (("kind", "on"), "title", "body")}),
        ("Whom", {"fields": (("account", "contact"),)}),
    )
    autocomplete_fields = ("account", "contact")
    paginator = InfinitePaginator
    fills = "Notes and calls are logged on an account's page."

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """An entry is its author's own."""
        own = obj is None or obj.author_id == request.user.pk
        return own and super().has_change_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: Model, form: Form, change: bool) -> None:
        if not change:
            obj.author, obj.created_at = request.user, timezone.now()
        super().save_model(request, obj, form, change)
