"""The bars and sums beside the front page's queue."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse

from accounts.models import Account
from campaigns.models import Campaign, Status, Touch
from lifecycle.models import Band, Stage


def style_sheet(request: HttpRequest) -> str:
    return static("portal/portal.css")


def script(request: HttpRequest) -> str:
    return static("portal/portal.js")


def icon(request: HttpRequest) -> str:
    return static("portal/icon.svg")


class BarLine(NamedTuple):
    """One bar; `share` is percent of the longest, `tone` a class of the style sheet."""

    name: str
    tone: str
    count: int
    share: float
    url: str


def stages(counted: Mapping[str, int]) -> list[BarLine]:
    rows = [(name, f"stage-{stage}", counted.get(stage, 0), stage) for stage, name in Stage.choices]
    return _bars(rows, "stage")


def health(counted: Mapping[str, int]) -> list[BarLine]:
    rows = [(name, f"band-{band}", counted.get(band, 0), band) for band, name in Band.choices]
    return _bars(rows, "health")


def in_status(*statuses: str) -> QuerySet[Touch]:
    """Named with the campaigns too, so that every database finds them by an index."""
    return Touch.objects.filter(campaign__in=Campaign.objects.values("pk"), status__in=statuses)


def going_out(accounts: QuerySet[Account] | None, *, on: date) -> list[tuple[str, int]]:
    """Mails planned or still open, by when they may leave."""
    open_ = in_status(Status.DUE, Status.PLANNED, Status.SENDING)
    waiting = in_status(Status.WAITING).filter(closes_on__gte=on)
    if accounts is not None:
        open_, waiting = (found.filter(account__in=accounts) for found in (open_, waiting))
    tomorrow, week = on + timedelta(1), on + timedelta(7)
    planned = open_.aggregate(
        today=Count("pk", filter=Q(not_before__date__lte=on) | Q(not_before=None)),
        week=Count("pk", filter=Q(not_before__date__range=(tomorrow, week))),
    )
    return [
        ("leave today", planned["today"]),
        ("leave later this week", planned["week"]),
        ("wait for a condition", waiting.count()),
    ]


def _bars(rows: Iterable[tuple[str, str, int, str]], field: str) -> list[BarLine]:
    rows = list(rows)
    top = max((count for _, _, count, _ in rows), default=0) or 1
    url = reverse("admin:accounts_account_changelist")
    return [
        BarLine(name, tone, count, round(100 * count / top, 1), f"{url}?{field}={value}")
        for name, tone, count, value in rows
    ]
