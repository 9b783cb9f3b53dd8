"""Alerts that wait for somebody, the newest of each account and kind."""

from datetime import date
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.urls import reverse

from cs_portal.queue.line import SHOWN, Line
from lifecycle.models import Alert, AlertKind

_LOOKED_THROUGH = 200
_LABELS = {
    AlertKind.HEALTH: "Health",
    AlertKind.FEATURE: "First use",
    AlertKind.TARGETS_LOST: "Usage",
    AlertKind.MISSING_ROLE: "Missing role",
}
_GRAVE = (AlertKind.HEALTH,)


def grave(mine: dict[str, Any], user: AbstractBaseUser, on: date) -> list[Line]:
    return _alerts(mine, list(_GRAVE))


def others(mine: dict[str, Any], user: AbstractBaseUser, on: date) -> list[Line]:
    return _alerts(mine, [kind for kind in AlertKind.values if kind not in _GRAVE])


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
        _LABELS[alert.kind],
        str(alert.account),
        f"{alert.title}, {alert.on}" + (f", and {older} before" if older else ""),
        reverse("admin:accounts_account_change", args=[alert.account_id]),
        "Open",
    )
