"""The admin of tasks: the list of what is to be done, and a page for each task."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RelatedDropdownFilter
from unfold.paginator import InfinitePaginator

from accounts.admin import cells, whose
from accounts.admin.base import ADD, LedgerAdmin, PortalAdmin
from accounts.admin.own_page import Asked, OwnPage
from lifecycle.admin.document.forms import WriteForm, writing
from lifecycle.admin.task import filters, reading
from lifecycle.admin.task.acts import ACTS, Act, folded
from lifecycle.admin.task.bulk import BulkActions
from lifecycle.admin.task.forms import NewTaskForm, TaskActForm
from lifecycle.models import Task, TaskEntry, TaskState
from lifecycle.work import due, workload
from lifecycle.work import task as tasks


@admin.register(Task)
class TaskAdmin(OwnPage, BulkActions, PortalAdmin):
    """A task is changed by what is done with it, never by editing its columns."""

    acts = ACTS
    opens = frozenset({ADD})
    form = NewTaskForm
    fieldsets = (
        ("What", {"fields": ("account", "title", "due_on", "instructions", "points")}),
        ("Who", {"fields": (("owner_role", "owner"),)}),
    )
    autocomplete_fields = ("account",)
    paginator = InfinitePaginator
    list_display = ("what", "due", "whose", "role_label", "state_label", "checked")
    list_filter = (
        filters.WhoseFilter,
        filters.DueFilter,
        filters.StateFilter,
        filters.SnoozedFilter,
        ("owner_role", ChoicesDropdownFilter),
        ("run__playbook", RelatedDropdownFilter),
        ("account__programme", RelatedDropdownFilter),
    )
    list_select_related = ("account", "owner", "run__playbook")
    list_before_template = "admin/lifecycle/task/switch.html"
    search_fields = ("account",)
    search_help_text = "Account id, or the beginning of its name"
    ordering = ("due_on", "pk")
    nothing = "Nothing waits here"
    fills = "Tasks come from playbooks, or are added by hand. Everybody's are a click away, above."

    def get_queryset(self, request: HttpRequest) -> QuerySet[Task]:
        return super().get_queryset(request).filter(account__removed_at__isnull=True)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Task], search_term: str
    ) -> tuple[QuerySet[Task], bool]:
        term = search_term.strip()
        if not term:
            return queryset, False
        exact = queryset.filter(account__external_id=term)
        if exact.exists():
            return exact, False
        return queryset.filter(account__name__istartswith=term), False

    # --- Columns --------------------------------------------------------------------------------

    @admin.display(description="Task", ordering="title")
    def what(self, obj: Task) -> SafeString:
        playbook = f" · {obj.run.playbook}" if obj.run else ""
        return cells.two_lines(obj.title, f"{obj.account}{playbook}")

    @admin.display(description="Due", ordering="due_on")
    def due(self, obj: Task) -> SafeString | str:
        on = timezone.localdate()
        if obj.state != TaskState.OPEN:
            return f"{obj.due_on:%-d %b %Y}"
        words = cells.label(due.tone(obj.due_on, on=on), due.words(obj.due_on, on=on))
        return cells.two_lines(words, f"{obj.due_on:%-d %b %Y}")

    @admin.display(description="Owner", ordering="owner__first_name")
    def whose(self, obj: Task) -> SafeString | str:
        return str(obj.owner) if obj.owner else cells.label("band-concerning", "Nobody")

    @admin.display(description="Role", ordering="owner_role")
    def role_label(self, obj: Task) -> SafeString | str:
        return cells.choice("role", obj, "owner_role")

    @admin.display(description="State", ordering="state")
    def state_label(self, obj: Task) -> SafeString | str:
        until = obj.snoozed_until if obj.state == TaskState.OPEN else None
        if until and until > timezone.localdate():
            return cells.label("task-snoozed", f"Snoozed to {until:%-d %b}")
        return cells.choice("task", obj, "state")

    @admin.display(description="Checklist")
    def checked(self, obj: Task) -> str:
        found = reading.progress(obj)
        return f"{found.done} of {found.all}" if found.all else cells.NOTHING

    # --- Pages ----------------------------------------------------------------------------------

    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        return [
            path("workload/", view(self.workload), name="lifecycle_task_workload"),
            *super().get_urls(),
        ]

    def around_list(self, request: HttpRequest, changelist: ChangeList) -> dict[str, Any]:
        on = timezone.localdate()
        return {
            "whose": filters.WHOSE,
            "chosen": whose.chosen(changelist),
            "due_chosen": request.GET.get("due", ""),
            "sums": reading.sums(changelist.queryset, on=on, week=on + filters.WEEK),
        }

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"due_on": timezone.localdate() + filters.WEEK, **request.GET.dict()}

    def save_model(self, request: HttpRequest, obj: Task, form: Any, change: bool) -> None:
        """By the verb, so that the task has an owner and remembers who added it."""
        obj.pk = tasks.add(
            obj.account,
            obj.title,
            due_on=obj.due_on,
            now=timezone.now(),
            owner=obj.owner,
            owner_role=obj.owner_role,
            instructions=obj.instructions,
            checklist=form.cleaned_data["points"],
            by=request.user,
        ).pk

    def workload(self, request: HttpRequest) -> HttpResponse:
        """Everybody's share of the work, for those who hand it out."""
        if not request.user.has_perm("lifecycle.view_workload"):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            **workload.read(on=timezone.localdate()),
            "title": "Workload",
        }
        return TemplateResponse(request, "admin/lifecycle/task/workload.html", context)

    def find(self, request: HttpRequest, key: str) -> Task | None:
        return reading.one(key)

    def form_of(self, request: HttpRequest, act: Act, row: Task) -> TaskActForm:
        return act.form(request.POST, on=timezone.localdate())

    def carry_out(self, request: HttpRequest, act: Act, row: Task, data: dict) -> str:
        return act.verb(row, data, request.user, timezone.localdate(), timezone.now())

    def page(self, request: HttpRequest, row: Task, asked: Asked | None = None) -> HttpResponse:
        """With the form that was refused, if one was, filled in as it was sent."""
        on = timezone.localdate()
        refused, form = asked or ("", None)
        acts = [(slug, act, form if slug == refused else act.form(on=on)) for slug, act in folded()]
        made = {slug: ACTS[slug].form(on=on) for slug in ("done", "comment")}
        if refused in ("done", "comment"):
            made[refused] = form
        context = {
            **self.admin_site.each_context(request),
            **reading.page(row, on=on),
            "title": row.title,
            "opts": self.opts,
            "original": row,
            "may_work": self.has_work_permission(request),
            "write": self._writing(request, row),
            "folded": acts,
            "refused": refused,
            "refusal": form,
            "finish": made["done"],
            "comment": made["comment"],
        }
        return TemplateResponse(request, "admin/lifecycle/task/page.html", context)

    def _writing(self, request: HttpRequest, task: Task) -> WriteForm | None:
        may = request.user.has_perm("lifecycle.add_document") and task.state == TaskState.OPEN
        return writing(task.account, task) if may else None

    def has_work_permission(self, request: HttpRequest) -> bool:
        return self.may(request, "change")


@admin.register(TaskEntry)
class TaskEntryAdmin(LedgerAdmin):
    list_display = ("task", "kind", "text", "by", "at")
    list_select_related = ("task", "by")
    fills = "Each change of a task leaves a line here."
