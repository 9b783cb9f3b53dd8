"""Alerts that wait for somebody, the newest of each account and kind."""

from collections.abc import Callable
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
    AlertKind.HELP_OVERDUE: "Help",
    AlertKind.MISSING_ROLE: "Missing role",
    AlertKind.FEATURE: "First use",
}
# What stands among the tasks and the help requests already.
_ELSEWHERE = Q(kind__in=(AlertKind.OVERDUE_TASKS, AlertKind.HELP_OVERDUE))


def grave(mine: dict[str, Any], user: AbstractBaseUser, on: date) -> list[Line]:
    """One line an account, however many of its lights are red."""
    which = Q(severity=Severity.GRAVE) & ~_ELSEWHERE
    return _alerts(mine, user, on, which, lambda alert: alert.account_id)


def others(mine: dict[str, Any], user: AbstractBaseUser, on: date) -> list[Line]:
    """One line an account and kind; tasks that are overdue stand for themselves."""
    which = Q(severity__gt=Severity.GRAVE) & ~_ELSEWHERE
    return _alerts(mine, user, on, which, lambda alert: (alert.account_id, alert.kind))


def _alerts(
    mine: dict[str, Any],
    user: AbstractBaseUser,
    on: date,
    which: Q,
    together: Callable[[Alert], object],
) -> list[Line]:
    """The newest of those that go together, the gravest first, and how many more wait behind."""
    waiting = Alert.objects.open(on=on).filter(which, account__removed_at__isnull=True)
    found = (waiting.of(user) if mine else waiting).select_related("account")
    newest: dict[object, tuple[Alert, int]] = {}
    for alert in found.order_by("severity", "-on", "-pk")[:_LOOKED_THROUGH]:
        first, more = newest.get(together(alert), (alert, -1))
        newest[together(alert)] = (first, more + 1)
    return [_alert_line(alert, more) for alert, more in list(newest.values())[:SHOWN]]


def _alert_line(alert: Alert, more: int) -> Line:
    return Line(
        f"alert-{alert.kind}",
        _LABELS[alert.kind],
        str(alert.account),
        f"{alert.title}, {alert.on}" + (f", and {more} more" if more else ""),
        reverse("admin:lifecycle_alert_change", args=[alert.pk]),
        "Look",
    )
