"""Pages of what leaves for our own people: digests and posts of alerts; everybody's own digest."""

from typing import Any

from csp.decorators import csp_replace
from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.safestring import SafeString
from django.views.decorators.clickjacking import xframe_options_sameorigin
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RangeDateFilter
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldBooleanSwitchWidget

from accounts.admin import cells
from accounts.admin.base import LedgerAdmin
from accounts.models import User
from campaigns import settle
from campaigns.compose import Rendered
from campaigns.digest import gather, letter, plan
from campaigns.digest.contents import Digest
from campaigns.models import AlertPost, Status, TeamMail


class OutgoingAdmin(LedgerAdmin):
    actions = ("it_left", "it_did_not_leave", "send_again")

    @admin.display(description="Status", ordering="status")
    def state(self, obj: Any) -> SafeString | str:
        return cells.choice("touch", obj, "status")

    @admin.action(description="Uncertain: it left", permissions=["settle"])
    def it_left(self, request: HttpRequest, queryset: QuerySet) -> None:
        self._each(request, queryset, "Settled: it left", self._settled(request, sent=True))

    @admin.action(description="Uncertain: it did not leave", permissions=["settle"])
    def it_did_not_leave(self, request: HttpRequest, queryset: QuerySet) -> None:
        self._each(
            request, queryset, "Settled: it did not leave", self._settled(request, sent=False)
        )

    @admin.action(description="Failed: send again", permissions=["settle"])
    def send_again(self, request: HttpRequest, queryset: QuerySet) -> None:
        self._each(
            request,
            queryset,
            "Sent again",
            lambda row: settle.send_again(row, user=request.user, now=timezone.now()),
        )

    def _settled(self, request: HttpRequest, *, sent: bool):
        return lambda row: settle.settle_outgoing(
            row, sent=sent, user=request.user, now=timezone.now()
        )

    def _each(self, request: HttpRequest, queryset: QuerySet, said: str, verb) -> None:
        done = [row for row in queryset if verb(row)]
        for row in done:
            self.log_change(request, row, f"{said}.")
        messages.success(request, f"{said}: {len(done)}.")

    def has_settle_permission(self, request: HttpRequest) -> bool:
        return self.may(request, "change")


@admin.register(AlertPost)
class AlertPostAdmin(OutgoingAdmin):
    list_display = ("alert", "at", "state", "reason", "not_before", "sent_at", "attempts", "error")
    list_filter = (("status", ChoicesDropdownFilter),)
    list_select_related = ("alert__account",)
    fills = "A line appears for each alert posted to the channel of PORTAL_ALERT_WEBHOOK."

    @admin.display(description="Account", ordering="alert__account__name")
    def at(self, obj: AlertPost) -> SafeString:
        url = reverse("admin:accounts_account_change", args=[obj.alert.account_id])
        return cells.link(url, obj.alert.account.name)


class MineForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ("digest", "digest_hour")
        labels = {"digest": "Send me a digest", "digest_hour": "At"}
        widgets = {"digest": UnfoldBooleanSwitchWidget()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hours = [(hour, f"{hour:02d}:00") for hour in range(24)]
        self.fields["digest_hour"] = forms.TypedChoiceField(
            label="At", choices=hours, coerce=int, widget=UnfoldAdminSelectWidget()
        )


@admin.register(TeamMail)
class TeamMailAdmin(OutgoingAdmin):
    list_display = ("day", "user", "subject", "state", "reason", "sent_at", "attempts", "error")
    list_filter = (("status", ChoicesDropdownFilter), ("day", RangeDateFilter))
    list_select_related = ("user",)
    search_fields = ("address",)
    search_help_text = "Address"
    fills = "A line appears for each member and working day from the hour of their digest on."

    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        return [
            path("mine/", view(self.mine), name="campaigns_teammail_mine"),
            path("mine/mail/", view(self.mine_as_mail), name="campaigns_teammail_mail"),
            *super().get_urls(),
        ]

    def mine(self, request: HttpRequest) -> HttpResponse:
        """What the user's own digest would say now, and whether and when it comes."""
        form = MineForm(request.POST or None, instance=request.user)
        if request.method == "POST" and form.is_valid():
            form.save()
            self.log_change(request, request.user, "Changed their digest.")
            messages.success(request, _said(request.user))
            return HttpResponseRedirect(request.path)
        request.user.refresh_from_db(fields=["digest", "digest_hour"])
        digest, since = self._digest(request)
        context = {
            **self.admin_site.each_context(request),
            "title": "My digest",
            "opts": self.opts,
            "form": form,
            "digest": digest,
            "since": since,
            "said": _said(request.user),
            "instead": plan.instead(request.user, now=timezone.now()),
            "rendered": letter.write(digest, request.user) if digest.sections else None,
            "last": request.user.team_mails.filter(status=Status.SENT).first(),
        }
        return TemplateResponse(request, "admin/campaigns/teammail/mine.html", context)

    @method_decorator(xframe_options_sameorigin)
    @method_decorator(
        csp_replace(
            {
                "default-src": ["'none'"],
                "style-src": ["'unsafe-inline'"],
                "frame-ancestors": ["'self'"],
            }
        )
    )
    def mine_as_mail(self, request: HttpRequest) -> HttpResponse:
        """The HTML of the mail itself, byte for byte."""
        digest, _ = self._digest(request)
        rendered = letter.write(digest, request.user) if digest.sections else Rendered("", "", "")
        return HttpResponse(rendered.html)

    def _digest(self, request: HttpRequest) -> tuple[Digest, Any]:
        if not self.has_view_permission(request):
            raise PermissionDenied
        now = timezone.now()
        since = plan.since(request.user, now=now)
        return gather.read(request.user, since=since, until=now, on=timezone.localdate()), since


def _said(user: User) -> str:
    if not user.digest:
        return "You get no digest."
    return (
        f"Your digest comes on working days from {user.digest_hour:02d}:00 on, "
        f"{user.time_zone or 'UTC'}, if there is something new."
    )
