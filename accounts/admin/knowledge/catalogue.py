"""The page of the feature catalogue, with the features that are used and not in it."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.http import HttpRequest
from unfold.contrib.filters.admin import ChoicesDropdownFilter

from accounts.admin.base import ADD, CHANGE, PortalAdmin
from accounts.models import Feature, FeatureUse


@admin.register(Feature)
class FeatureAdmin(PortalAdmin):
    opens = frozenset({ADD, CHANGE})
    list_display = ("name", "slug", "product")
    list_filter = (("product", ChoicesDropdownFilter),)
    search_fields = ("name", "slug")
    ordering = ("product", "name")
    fields = ("name", "slug", "product")
    list_before_template = "admin/accounts/knowledge/unknown_features.html"
    fills = "The features that usage reports speak of."

    def get_readonly_fields(self, request: HttpRequest, obj: Feature | None = None):
        """The slug is the key that usage reports use."""
        return ("slug",) if obj else ()

    def around_list(self, request: HttpRequest, changelist: ChangeList) -> dict[str, Any]:
        used = FeatureUse.objects.exclude(feature__in=Feature.objects.values("slug"))
        unknown = list(used.order_by("feature").values_list("feature", flat=True).distinct()[:50])
        return {"unknown": unknown}
