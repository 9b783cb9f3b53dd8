"""The front page: what needs somebody today, in my book or in everybody's."""

from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Account
from campaigns.models import Status
from cs_portal import book as books
from cs_portal import health, panels
from cs_portal.book import SOON, Book
from lifecycle.models import AccountState, Alert, AlertKind

SHOWN = 8
MINE, ALL = "mine", "all"
_LOOKED_THROUGH = 200
_ALERT_LABELS = {
    AlertKind.HEALTH: "Health",
    AlertKind.FEATURE: "First use",
    AlertKind.TARGETS_LOST: "Usage",
    AlertKind.MISSING_ROLE: "Missing role",
}


class Line(NamedTuple):
    """One thing to do: what, why now, and where it is done. `tone` is a class of the styles."""

    tone: str
    label: str
    title: str
    why: str
    url: str
    button: str


class Tile(NamedTuple):
    name: str
    count: int
    url: str
    tone: str


def context(request: HttpRequest, found: dict[str, Any]) -> dict[str, Any]:
    """Called by the theme for the admin's index; a fixed number of queries, none per row."""
    if not request.user.has_perm("accounts.view_account"):
        return {**found, "whose": None}
    on, now = timezone.localdate(), timezone.now()
    whose = _whose(request)
    mine = {"account__ta": request.user} if whose == MINE else {}
    # Not joined to the accounts: those removed are few, and all others are counted.
    removed = Account.objects.filter(removed_at__isnull=False).values("pk")
    states = AccountState.objects.filter(**mine).exclude(account__in=removed)
    accounts = Account.objects.current().filter(ta=request.user) if mine else None
    book = books.read(states, on=on)
    return {
        **found,
        "title": "Today",
        "on": on,
        "whose": whose,
        "tiles": _tiles(book, mine, on),
        "lines": _lines(states, mine, on),
        "stages": panels.stages(book.stages),
        "health": panels.health(book.bands),
        "going_out": panels.going_out(accounts, on=on),
        "findings": health.findings(now=now),
        "book": book.accounts,
    }


def _whose(request: HttpRequest) -> str:
    """What was asked for, else my own book where I have one."""
    asked = request.GET.get("whose")
    if asked in (MINE, ALL):
        return asked
    return MINE if Account.objects.current().filter(ta=request.user).exists() else ALL


def _waiting(mine: dict[str, Any]) -> dict[str, int]:
    """What waits for somebody beside the accounts themselves."""
    alerts = Alert.objects.filter(acknowledged_at__isnull=True, **mine).aggregate(
        alerts=Count("pk"), roles=Count("pk", filter=Q(kind=AlertKind.MISSING_ROLE))
    )
    sends = panels.in_status(Status.UNCERTAIN, Status.FAILED).filter(**mine).count()
    return {**alerts, "sends": sends}


def _tiles(book: Book, mine: dict[str, Any], on: date) -> list[Tile]:
    counted = _waiting(mine)
    accounts = reverse("admin:accounts_account_changelist") + ("?ta=mine&" if mine else "?")
    alerts = reverse("admin:lifecycle_alert_changelist") + ("?whose=mine&" if mine else "?")
    ledger = reverse("admin:campaigns_touch_changelist")
    soon = f"state__renewal_on_from={on}&state__renewal_on_to={on + SOON}"
    bad, doubtful = "band-poor", "band-concerning"
    return [
        Tile("open alerts", counted["alerts"], alerts, bad),
        Tile("mails to look at", counted["sends"], f"{ledger}?status__in=uncertain,failed", bad),
        Tile("renewals overdue", book.overdue, f"{accounts}attention=overdue", bad),
        Tile("renewals in 30 days", book.renewals, f"{accounts}{soon}", "stage-renewing"),
        Tile("roles missing", counted["roles"], f"{alerts}kind__exact=missing_role", doubtful),
        Tile("without usage data", book.silent, f"{accounts}attention=silent", doubtful),
    ]


def _lines(states: QuerySet[AccountState], mine: dict[str, Any], on: date) -> list[Line]:
    """The gravest first: mails in doubt, health, overdue renewals, then the other alerts."""
    return [
        *_sends(mine),
        *_alerts(mine, [AlertKind.HEALTH]),
        *_overdue(states, on),
        *_alerts(mine, [AlertKind.TARGETS_LOST, AlertKind.MISSING_ROLE, AlertKind.FEATURE]),
    ][: 3 * SHOWN]


def _sends(mine: dict[str, Any]) -> list[Line]:
    found = (
        panels.in_status(Status.UNCERTAIN, Status.FAILED)
        .filter(**mine)
        .select_related("account", "campaign")
        .order_by("-pk")[:SHOWN]
    )
    return [
        Line(
            f"touch-{touch.status}",
            touch.get_status_display(),
            f"{touch.campaign} to {touch.address}",
            f"{touch.account}, due {touch.due_on}",
            reverse("admin:campaigns_touch_change", args=[touch.pk]),
            "Look",
        )
        for touch in found
    ]


def _alerts(mine: dict[str, Any], kinds: list[str]) -> list[Line]:
    """The newest of each account and kind, with how many older ones wait behind it."""
    found = (
        Alert.objects.filter(acknowledged_at__isnull=True, kind__in=kinds, **mine)
        .select_related("account")
        .order_by("-on", "-pk")[:_LOOKED_THROUGH]
    )
    newest: dict[tuple[int, str], tuple[Alert, int]] = {}
    for alert in found:
        key = (alert.account_id, alert.kind)
        first, older = newest.get(key, (alert, -1))
        newest[key] = (first, older + 1)
    return [_alert_line(alert, older) for alert, older in list(newest.values())[:SHOWN]]


def _alert_line(alert: Alert, older: int) -> Line:
    return Line(
        f"alert-{alert.kind}",
        _ALERT_LABELS[alert.kind],
        str(alert.account),
        f"{alert.title}, {alert.on}" + (f", and {older} before" if older else ""),
        reverse("admin:accounts_account_change", args=[alert.account_id]),
        "Open",
    )


def _overdue(states: QuerySet[AccountState], on: date) -> list[Line]:
    found = (
        states.filter(overdue=True)
        .exclude(stage="")
        .select_related("account")
        .order_by("-renewal_on")[:SHOWN]
    )
    return [
        Line(
            "band-poor",
            "Overdue",
            str(state.account),
            f"Renewal was due {(on - state.renewal_on).days} days ago, {state.renewal_on}",
            reverse("admin:accounts_account_change", args=[state.account_id]),
            "Open",
        )
        for state in found
    ]
