"""Pages of each time a playbook was run for an account."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import (
    ChoicesDropdownFilter,
    RangeDateFilter,
    RelatedDropdownFilter,
)

from accounts.admin import cells
from accounts.admin.base import LedgerAdmin, OfAccount
from lifecycle.admin.work.tab import Run
from lifecycle.models import PlaybookRun


@admin.register(PlaybookRun)
class PlaybookRunAdmin(OfAccount, LedgerAdmin):
    list_display = ("at", "playbook", "because", "opened_on", "state_label", "closed_on")
    list_filter = (
        ("state", ChoicesDropdownFilter),
        ("playbook", RelatedDropdownFilter),
        ("opened_on", RangeDateFilter),
    )
    list_select_related = ("playbook", "account")
    ordering = ("-opened_on", "-pk")
    fills = "Playbooks open by rule as days are decided, or by hand on an account's page."

    def get_queryset(self, request: HttpRequest) -> QuerySet[PlaybookRun]:
        return super().get_queryset(request).filter(account__removed_at__isnull=True)

    @admin.display(description="Account", ordering="account__name")
    def at(self, obj: PlaybookRun) -> str:
        return obj.account.name

    @admin.display(description="State", ordering="state")
    def state_label(self, obj: PlaybookRun) -> SafeString | str:
        return cells.choice("run", obj, "state")

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Its tasks with who closed them, and why it opened."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        key = unquote(object_id)
        related = ("account", "playbook", "version", "opened_by")
        runs = self.get_queryset(request).select_related(*related)
        run = runs.filter(pk=key).first() if key.isdigit() else None
        if run is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        tasks = list(run.tasks.select_related("owner").order_by("due_on", "pk"))
        context = {
            **self.admin_site.each_context(request),
            "title": str(run),
            "opts": self.opts,
            "original": run,
            "found": Run(run, tasks),
            "on": timezone.localdate(),
        }
        return TemplateResponse(request, "admin/lifecycle/playbook/run.html", context)
