"""The admin of meetings: those to come and to be settled, and a page for each."""

from django.contrib import admin
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import DropdownFilter, RangeDateTimeFilter, RelatedDropdownFilter
from unfold.paginator import InfinitePaginator

from accounts.admin import cells
from accounts.admin.base import PortalAdmin
from accounts.admin.own_page import Asked, OwnPage
from campaigns.admin.booking.meeting_acts import ACTS, Act, MeetingForm, offered
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
class MeetingAdmin(OwnPage, PortalAdmin):
    """A meeting is changed by what is done with it, never by editing its columns."""

    acts = ACTS
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

    def find(self, request: HttpRequest, key: str) -> Meeting | None:
        people = ("type", "account__programme", "contact", "offered_by", "booked_by", "task__run")
        return Meeting.objects.select_related(*people).filter(pk=key).first()

    def form_of(self, request: HttpRequest, act: Act, row: Meeting) -> MeetingForm:
        return act.form(request.POST, meeting=row, user=request.user)

    def carry_out(self, request: HttpRequest, act: Act, row: Meeting, data: dict) -> str:
        said = act.verb(row, data, request.user, timezone.now())
        self.log_change(request, row, said)
        return said

    def page(self, request: HttpRequest, row: Meeting, asked: Asked | None = None) -> HttpResponse:
        now = timezone.now()
        refused, form = asked or ("", None)
        may = self.may(request, "change")
        shown = offered(row, now=now) if may else []
        made = {
            act: form if act == refused else ACTS[act].form(meeting=row, user=request.user)
            for act in shown
        }
        over = row.is_booked and row.ends_at <= now
        context = {
            **self.admin_site.each_context(request),
            "title": str(row),
            "opts": self.opts,
            "original": row,
            "meeting": row,
            "hosts": row.hosts.select_related("user"),
            "entries": row.entries.select_related("by"),
            "over": over,
            "theirs": words.at(row.starts_at, row.zone),
            "mine": words.at(row.starts_at, request.user.time_zone),
            "acts": [(act, ACTS[act], made[act]) for act in shown],
            # What became of it is asked first of all.
            "opened": refused or (shown[0] if over and shown else ""),
            "refusal": form if refused and refused not in shown else None,
        }
        return TemplateResponse(request, "admin/campaigns/meeting/page.html", context)
