"""The admin of meetings: those to come and to be settled, and a page for each."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import DropdownFilter, RangeDateTimeFilter, RelatedDropdownFilter
from unfold.paginator import InfinitePaginator

from accounts.admin import cells
from accounts.admin.base import PortalAdmin
from campaigns.admin.booking.meeting_acts import ACTS, MeetingForm, offered
from campaigns.booking import words
from campaigns.models import Meeting, MeetingHost


class WhenFilter(DropdownFilter):
    """Opens on what is to come or still to be settled."""

    title = "state"
    parameter_name = "when"
    all_option = ("", "Booked")

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list:
        return [
            ("unsettled", "Over, without an outcome"),
            ("held", "Held"),
            ("no_show", "Nobody came"),
            ("cancelled", "Cancelled"),
            ("all", "All"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Meeting]) -> QuerySet[Meeting]:
        value = self.value()
        if value == "all":
            return queryset
        if value == "unsettled":
            return queryset.filter(state="booked", ends_at__lte=timezone.now())
        return queryset.filter(state=value or "booked")


class WhoseFilter(DropdownFilter):
    title = "host"
    parameter_name = "whose"
    all_option = ("", "Everybody's")

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list:
        return [("mine", "Mine")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Meeting]) -> QuerySet[Meeting]:
        mine = queryset.filter(hosts__user=request.user)
        return mine if self.value() == "mine" else queryset


@admin.register(Meeting)
class MeetingAdmin(PortalAdmin):
    """A meeting is changed by what is done with it, never by editing its columns."""

    paginator = InfinitePaginator
    list_display = ("when", "what", "people", "held_by", "state_label", "offered")
    list_filter = (
        WhenFilter,
        WhoseFilter,
        ("type", RelatedDropdownFilter),
        ("starts_at", RangeDateTimeFilter),
    )
    list_select_related = ("type", "account", "contact", "offered_by")
    search_fields = ("account",)
    search_help_text = "Account id, or the beginning of its name"
    ordering = ("starts_at", "pk")
    nothing = "No meetings here"
    fills = "Customers book by the links in mails; you book for them on an account's page."

    def get_queryset(self, request: HttpRequest) -> QuerySet[Meeting]:
        hosts = Prefetch("hosts", MeetingHost.objects.select_related("user"))
        return super().get_queryset(request).prefetch_related(hosts)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Meeting], search_term: str
    ) -> tuple[QuerySet[Meeting], bool]:
        term = search_term.strip()
        if not term:
            return queryset, False
        named = Q(account__external_id=term) | Q(account__name__istartswith=term)
        return queryset.filter(named), False

    # --- Columns --------------------------------------------------------------------------------

    @admin.display(description="When", ordering="starts_at")
    def when(self, obj: Meeting) -> SafeString:
        local = timezone.localtime(obj.starts_at)
        on = timezone.localdate()
        return cells.two_lines(f"{local:%a %-d %b %Y %H:%M}", cells.in_days(local.date(), on=on))

    @admin.display(description="Meeting", ordering="type__name")
    def what(self, obj: Meeting) -> SafeString:
        return cells.two_lines(str(obj.type), obj.account)

    @admin.display(description="With")
    def people(self, obj: Meeting) -> SafeString:
        return cells.two_lines(obj.contact or "somebody who is gone", obj.topic)

    @admin.display(description="Held by")
    def held_by(self, obj: Meeting) -> str:
        return ", ".join(str(host.user) for host in obj.hosts.all())

    @admin.display(description="State", ordering="state")
    def state_label(self, obj: Meeting) -> SafeString | str:
        if obj.is_booked and obj.ends_at <= timezone.now():
            return cells.label("band-concerning", "was it held?")
        return cells.choice("meeting", obj, "state")

    @admin.display(description="Offered by")
    def offered(self, obj: Meeting) -> str:
        return str(obj.offered_by) if obj.offered_by else cells.NOTHING

    # --- Pages ----------------------------------------------------------------------------------

    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        return [
            path("<path:object_id>/do/<slug:act>/", view(self.do), name="campaigns_meeting_do"),
            *super().get_urls(),
        ]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        meeting = _one(unquote(object_id))
        if meeting is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        return self._page(request, meeting)

    def do(self, request: HttpRequest, object_id: str, act: str) -> HttpResponse:
        meeting, chosen = _one(unquote(object_id)), ACTS.get(act)
        if meeting is None or chosen is None or not self.may(request, "change"):
            raise PermissionDenied
        page = reverse("admin:campaigns_meeting_change", args=[meeting.pk])
        if request.method != "POST":
            return HttpResponseRedirect(page)
        form = chosen.form(request.POST, meeting=meeting, user=request.user)
        if form.is_valid():
            try:
                said = chosen.verb(meeting, form.cleaned_data, request.user, timezone.now())
            except ValueError as refused:
                form.add_error(None, str(refused))
            else:
                self.log_change(request, meeting, said)
                messages.success(request, said)
                return HttpResponseRedirect(page)
        return self._page(request, _one(object_id) or meeting, asked=(act, form))

    def _page(
        self,
        request: HttpRequest,
        meeting: Meeting,
        *,
        asked: tuple[str, MeetingForm] | None = None,
    ) -> HttpResponse:
        now = timezone.now()
        refused, form = asked or ("", None)
        may = self.may(request, "change")
        shown = offered(meeting, now=now) if may else []
        made = {
            act: form if act == refused else ACTS[act].form(meeting=meeting, user=request.user)
            for act in shown
        }
        context = {
            **self.admin_site.each_context(request),
            "title": str(meeting),
            "opts": self.opts,
            "original": meeting,
            "meeting": meeting,
            "hosts": meeting.hosts.select_related("user"),
            "entries": meeting.entries.select_related("by"),
            "over": meeting.is_booked and meeting.ends_at <= now,
            "theirs": words.at(meeting.starts_at, meeting.zone),
            "mine": words.at(meeting.starts_at, request.user.time_zone),
            "acts": [(act, ACTS[act], made[act]) for act in shown],
            "refused": refused,
            "refusal": form if refused and refused not in shown else None,
        }
        return TemplateResponse(request, "admin/campaigns/meeting/page.html", context)


def _one(key: str) -> Meeting | None:
    if not key.isdigit():
        return None
    people = ("type", "account__programme", "contact", "offered_by", "booked_by", "task__run")
    return Meeting.objects.select_related(*people).filter(pk=key).first()
