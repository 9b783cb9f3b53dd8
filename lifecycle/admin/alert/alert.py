"""Pages of the alerts, which people acknowledge, snooze and take up again."""

from datetime import date
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RangeDateFilter

from accounts.admin import cells
from accounts.admin.base import LedgerAdmin, OfAccount
from accounts.admin.own_page import RowPage
from lifecycle import record
from lifecycle.admin.alert.filters import WHOSE, StateFilter, WhoseFilter
from lifecycle.admin.alert.verbs import VERBS, Verb
from lifecycle.models import Alert, AlertEntry
from lifecycle.models.alert import AlertQuerySet

_MANY = 1000
_SHOWN = 20


@admin.register(Alert)
class AlertAdmin(OfAccount, RowPage, LedgerAdmin):
    list_display = ("why", "grave", "since", "at", "whose", "state")
    list_display_links = ("why",)
    list_filter = (
        StateFilter,
        WhoseFilter,
        ("kind", ChoicesDropdownFilter),
        ("severity", ChoicesDropdownFilter),
        ("on", RangeDateFilter),
    )
    list_before_template = "admin/lifecycle/alert/switch.html"
    list_select_related = ("account__ta", "account__ae", "account__ce", "acknowledged_by")
    ordering = ("severity", "on", "pk")
    actions = ("acknowledge", "snooze", "reopen")
    fills = (
        "Nothing waits: health drops, falling usage, seats used up, missing roles, silence and "
        "first uses would be listed here."
    )

    # --- Columns --------------------------------------------------------------------------------

    @admin.display(description="Severity", ordering="severity")
    def grave(self, obj: Alert) -> SafeString:
        return cells.two_lines(cells.choice("severity", obj, "severity"), obj.get_kind_display())

    @admin.display(description="Since", ordering="on")
    def since(self, obj: Alert) -> SafeString:
        return cells.two_lines(obj.on, cells.in_days(obj.on, on=timezone.localdate()))

    @admin.display(description="Why", ordering="title")
    def why(self, obj: Alert) -> SafeString:
        return cells.two_lines(obj.title, obj.evidence[0] if obj.evidence else "")

    @admin.display(description="Whose")
    def whose(self, obj: Alert) -> str:
        return ", ".join(obj.holders)

    @admin.display(description="State")
    def state(self, obj: Alert) -> SafeString | str:
        word, detail = told(obj, on=timezone.localdate())
        return cells.two_lines(word, detail) if detail else word

    def around_list(self, request: HttpRequest, changelist: ChangeList) -> dict[str, Any]:
        return {"whose": WHOSE, "chosen": request.GET.get("whose", "")}

    # --- One alert ------------------------------------------------------------------------------

    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        return [
            path("do/<slug:verb>/", view(self.do), name="lifecycle_alert_do"),
            *super().get_urls(),
        ]

    def find(self, request: HttpRequest, key: str) -> Alert | None:
        found = Alert.objects.select_related(*self.list_select_related, "account__programme")
        return found.filter(pk=key).first()

    def page(self, request: HttpRequest, row: Alert) -> HttpResponse:
        """Why it was raised, what became of it, and what can be done."""
        on = timezone.localdate()
        context = {
            **self.admin_site.each_context(request),
            "title": str(row),
            "opts": self.opts,
            "original": row,
            "alert": row,
            "whose": row.holders,
            "state": told(row, on=on),
            "entries": row.entries.select_related("by"),
            "before": _before(row),
            "verbs": _offered(row, on) if self.has_acknowledge_permission(request) else [],
        }
        return TemplateResponse(request, "admin/lifecycle/alert/alert.html", context)

    # --- What is done to one or many ------------------------------------------------------------

    def do(self, request: HttpRequest, verb: str) -> HttpResponse:
        """The form of a verb for the alerts named in the address, and what comes of it."""
        chosen = VERBS.get(verb)
        if chosen is None or not self.has_acknowledge_permission(request):
            raise PermissionDenied
        keys = [int(key) for key in request.GET.get("of", "").split(",") if key.isdecimal()]
        alerts = Alert.objects.filter(pk__in=keys[:_MANY])
        on = timezone.localdate()
        form = chosen.form(request.POST or None, on=on)
        if request.method == "POST" and form.is_valid():
            try:
                self._do(request, chosen, alerts, form.cleaned_data)
            except ValueError as refused:
                form.add_error(None, str(refused))
            else:
                return HttpResponseRedirect(_after(keys))
        context = {
            **self.admin_site.each_context(request),
            "title": chosen.title,
            "opts": self.opts,
            "verb": chosen,
            "form": form,
            "alerts": alerts.select_related("account").order_by(*self.ordering)[:_SHOWN],
            "more": max(len(keys) - _SHOWN, 0),
            "back": _after(keys),
        }
        return TemplateResponse(request, "admin/lifecycle/alert/do.html", context)

    def _do(self, request: HttpRequest, verb: Verb, alerts: AlertQuerySet, said: dict) -> None:
        on, now = timezone.localdate(), timezone.now()
        messages.success(request, f"{verb.done}: {verb.does(alerts, said, request.user, on, now)}.")

    @admin.action(description="Acknowledge", permissions=["acknowledge"])
    def acknowledge(self, request: HttpRequest, queryset: QuerySet[Alert]) -> None:
        count = record.acknowledge(queryset, by=request.user, now=timezone.now())
        messages.success(request, f"Acknowledged: {count}.")

    @admin.action(description="Snooze …", permissions=["acknowledge"])
    def snooze(self, request: HttpRequest, queryset: QuerySet[Alert]) -> HttpResponse:
        return _form("snooze", request, queryset)

    @admin.action(description="Take up again …", permissions=["acknowledge"])
    def reopen(self, request: HttpRequest, queryset: QuerySet[Alert]) -> HttpResponse:
        return _form("reopen", request, queryset)

    def has_acknowledge_permission(self, request: HttpRequest) -> bool:
        return self.may(request, "change")


