"""Customers' mails that did not leave, or of which nobody knows."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from campaigns.digest.contents import Line
from campaigns.models import Status, Touch
from campaigns.models.touch import LOST
from campaigns.quiet.report import EXAMPLES, Cause
from campaigns.reasons import REASONS

_ADVICE = {
    "budget": "Several campaigns compete for the same people: lower a priority or widen a window.",
    "missed": "The portal was not running, or sending was off, for longer than their window.",
    "no_data": "See that usage reports of these accounts arrive.",
    "no_recipient": "Ask who holds the role, and enter the contact.",
    "paused": "The campaign or the account was paused until the window closed: go on, or archive.",
    "undeliverable": "The address bounced: find out where the person can be reached.",
}
HALF = 2


def skipped(asked: Any) -> list[Cause]:
    """Windows that closed since, for a reason that is nobody's choice."""
    first, last = timezone.localdate(asked.since), asked.on
    lost = Touch.objects.filter(
        status=Status.SKIPPED, reason__in=LOST, closes_on__gte=first, closes_on__lt=last
    )
    counted = dict(lost.order_by().values_list("reason").annotate(Count("pk")))
    examples = _examples(lost, "reason", counted)
    return [
        Cause(
            f"skipped-{reason}",
            f"Skipped: {reason.replace('_', ' ')}",
            counted[reason],
            f"{REASONS[reason].capitalize()}. {_ADVICE[reason]}",
            [
                _line(touch, f"could go out through {date_format(touch.closes_on)}")
                for touch in examples[reason]
            ],
            _ledger(
                status__exact=Status.SKIPPED,
                reason=reason,
                closes_on__gte=first,
                closes_on__lt=last,
            ),
        )
        for reason in LOST
        if reason in counted
    ]


def _examples(found: QuerySet[Touch], field: str, keys: Iterable[str]) -> dict[str, list[Touch]]:
    """A few of each, in one query for all of them."""
    keys = list(keys)
    if not keys:
        return {}
    parts = [found.filter(**{field: key}).order_by("-pk").values("pk")[:EXAMPLES] for key in keys]
    picked = Q(pk__in=[])
    for part in parts:
        picked |= Q(pk__in=part)
    by_key: dict[str, list[Touch]] = {key: [] for key in keys}
    for touch in Touch.objects.filter(picked).select_related("account", "campaign").order_by("-pk"):
        by_key[getattr(touch, field)].append(touch)
    return by_key


def uncertain(asked: Any) -> list[Cause]:
    return [
        _in_status(
            Status.UNCERTAIN,
            "Mails perhaps sent",
            "Nobody knows whether they left. Look at the provider's log and settle each.",
        )
    ]


def failed(asked: Any) -> list[Cause]:
    return [
        _in_status(
            Status.FAILED,
            "Mails refused",
            "The error stands beside each. Correct the copy or the address, then send again.",
        )
    ]


def _in_status(status: str, title: str, advice: str) -> Cause:
    found = Touch.objects.filter(status=status)
    rows = found.select_related("account", "campaign").order_by("-pk")[:EXAMPLES]
    lines = [_line(touch, touch.error or "no error was told") for touch in rows]
    return Cause(status, title, found.count(), advice, lines, _ledger(status__exact=status))


def waiting_long(asked: Any) -> list[Cause]:
    """Open for more than half of their window for a reason that is ours; days are counted once."""
    groups = (
        Touch.objects.filter(status=Status.WAITING, reason__in=LOST, closes_on__gte=asked.on)
        .order_by()
        .values_list("due_on", "closes_on", "reason")
        .annotate(Count("pk"))
    )
    late = Q(pk__in=[])
    count, reasons = 0, set()
    for due_on, closes_on, reason, number in groups:
        if past_half(due_on, closes_on, on=asked.on):
            late |= Q(due_on=due_on, closes_on=closes_on, reason=reason)
            count += number
            reasons.add(reason)
    if not count:
        return []
    rows = (
        Touch.objects.filter(late, status=Status.WAITING)
        .select_related("account", "campaign")
        .order_by("closes_on", "pk")[:EXAMPLES]
    )
    said = " ".join(f"{REASONS[reason].capitalize()}." for reason in sorted(reasons))
    return [
        Cause(
            "waiting",
            "Waiting past half their window",
            count,
            f"{said} They are skipped when their window closes.",
            [
                _line(row, f"{row.reason.replace('_', ' ')}, until {date_format(row.closes_on)}")
                for row in rows
            ],
            _ledger(status__exact=Status.WAITING),
        )
    ]


def past_half(due_on: date, closes_on: date, *, on: date) -> bool:
    return HALF * (on - due_on) > closes_on - due_on


def held(asked: Any) -> list[Cause]:
    """Held back by somebody, who may have forgotten it."""
    found = Touch.objects.filter(held_at__lt=asked.since, status__in=_STILL)
    rows = found.select_related("account", "campaign").order_by("held_at", "pk")[:EXAMPLES]
    return [
        Cause(
            "held",
            "Mails held back for more than a day",
            found.count(),
            "Let them go on or skip them: when their window closes they are skipped.",
            [_line(row, f"held since {_at(row.held_at)}") for row in rows],
            f"{reverse('admin:campaigns_touch_pending')}?state=held",
        )
    ]


_STILL = (Status.WAITING, Status.DUE, Status.PLANNED)


def _line(touch: Touch, why: str) -> Line:
    return Line(
        str(touch.account),
        f"{touch.campaign} to {touch.address or 'nobody'}: {why}",
        reverse("admin:campaigns_touch_change", args=[touch.pk]),
    )


def _ledger(**asked: Any) -> str:
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    return f"{reverse('admin:campaigns_touch_changelist')}?{query}"


def _at(moment: datetime | None) -> str:
    if moment is None:
        return "long ago"
    local = timezone.localtime(moment)
    return f"{date_format(local)}, {local:%H:%M}"
