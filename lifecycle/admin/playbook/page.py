"""The admin of playbooks: each reads like its rule, is switched, compared and edited."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import ChoicesDropdownFilter

from accounts.admin import cells
from accounts.admin.base import LedgerAdmin
from accounts.admin.own_page import RowPage
from lifecycle.admin.playbook import editing, reading
from lifecycle.models import Playbook, PlaybookRun, PlaybookState
from lifecycle.playbooks import readable, versions
from lifecycle.work import difference


@admin.register(Playbook)
class PlaybookAdmin(RowPage, LedgerAdmin):
    """Changed by a new version of its definition; people pause it and let it go on here."""

    list_display = ("name_line", "when", "steps", "state_label", "running", "done", "dropped")
    list_filter = (("state", ChoicesDropdownFilter),)
    list_select_related = ("current",)
    list_before_template = "admin/lifecycle/playbook/new.html"
    search_fields = ("name", "slug")
    search_help_text = "Words of its name"
    ordering = ("name",)
    actions = ("pause", "resume", "archive")
    fills = "The starter playbooks come with the portal: manage.py load_programme."

    def get_changelist_instance(self, request: HttpRequest):
        """All playbooks' sums in one query, not one a row."""
        changelist = super().get_changelist_instance(request)
        playbooks = list(changelist.result_list)
        sums = reading.sums(playbooks)
        for playbook in playbooks:
            playbook.sums = sums.get(playbook.pk, {})
            playbook.rules = reading.rules(playbook)
        changelist.result_list = playbooks
        return changelist

    # --- Columns --------------------------------------------------------------------------------

    @admin.display(description="Playbook", ordering="name")
    def name_line(self, obj: Playbook) -> SafeString:
        return cells.two_lines(obj.name, obj.purpose)

    @admin.display(description="Opens")
    def when(self, obj: Playbook) -> str:
        return readable.everywhen(obj.rules, reading.STAGES) or cells.NOTHING

    @admin.display(description="Steps")
    def steps(self, obj: Playbook) -> int:
        return len(next(iter(obj.rules.values())).steps) if obj.rules else 0

    @admin.display(description="State", ordering="state")
    def state_label(self, obj: Playbook) -> SafeString | str:
        return cells.choice("playbook", obj, "state")

    @admin.display(description="Open")
    def running(self, obj: Playbook) -> SafeString | str:
        return _runs_link(obj, PlaybookRun.State.OPEN)

    @admin.display(description="Done")
    def done(self, obj: Playbook) -> SafeString | str:
        return _runs_link(obj, PlaybookRun.State.DONE)

    @admin.display(description="Dropped")
    def dropped(self, obj: Playbook) -> SafeString | str:
        return _runs_link(obj, PlaybookRun.State.DROPPED)

    # --- Switching ------------------------------------------------------------------------------

    @admin.action(description="Pause", permissions=["switch"])
    def pause(self, request: HttpRequest, queryset: QuerySet[Playbook]) -> HttpResponse | None:
        return self._switch(request, queryset, PlaybookState.PAUSED, "Paused")

    @admin.action(description="Go on", permissions=["switch"])
    def resume(self, request: HttpRequest, queryset: QuerySet[Playbook]) -> HttpResponse | None:
        return self._switch(request, queryset, PlaybookState.ACTIVE, "Going on")

    @admin.action(description="Archive", permissions=["switch"])
    def archive(self, request: HttpRequest, queryset: QuerySet[Playbook]) -> HttpResponse | None:
        return self._switch(request, queryset, PlaybookState.ARCHIVED, "Archived")

    def _switch(
        self, request: HttpRequest, queryset: QuerySet[Playbook], state: str, word: str
    ) -> HttpResponse | None:
        switched = list(queryset.exclude(state=state))
        for playbook in switched:
            versions.set_state(playbook, state)
            self.log_change(request, playbook, f"{word}.")
        messages.success(request, f"{word}: {', '.join(map(str, switched)) or 'none'}.")
        back = request.POST.get("back")
        return HttpResponseRedirect(_page(switched[0])) if back and len(switched) == 1 else None

    def has_switch_permission(self, request: HttpRequest) -> bool:
        return self.may(request, "change")

    # --- Pages ----------------------------------------------------------------------------------

    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        return [
            path("new/", view(self.edit), name="lifecycle_playbook_new"),
            path("<int:pk>/edit/", view(self.edit), name="lifecycle_playbook_edit"),
            path(
                "<int:pk>/difference/", view(self.difference), name="lifecycle_playbook_difference"
            ),
            *super().get_urls(),
        ]

    def page(self, request: HttpRequest, row: Playbook) -> HttpResponse:
        context = {
            **self._frame(request, row),
            **reading.page(row),
            "may_switch": self.has_switch_permission(request),
            "may_edit": editing.may_edit(request),
        }
        return TemplateResponse(request, "admin/lifecycle/playbook/page.html", context)

    def edit(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        """Preview what an edit would change, or save it as the next version."""
        playbook = self.row(request, pk) if pk else None
        if not editing.may_edit(request) or (pk and playbook is None):
            raise PermissionDenied
        draft = editing.Draft(request, playbook)
        if saved := draft.saved():
            self.log_change(request, saved, f"Version {saved.current.number}.")
            messages.success(request, f"Saved: {saved.current}.")
            return HttpResponseRedirect(_page(saved))
        context = {**self._frame(request, playbook), **draft.context()}
        return TemplateResponse(request, "admin/lifecycle/playbook/edit.html", context)

    def difference(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Between two versions; without a choice the current one and the one before."""
        playbook = self.row(request, pk)
        if playbook is None:
            raise PermissionDenied
        found = {version.number: version for version in playbook.versions.all()}
        newest = max(found, default=0)
        after = found.get(_number(request.GET.get("to"), newest))
        before = found.get(_number(request.GET.get("from"), (after.number if after else 1) - 1))
        context = {
            **self._frame(request, playbook),
            "versions": list(found.values()),
            "before": before,
            "after": after,
            "rows": difference.rows(reading.text(before), reading.text(after)),
        }
        return TemplateResponse(request, "admin/lifecycle/playbook/difference.html", context)

    def find(self, request: HttpRequest, key: str) -> Playbook | None:
        return Playbook.objects.select_related("current__author").filter(pk=key).first()

    def _frame(self, request: HttpRequest, playbook: Playbook | None) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "title": playbook.name if playbook else "New playbook",
            "opts": self.opts,
            "original": playbook,
            "playbook": playbook,
        }


def _page(playbook: Playbook) -> str:
    return reverse("admin:lifecycle_playbook_change", args=[playbook.pk])


def _number(asked: str | None, otherwise: int) -> int:
    return int(asked) if asked and asked.isdigit() else otherwise


def _runs_link(playbook: Playbook, state: str) -> SafeString | str:
    count = playbook.sums.get(state, 0)
    if not count:
        return "0"
    url = reverse("admin:lifecycle_playbookrun_changelist")
    return cells.link(f"{url}?playbook__id__exact={playbook.pk}&state__exact={state}", f"{count:,}")
