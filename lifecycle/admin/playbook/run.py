"""Pages of each time a playbook was run for an account."""

from django.contrib import admin
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
from accounts.admin.own_page import RowPage
from lifecycle.admin.work.tab import Run
from lifecycle.models import PlaybookRun


@admin.register(PlaybookRun)
class PlaybookRunAdmin(OfAccount, RowPage, LedgerAdmin):
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

    def find(self, request: HttpRequest, key: str) -> PlaybookRun | None:
        related = ("account", "playbook", "version", "opened_by")
        return self.get_queryset(request).select_related(*related).filter(pk=key).first()

    def page(self, request: HttpRequest, row: PlaybookRun) -> HttpResponse:
        """Its tasks with who closed them, and why it opened."""
        tasks = list(row.tasks.select_related("owner").order_by("due_on", "pk"))
        context = {
            **self.admin_site.each_context(request),
            "title": str(row),
            "opts": self.opts,
            "original": row,
            "found": Run(row, tasks),
            "on": timezone.localdate(),
        }
        return TemplateResponse(request, "admin/lifecycle/playbook/run.html", context)
