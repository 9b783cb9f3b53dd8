"""Pages of the versions of playbooks, as the text they were written in."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from unfold.contrib.filters.admin import RelatedDropdownFilter

from accounts.admin.base import LedgerAdmin
from lifecycle.admin.playbook import reading
from lifecycle.models import PlaybookVersion


@admin.register(PlaybookVersion)
class PlaybookVersionAdmin(LedgerAdmin):
    list_display = ("__str__", "created_at", "author")
    list_filter = (("playbook", RelatedDropdownFilter),)
    list_select_related = ("playbook", "author")
    ordering = ("playbook", "-number")
    fields = ("playbook", "number", "author", "created_at")
    change_form_after_template = "admin/lifecycle/playbook/source.html"
    fills = "Saving a playbook's definition adds one."

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        version = PlaybookVersion.objects.filter(pk=object_id).first()
        extra = {**(extra_context or {}), "source": reading.text(version)}
        return super().changeform_view(request, object_id, form_url, extra)
