"""The admin's site: the theme's own, which lists all models only where something reads the list."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from unfold.sites import UnfoldAdminSite


class PortalSite(UnfoldAdminSite):
    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> Any:
        """Looked up when it is read: our side bar has entries of its own, and each page asks."""
        listed = super().get_app_list
        return SimpleLazyObject(lambda: listed(request, app_label))