@admin.register(AlertEntry)
class AlertEntryAdmin(LedgerAdmin):
    list_display = ("at", "alert", "kind", "text", "by")
    list_filter = (("kind", ChoicesDropdownFilter),)
    list_select_related = ("alert", "by")
    fills = "A line appears when an alert is acknowledged, snoozed, reopened or passes."


def told(alert: Alert, *, on: date) -> tuple[str, str]:
    """Its state in a word, with who or until when."""
    if alert.passed_on:
        return "Passed", f"by itself on {alert.passed_on}"
    if alert.acknowledged_at:
        return "Acknowledged", f"{alert.acknowledged_by or 'somebody'}, {alert.acknowledged_at:%F}"
    if alert.snoozed_until is None:
        return "Open", ""
    if alert.snoozed_until > on:
        return "Snoozed", f"until {alert.snoozed_until}"
    return "Open again", f"since {alert.snoozed_until}"


def _offered(alert: Alert, on: date) -> list[tuple[str, Verb]]:
    """What makes sense for the alert as it stands."""
    slugs = ["note"]
    if alert.passed_on is None and alert.acknowledged_at is None:
        slugs = ["acknowledge", "snooze", *slugs]
    asleep = alert.snoozed_until is not None and alert.snoozed_until > on
    if alert.passed_on is None and (alert.acknowledged_at or asleep):
        slugs = ["reopen", *slugs]
    return [(slug, VERBS[slug]) for slug in slugs]


def _before(alert: Alert) -> QuerySet[Alert]:
    """Earlier episodes of the same condition on the same account."""
    same = Alert.objects.filter(account=alert.account, kind=alert.kind, key=alert.key)
    return same.filter(pk__lt=alert.pk).order_by("-pk")[:5]


def _form(verb: str, request: HttpRequest, queryset: QuerySet[Alert]) -> HttpResponse:
    if request.POST.get("select_across") == "1":
        keys = [str(key) for key in queryset.values_list("pk", flat=True)[:_MANY]]
    else:
        keys = request.POST.getlist(ACTION_CHECKBOX_NAME)
    url = reverse("admin:lifecycle_alert_do", args=[verb])
    return HttpResponseRedirect(f"{url}?of={','.join(keys)}")


def _after(keys: list[int]) -> str:
    if len(keys) == 1:
        return reverse("admin:lifecycle_alert_change", args=keys)
    return reverse("admin:lifecycle_alert_changelist")
