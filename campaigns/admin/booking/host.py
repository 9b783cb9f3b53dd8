"""The page on which a team member says when customers can book them, and sees what follows."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from accounts.admin import cells
from accounts.admin.base import PortalAdmin
from accounts.admin.own_page import RowPage
from accounts.models import Absence
from campaigns.admin.booking import forms
from campaigns.admin.booking.acts import ACTS
from campaigns.booking import availability, calendars, feed, holiday, hosting, hours, slots
from campaigns.booking.wall import local_day, minute
from campaigns.models import Host, Meeting

# Whoever looks after the types of meetings may see to anybody's hours.
MANAGES = "campaigns.change_meetingtype"
DAYS = 14
_HALF_HOUR = slots.Terms(30, horizon=DAYS)


@admin.register(Host)
class HostAdmin(RowPage, PortalAdmin):
    list_display = ("who", "active", "zone", "country", "per_day", "per_week")
    list_filter = ("active",)
    list_select_related = ("user",)
    search_fields = ("user__first_name", "user__last_name", "user__email")
    search_help_text = "Name or address"
    fills = "A line appears for each team member who lets customers book them, on “My hours”."

    @admin.display(description="Team member", ordering="user__first_name")
    def who(self, obj: Host) -> SafeString:
        return cells.two_lines(str(obj.user), obj.user.title or obj.user.get_role_display())

    @admin.display(description="Time zone")
    def zone(self, obj: Host) -> str:
        return obj.user.time_zone

    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        return [
            path("mine/", view(self.mine), name="campaigns_host_mine"),
            path("mine/begin/", view(self.begin), name="campaigns_host_begin"),
            path("<int:pk>/do/<slug:act>/", view(self.do), name="campaigns_host_do"),
            *super().get_urls(),
        ]

    def mine(self, request: HttpRequest) -> HttpResponse:
        """The user's own page, or the offer to begin one."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        host = Host.objects.filter(user=request.user).select_related("user").first()
        if host is None:
            context = {
                **self.admin_site.each_context(request),
                "title": "My hours",
                "opts": self.opts,
                "may_begin": self.may(request, "add"),
            }
            return TemplateResponse(request, "admin/campaigns/host/none.html", context)
        return self.page(request, host)

    def begin(self, request: HttpRequest) -> HttpResponse:
        if request.method == "POST":
            if not self.may(request, "add"):
                raise PermissionDenied
            host = hosting.begin(request.user)
            self.log_addition(request, host, "Lets customers book them.")
        return HttpResponseRedirect(reverse("admin:campaigns_host_mine"))

    def find(self, request: HttpRequest, key: str) -> Host | None:
        return Host.objects.filter(pk=key).select_related("user").first()

    def do(self, request: HttpRequest, pk: int, act: str) -> HttpResponse:
        host = self.find(request, str(pk))
        chosen = ACTS.get(act)
        if host is None or chosen is None or not self._may_change(request, host):
            raise PermissionDenied
        page = self._address(request, host)
        if request.method != "POST":
            return HttpResponseRedirect(page)
        form = chosen.form(request.POST, host=host)
        if form.is_valid():
            try:
                said = chosen.verb(host, form, timezone.now())
            except ValueError as refused:
                form.add_error(None, str(refused))
            else:
                self.log_change(request, host, said)
                messages.success(request, said)
                return HttpResponseRedirect(page)
        host.refresh_from_db()
        return self.page(request, host, refused={act: form})

    def _may_change(self, request: HttpRequest, host: Host) -> bool:
        if not self.may(request, "change"):
            return False
        return host.user_id == request.user.pk or request.user.has_perm(MANAGES)

    def _address(self, request: HttpRequest, host: Host) -> str:
        if host.user_id == request.user.pk:
            return reverse("admin:campaigns_host_mine")
        return reverse("admin:campaigns_host_change", args=[host.pk])

    def page(
        self, request: HttpRequest, host: Host, refused: dict[str, Any] | None = None
    ) -> HttpResponse:
        """With forms for those who may change it; none is of its columns."""
        now, mine = timezone.now(), host.user_id == request.user.pk
        on = timezone.localdate(now)
        made: dict[str, Any] = {
            "settings": forms.SettingsForm(host=host),
            "week": forms.WeekForm(host=host, week=hosting.week(host)),
            "override": forms.OverrideForm(host=host),
            "block": forms.BlockForm(host=host),
            "subscribe": forms.SubscribeForm(host=host),
        } | (refused or {})
        context = {
            **self.admin_site.each_context(request),
            "title": "My hours" if mine else f"Hours of {host.user}",
            "opts": self.opts,
            "original": host,
            "host": host,
            "mine": mine,
            "may_change": self._may_change(request, host),
            "forms": made,
            "refused": refused or {},
            "week": [(day, hours.write(spans)) for day, spans in _week(host)],
            "dates": [(day, hours.write(s)) for day, s in hosting.dates(host, on=on).items()],
            "blocks": host.blocks.filter(ends_at__gt=now),
            "away": Absence.objects.kept().filter(user=host.user_id, until__gt=on),
            "calendars": calendars.shown(host, now=now),
            "coming": _coming(host, now),
            "days": free_days(host, now=now),
            "feed": settings.PORTAL_BASE_URL + feed.path(host) if mine else "",
        }
        return TemplateResponse(request, "admin/campaigns/host/page.html", context)


def _week(host: Host):
    names = forms.Weekday
    return [(names(day).label, spans) for day, spans in hosting.week(host).items()]


def _coming(host: Host, now):
    found = Meeting.objects.coming(now=now).filter(hosts__user=host.user_id)
    return found.select_related("type", "account", "contact")[:8]


def free_days(host: Host, *, now) -> list[dict[str, Any]]:
    """Half hours free on each of the days to come, as customers would be offered them."""
    known = availability.hosts([host.user_id], since=now, until=now + timedelta(DAYS))
    found = known.get(host.user_id)
    if found is None:
        return []
    counts: dict[Any, int] = {}
    for start in slots.starts([found], _HALF_HOUR, now=minute(now)):
        day = local_day(start, found.zone)
        counts[day] = counts.get(day, 0) + 1
    first = local_day(minute(now), found.zone)
    holidays = holiday.days(host.country, host.region, {first.year, first.year + 1})
    return [
        {"day": day, "free": counts.get(day, 0), "holiday": day in holidays}
        for day in (first + timedelta(n) for n in range(DAYS))
    ]
