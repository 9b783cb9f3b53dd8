"""Pages of absences, each with the list of what is to be covered and a button to hand it over."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import DropdownFilter

from accounts.admin import cells
from accounts.admin.base import ADD, CHANGE, PortalAdmin
from accounts.models import Absence
from lifecycle.models import TaskState
from lifecycle.work import absence as absences
from lifecycle.work import coverage

MANAGES = "accounts.change_pool"  # whoever looks after pools may write down anybody's absence


class WhenFilter(DropdownFilter):
    """Opens on what is in force or still to come."""

    title = "when"
    parameter_name = "when"
    all_option = ("", "Now and to come")

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list:
        return [("now", "Away today"), ("mine", "Mine, or covered by me"), ("all", "All")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Absence]) -> QuerySet[Absence]:
        on = timezone.localdate()
        if self.value() == "now":
            return queryset.on(on)
        if self.value() == "mine":
            return queryset.filter(Q(user=request.user) | Q(cover=request.user))
        return queryset if self.value() == "all" else queryset.kept().filter(until__gt=on)


@admin.register(Absence)
class AbsenceAdmin(PortalAdmin):
    opens = frozenset({ADD, CHANGE})
    list_display = ("who", "when", "cover", "reason", "work", "list_link")
    list_filter = (WhenFilter,)
    list_select_related = ("user", "cover")
    search_fields = ("user__first_name", "user__last_name", "user__email")
    search_help_text = "Name or address"
    ordering = ("starts_on", "pk")
    autocomplete_fields = ("user", "cover")
    fieldsets = (
        ("Who is away", {"fields": ("user", ("starts_on", "until"), "reason")}),
        (
            "Who covers",
            {
                "fields": ("cover",),
                "description": "New work goes there at once. What they have already is handed "
                "over from the coverage list, and comes back when the absence ends.",
            },
        ),
        ("Changed plans", {"fields": ("called_off",)}),
    )
    fills = "Write down who is away and until when; the coverage list follows from it."

    def get_queryset(self, request: HttpRequest) -> QuerySet[Absence]:
        open_ = Q(tasks__state=TaskState.OPEN)
        return super().get_queryset(request).annotate(lent=Count("tasks", filter=open_))

    def get_fieldsets(self, request: HttpRequest, obj: Absence | None = None):
        return super().get_fieldsets(request, obj) if obj else self.fieldsets[:2]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"user": request.user.pk, **super().get_changeform_initial_data(request)}

    def get_readonly_fields(self, request: HttpRequest, obj: Absence | None = None):
        """Whose it is does not change; people write down only their own."""
        return ("user",) if obj or not request.user.has_perm(MANAGES) else ()

    def has_change_permission(self, request: HttpRequest, obj: Absence | None = None) -> bool:
        own = obj is None or obj.user_id == request.user.pk or request.user.has_perm(MANAGES)
        return own and super().has_change_permission(request, obj)

    def get_form(self, request: HttpRequest, obj: Absence | None = None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        if obj is None and not request.user.has_perm(MANAGES):
            # Their own, before the form checks that it overlaps no other.
            return type(form.__name__, (form,), {"_post_clean": _as(request.user, form)})
        return form

    # --- Columns --------------------------------------------------------------------------------

    @admin.display(description="Away", ordering="user__first_name")
    def who(self, obj: Absence) -> SafeString | str:
        return cells.two_lines(str(obj.user), obj.user.title or obj.user.get_role_display())

    @admin.display(description="From, and back on", ordering="starts_on")
    def when(self, obj: Absence) -> SafeString:
        return cells.two_lines(f"{obj.starts_on} to {obj.until}", _words(obj))

    @admin.display(description="Lent out")
    def work(self, obj: Absence) -> str:
        return f"{obj.lent} task{'' if obj.lent == 1 else 's'}" if obj.lent else cells.NOTHING

    @admin.display(description="Coverage")
    def list_link(self, obj: Absence) -> SafeString:
        return cells.link(_coverage(obj), "Coverage list")

    # --- Pages ----------------------------------------------------------------------------------

    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/coverage/", view(self.coverage), name="accounts_absence_coverage"),
            *super().get_urls(),
        ]

    def response_add(self, request: HttpRequest, obj: Absence, *args: Any) -> HttpResponse:
        super().response_add(request, obj, *args)
        return HttpResponseRedirect(_coverage(obj))

    def response_change(self, request: HttpRequest, obj: Absence) -> HttpResponse:
        super().response_change(request, obj)
        return HttpResponseRedirect(_coverage(obj))

    def coverage(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The list; sent back, it hands over what is due in that time."""
        obj = self.get_queryset(request).select_related("user", "cover").filter(pk=pk).first()
        if obj is None or not self.has_view_permission(request, obj):
            raise PermissionDenied
        may = request.user.has_perm("lifecycle.change_task") and (
            request.user.pk in (obj.user_id, obj.cover_id) or request.user.has_perm(MANAGES)
        )
        if request.method == "POST":
            return self._hand_over(request, obj, may)
        found = coverage.read(obj)
        context = {
            **self.admin_site.each_context(request),
            "title": f"Coverage for {obj.user}",
            "opts": self.opts,
            "absence": obj,
            "says": _words(obj),
            "coverage": found,
            "may_hand_over": may and not obj.called_off and obj.until > timezone.localdate(),
            "may_change": self.has_change_permission(request, obj),
        }
        return TemplateResponse(request, "admin/accounts/absence/coverage.html", context)

    def _hand_over(self, request: HttpRequest, obj: Absence, may: bool) -> HttpResponse:
        if not may:
            raise PermissionDenied
        on, now = timezone.localdate(), timezone.now()
        try:
            count = absences.hand_over(obj, by=request.user, on=on, now=now)
        except ValueError as refused:
            messages.error(request, str(refused))
        else:
            said = f"Handed over: {count} task{'' if count == 1 else 's'}."
            self.log_change(request, obj, said)
            messages.success(request, said)
        return HttpResponseRedirect(_coverage(obj))


def _as(user, form: type[ModelForm]):
    def post_clean(self) -> None:
        self.instance.user = user
        form._post_clean(self)

    return post_clean


def _coverage(obj: Absence) -> str:
    return reverse("admin:accounts_absence_coverage", args=[obj.pk])


def _words(obj: Absence) -> str:
    """Whether it is on, as of today."""
    on = timezone.localdate()
    if obj.called_off:
        return "called off"
    if obj.until <= on:
        return "over"
    return "away now" if obj.starts_on <= on else f"begins {cells.in_days(obj.starts_on, on=on)}"
