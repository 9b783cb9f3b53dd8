"""Alerts that wait for somebody, the newest of each account and kind."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.urls import reverse

from cs_portal.queue.line import SHOWN, Line
from lifecycle.models import Alert, AlertKind, Severity

_LOOKED_THROUGH = 200
_SAID = ("pk", "account_id", "kind", "title", "on", "account__name")
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
    AlertKind.HELP_OVERDUE: "Help",
    AlertKind.MISSING_ROLE: "Missing role",
    AlertKind.FEATURE: "First use",
}
# What stands among the tasks and the help requests already.
_ELSEWHERE = (AlertKind.OVERDUE_TASKS, AlertKind.HELP_OVERDUE)


def grave(mine: dict[str, Any], user: AbstractBaseUser, on: date) -> list[Line]:
    """One line an account, however many of its lights are red."""
    found = _newest(mine, user, on, Severity.GRAVE)
    return _alerts(found, lambda alert: alert.account_id)


def others(mine: dict[str, Any], user: AbstractBaseUser, on: date) -> list[Line]:
    """One line an account and kind; tasks that are overdue stand for themselves."""
    # Asked one by one: only within a severity does an index know the newest.
    serious, slight = (
        _newest(mine, user, on, severity) for severity in (Severity.SERIOUS, Severity.NOTICE)
    )
    found = [*serious, *slight][:_LOOKED_THROUGH]
    return _alerts(found, lambda alert: (alert.account_id, alert.kind))


def _newest(
    mine: dict[str, Any], user: AbstractBaseUser, on: date, severity: Severity
) -> list[Any]:
    """Rows with what a line says, not whole alerts: hundreds are looked through for a few."""
    waiting = (
        Alert.objects.open(on=on)
        .filter(severity=severity, account__removed_at__isnull=True)
        .exclude(kind__in=_ELSEWHERE)
    )
    found = (waiting.of(user) if mine else waiting).order_by("-on", "-pk")
    return list(found.values_list(*_SAID, named=True)[:_LOOKED_THROUGH])


def _alerts(found: Iterable[Any], together: Callable[[Any], object]) -> list[Line]:
    """The first of those that go together, and how many more wait behind."""
    newest: dict[object, tuple[Any, int]] = {}
    for alert in found:
        first, more = newest.get(together(alert), (alert, -1))
        newest[together(alert)] = (first, more + 1)
    return [_alert_line(alert, more) for alert, more in list(newest.values())[:SHOWN]]


def _alert_line(alert: Any, more: int) -> Line:
    return Line(
        f"alert-{alert.kind}",
        _LABELS[alert.kind],
        alert.account__name,
        f"{alert.title}, {alert.on}" + (f", and {more} more" if more else ""),
        reverse("admin:lifecycle_alert_change", args=[alert.pk]),
        "Look",
    )
