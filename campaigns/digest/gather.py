"""What is new for a team member between two moments, in a fixed number of queries."""

from datetime import date, datetime, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from campaigns.digest import scope
from campaigns.digest.contents import Digest, Line, Section, section
from campaigns.digest.scope import People
from campaigns.models import Status, Touch
from lifecycle.models import AccountState, Alert, StageChange, Task

MOST = 200  # rows read for a section; more than that nobody reads in a mail
RENEWAL_MARKS = (120, 90, 60, 30, 14, 7, 1)  # days before; each is told once
_DAY = timedelta(1)


def read(user: User, *, since: datetime, until: datetime, on: date) -> Digest:
    """The digest of the day `on`; what was there before `since` was told before.

    Of whoever is away it tells the one who stands in, beside their own.
    """
    covered = scope.covered_by(user, on=on)
    people = [user, *covered]
    found = [
        _alerts(people, since, until, on),
        _tasks(people, on),
        _renewals(people, since, on),
        _stages(people, since, until),
        _mails(people),
    ]
    covers = [str(absent) for absent in covered]
    return Digest([each for each in found if each is not None], covers)


def _alerts(people: People, since: datetime, until: datetime, on: date) -> Section | None:
    """Raised, or back from being snoozed, and still open; the gravest first."""
    before = timezone.localdate(since)
    new = Q(recorded_at__gt=since, recorded_at__lte=until)
    back = Q(snoozed_until__gt=before, snoozed_until__lte=on)
    mine = Alert.objects.open(on=on).filter(scope.alerts(people), new | back)
    rows = mine.select_related("account").order_by("severity", "on", "pk")[:MOST]
    lines = [
        Line(
            str(alert.account),
            alert.title,
            _page("lifecycle_alert", alert.pk),
            alert.get_severity_display(),
        )
        for alert in rows
    ]
    return section("Alerts", "Alert", lines, _list("lifecycle_alert", "?whose=mine"))


def _tasks(people: People, on: date) -> Section | None:
    """Theirs that are due today or overdue: told each day until they are done."""
    rows = (
        Task.objects.waiting(on=on)
        .filter(owner__in=people, due_on__lte=on)
        .select_related("account", "owner")
        .order_by("due_on", "pk")[:MOST]
    )
    lines = [
        Line(
            f"{task.account}: {task.title}",
            f"due {task.due_on}" + ("" if task.owner == people[0] else f", of {task.owner}"),
            _page("lifecycle_task", task.pk),
            "Overdue" if task.due_on < on else "Today",
        )
        for task in rows
    ]
    return section("Tasks due", "Task due", lines, _list("lifecycle_task"))


def _renewals(people: People, since: datetime, on: date) -> Section | None:
    """Those that came as near as one of the marks since the last digest, or passed."""
    before = max(timezone.localdate(since), on - timedelta(14))
    days = [on - _DAY * n for n in range((on - before).days)] or [on]
    marks = {day + timedelta(mark) for day in days for mark in (*RENEWAL_MARKS, 0, -1)}
    rows = (
        AccountState.objects.filter(scope.accounts(people), renewal_on__in=marks)
        .exclude(stage="")
        .select_related("account")
        .order_by("renewal_on", "account__name")[:MOST]
    )
    lines = [
        Line(str(state.account), _when(state.renewal_on, on), _account(state.account_id))
        for state in rows
    ]
    return section("Renewals", "Renewal", lines, _list("accounts_account"))


def _when(renewal_on: date, on: date) -> str:
    days = (renewal_on - on).days
    if days < 0:
        return f"was due {renewal_on}, and nothing is signed"
    return f"in {days} days, {renewal_on}" if days > 1 else f"on {renewal_on}"


def _stages(people: People, since: datetime, until: datetime) -> Section | None:
    rows = (
        StageChange.objects.filter(
            scope.accounts(people), recorded_at__gt=since, recorded_at__lte=until
        )
        .select_related("account")
        .order_by("account__name", "pk")[:MOST]
    )
    lines = [
        Line(
            str(change.account),
            f"{change.get_from_stage_display() or 'no stage'} → "
            f"{change.get_to_stage_display() or 'no stage'}",
            _account(change.account_id),
        )
        for change in rows
    ]
    return section("Stage changes", "Stage change", lines, _list("lifecycle_stagechange"))


def _mails(people: People) -> Section | None:
    """Of which somebody has to say what became of them: told until somebody did."""
    rows = (
        Touch.objects.filter(scope.accounts(people), status__in=(Status.UNCERTAIN, Status.FAILED))
        .select_related("account", "campaign")
        .order_by("-pk")[:MOST]
    )
    lines = [
        Line(
            str(touch.account),
            f"{touch.campaign} to {touch.address}",
            _page("campaigns_touch", touch.pk),
            touch.get_status_display(),
        )
        for touch in rows
    ]
    ledger = _list("campaigns_touch", "?status__in=uncertain,failed")
    return section("Mails to look at", "Mail to look at", lines, ledger)


def _account(pk: int) -> str:
    return _page("accounts_account", pk)


def _page(name: str, pk: int) -> str:
    return reverse(f"admin:{name}_change", args=[pk])


def _list(name: str, asked: str = "") -> str:
    return reverse(f"admin:{name}_changelist") + asked
