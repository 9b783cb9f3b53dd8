"""The front page: what needs somebody today, in my book or in everybody's."""

from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Account, User
from campaigns.models import Status
from cs_portal import book as books
from cs_portal import health, panels, queue
from cs_portal.book import SOON, Book
from lifecycle.models import AccountState, Alert, AlertKind

MINE, ALL = "mine", "all"


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
    own = {request.user.holds: request.user}
    mine = {f"account__{role}": user for role, user in own.items()} if whose == MINE else {}
    # Not joined to the accounts: those removed are few, and all others are counted.
    states = AccountState.objects.filter(**mine).exclude(account__in=Account.objects.removed())
    accounts = Account.objects.current().filter(**own) if mine else None
    book = books.read(states, on=on)
    return {
        **found,
        "title": "Today",
        "on": on,
        "whose": whose,
        "tiles": _tiles(book, mine, request.user, on),
        "lines": queue.lines(mine, request.user, on=on),
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
    own = Account.objects.current().filter(**{request.user.holds: request.user})
    return MINE if own.exists() else ALL


def _waiting(mine: dict[str, Any], user: User, on: date) -> dict[str, int]:
    """What waits for somebody beside the accounts themselves."""
    waiting = Alert.objects.open(on=on).exclude(account__in=Account.objects.removed())
    alerts = (waiting.of(user) if mine else waiting).aggregate(
        alerts=Count("pk"), roles=Count("pk", filter=Q(kind=AlertKind.MISSING_ROLE))
    )
    sends = panels.in_status(Status.UNCERTAIN, Status.FAILED).filter(**mine).count()
    return {**alerts, "sends": sends}


def _due(mine: dict[str, Any], user: User, on: date) -> dict[str, int]:
    """Tasks that are late, and those of the coming week; what lies further off is not read."""
    last = on + queue.tasks.WEEK
    return (
        queue.tasks.of(mine, user, on)
        .filter(due_on__lte=last)
        .aggregate(
            late=Count("pk", filter=Q(due_on__lt=on)), week=Count("pk", filter=Q(due_on__gte=on))
        )
    )


def _tiles(book: Book, mine: dict[str, Any], user: User, on: date) -> list[Tile]:
    counted = _waiting(mine, user, on)
    due = _due(mine, user, on)
    tasks = reverse("admin:lifecycle_task_changelist") + ("?whose=mine&" if mine else "?whose=all&")
    accounts = reverse("admin:accounts_account_changelist") + ("?ta=mine&" if mine else "?")
    alerts = reverse("admin:lifecycle_alert_changelist") + ("?whose=mine&" if mine else "?")
    ledger = reverse("admin:campaigns_touch_changelist")
    soon = f"state__renewal_on_from={on}&state__renewal_on_to={on + SOON}"
    bad, doubtful = "band-poor", "band-concerning"
    return [
        Tile("open alerts", counted["alerts"], alerts, bad),
        Tile("mails to look at", counted["sends"], f"{ledger}?status__in=uncertain,failed", bad),
        Tile("tasks overdue", due["late"], f"{tasks}due=overdue", bad),
        Tile("tasks due in 7 days", due["week"], f"{tasks}due=week", "work"),
        Tile("renewals overdue", book.overdue, f"{accounts}attention=overdue", bad),
        Tile("renewals in 30 days", book.renewals, f"{accounts}{soon}", "stage-renewing"),
        Tile("roles missing", counted["roles"], f"{alerts}kind__exact=missing_role", doubtful),
        Tile("without usage data", book.silent, f"{accounts}attention=silent", doubtful),
    ]
