"""Records alerts: raised, passed and come back by rule, seen, snoozed and reopened by people."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from accounts import bulk
from accounts.models import User
from lifecycle.alerts.episodes import Changes, Raised
from lifecycle.alerts.kinds import OFF, Route
from lifecycle.alerts.words import missing_role
from lifecycle.models import Alert, AlertEntry, AlertKind
from lifecycle.models.alert import AlertQuerySet

Kind = AlertEntry.Kind
_BATCH = 500


def raise_alerts(alerts: Iterable[Alert]) -> None:
    """Write the alerts that were not raised before."""
    bulk.insert(alerts, ignore=True)


def routed(alert: Alert, route: Route) -> Alert:
    """The same with its severity, and the roles it belongs to."""
    alert.severity = route.severity
    alert.for_ta, alert.for_ae, alert.for_ce = (role in route.to for role in ("ta", "ae", "ce"))
    return alert


def standing(changes: Changes, *, on: date, now: datetime) -> Counter[str]:
    """Write what became of the conditions that stand; the same twice is harmless."""
    raise_alerts(_standing(raised, on, now) for raised in changes.raised)
    if changes.passed:
        Alert.objects.filter(pk__among=changes.passed).update(passed_on=on)
        _by_rule(changes.passed, Kind.PASSED, now)
    if changes.returned:
        Alert.objects.filter(pk__among=changes.returned).update(passed_on=None)
        _by_rule(changes.returned, Kind.RETURNED, now)
    return Counter(
        {
            "alerts raised": len(changes.raised),
            "alerts passed": len(changes.passed),
            "alerts come back": len(changes.returned),
        }
    )


def elsewhere(kind: str, stand: Iterable[Raised], *, on: date, now: datetime) -> Counter[str]:
    """Raise what stands of a kind that no look at a day finds, and let pass what does no more."""
    recorded = Alert.objects.filter(kind=kind, passed_on__isnull=True)
    kept = {
        (account, key): pk for pk, account, key in recorded.values_list("pk", "account_id", "key")
    }
    found = {
        (raised.account, raised.finding.key): raised
        for raised in stand
        if raised.route.severity != OFF
    }
    raised = [each for place, each in sorted(found.items()) if place not in kept]
    passed = sorted(pk for place, pk in kept.items() if place not in found)
    return standing(Changes(raised, passed, []), on=on, now=now)


def missing_roles(
    missing: Mapping[int, Iterable[str]], routes: Mapping[int, Route], *, on: date, now: datetime
) -> None:
    """One alert for each role that a mail was due to and nobody holds, unless it stands (C8)."""
    wanted = {
        (account, role)
        for account, roles in missing.items()
        for role in roles
        if routes[account].severity != OFF
    }
    if not wanted:
        return
    stand = Alert.objects.filter(
        account_id__among=[account for account, _ in wanted],
        kind=AlertKind.MISSING_ROLE,
        passed_on__isnull=True,
    )
    new = sorted(wanted - set(stand.values_list("account_id", "key")))
    raise_alerts(
        _standing(Raised(account, missing_role(role), routes[account]), on, now)
        for account, role in new
    )


def _standing(raised: Raised, on: date, now: datetime) -> Alert:
    finding = raised.finding
    alert = Alert(
        account_id=raised.account,
        kind=finding.kind,
        key=finding.key,
        occurrence=f"{finding.key}:{on}" if finding.key else on.isoformat(),
        on=on,
        title=finding.title[:200],
        evidence=list(finding.evidence),
        recorded_at=now,
    )
    return routed(alert, raised.route)


def _by_rule(alerts: Iterable[int], kind: str, now: datetime) -> None:
    AlertEntry.objects.bulk_create(
        [AlertEntry(alert_id=alert, kind=kind, at=now) for alert in alerts], batch_size=_BATCH
    )


def acknowledge(alerts: AlertQuerySet, *, by: User, now: datetime, note: str = "") -> int:
    """Mark those among these that nobody has seen and that stand as seen; count them."""
    waiting = Q(acknowledged_at__isnull=True, passed_on__isnull=True)
    changes = {"acknowledged_at": now, "acknowledged_by": by, "snoozed_until": None}
    return _change(alerts, waiting, changes, Kind.SEEN, note, by=by, now=now)


def snooze(
    alerts: AlertQuerySet, until: date, *, by: User, on: date, now: datetime, note: str = ""
) -> int:
    """Out of sight until the day, when they come back by themselves; count them.

    Raises ValueError when the day is not after today.
    """
    if until <= on:
        raise ValueError(f"Snooze until a day after today, {on}.")
    waiting = Q(acknowledged_at__isnull=True, passed_on__isnull=True)
    said = f"until {until}" + (f": {note.strip()}" if note.strip() else "")
    return _change(alerts, waiting, {"snoozed_until": until}, Kind.SNOOZED, said, by=by, now=now)


def reopen(alerts: AlertQuerySet, *, by: User, now: datetime, note: str = "") -> int:
    """Take up again what was seen or snoozed and has not passed; count them."""
    put_away = Q(acknowledged_at__isnull=False) | Q(snoozed_until__isnull=False)
    changes = {"acknowledged_at": None, "acknowledged_by": None, "snoozed_until": None}
    which = put_away & Q(passed_on__isnull=True)
    return _change(alerts, which, changes, Kind.REOPENED, note, by=by, now=now)


def note(alert: Alert, text: str, *, by: User, now: datetime) -> AlertEntry:
    """Raises ValueError when nothing is said."""
    if not text.strip():
        raise ValueError("Say something.")
    return AlertEntry.objects.create(alert=alert, kind=Kind.NOTE, text=text.strip(), by=by, at=now)


@transaction.atomic
def _change(
    alerts: AlertQuerySet,
    which: Q,
    changes: dict[str, object],
    kind: str,
    text: str,
    *,
    by: User,
    now: datetime,
) -> int:
    """Change those that qualify, and keep who did it, when and why."""
    chosen = Alert.objects.filter(which, pk__in=alerts.order_by().values("pk"))
    keys = list(chosen.select_for_update().values_list("pk", flat=True))
    Alert.objects.filter(pk__among=keys).update(**changes)
    AlertEntry.objects.bulk_create(
        [AlertEntry(alert_id=key, kind=kind, text=text.strip(), by=by, at=now) for key in keys],
        batch_size=_BATCH,
    )
    return len(keys)
