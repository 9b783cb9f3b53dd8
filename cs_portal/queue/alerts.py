"""Alerts that wait for somebody, the newest of each account and kind."""

from datetime import date
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Q
from django.urls import reverse

from cs_portal.queue.line import SHOWN, Line
from lifecycle.models import Alert, AlertKind, Severity

_LOOKED_THROUGH = 200
_LABELS = {
    AlertKind.HEALTH: "Health",
    AlertKind.BAND_POOR: "Red",
    AlertKind.USAGE_DOWN: "Usage falls",
    AlertKind.NOT_DEPLOYED: "Not deployed",
    AlertKind.TARGETS_LOST: "Usage",
    AlertKind.ONBOARDING_GOAL: "Onboarding",
    AlertKind.NO_CONTACT: "No contact",
    AlertKind.STALE_DATA: "No data",
    AlertKind.SEATS: "Seats",
    AlertKind.OVERDUE_TASKS: "Tasks",
    AlertKind.MISSING_ROLE: "Missing role",
    AlertKind.FEATURE: "First use",
}


def grave(mine: dict[str, Any], user: AbstractBaseUser, on: date) -> list[Line]:
    return _alerts(mine, user, on, Q(severity=Severity.GRAVE))


def others(mine: dict[str, Any], user: AbstractBaseUser, on: date) -> list[Line]:
    return _alerts(mine, user, on, Q(severity__gt=Severity.GRAVE))


def _alerts(mine: dict[str, Any], user: AbstractBaseUser, on: date, which: Q) -> list[Line]:
    """The newest of each account and kind, the gravest first, with how many older ones wait."""
    waiting = Alert.objects.open(on=on).filter(which, account__removed_at__isnull=True)
    found = (waiting.of(user) if mine else waiting).select_related("account")
    newest: dict[tuple[int, str], tuple[Alert, int]] = {}
    for alert in found.order_by("severity", "-on", "-pk")[:_LOOKED_THROUGH]:
        key = (alert.account_id, alert.kind)
        first, older = newest.get(key, (alert, -1))
        newest[key] = (first, older + 1)
    return [_alert_line(alert, older) for alert, older in list(newest.values())[:SHOWN]]


def _alert_line(alert: Alert, older: int) -> Line:
    return Line(
        f"alert-{alert.kind}",
        _LABELS[alert.kind],
        str(alert.account),
        f"{alert.title}, {alert.on}" + (f", and {older} before" if older else ""),
        reverse("admin:lifecycle_alert_change", args=[alert.pk]),
        "Look",
    )
