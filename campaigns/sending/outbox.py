"""Claims rows of our own people's ledgers, and marks what became of each."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import TypeVar

from django.db import transaction
from django.db.models import F

from campaigns.carriers.outcome import Outcome
from campaigns.eligibility import MISSED
from campaigns.models import Status, Transport
from campaigns.models.outbox import Outgoing
from campaigns.sending.marks import BACK_OFF, LONGEST_WAIT, Landing

LEASE = timedelta(minutes=5)
Row = TypeVar("Row", bound=Outgoing)


def expire(model: type[Outgoing], *, now: datetime) -> int:
    """Hold as uncertain what a sender claimed and never reported; close what is too late."""
    with transaction.atomic(durable=True):
        model.objects.filter(status=Status.PLANNED, closes_at__lte=now).update(
            status=Status.SKIPPED, reason=MISSED
        )
        return model.objects.filter(status=Status.SENDING, lease_until__lt=now).update(
            status=Status.UNCERTAIN, error="The sender stopped between hand-over and record."
        )


def claim(model: type[Row], size: int, *, now: datetime, related: Iterable[str]) -> list[Row]:
    """Up to so many rows that may leave, each claimed by compare-and-set and counted before."""
    ready = model.objects.filter(status=Status.PLANNED, not_before__lte=now, closes_at__gt=now)
    found = list(ready.select_related(*related).order_by("not_before", "pk")[:size])
    lease = now + LEASE
    with transaction.atomic(durable=True):  # inside a larger transaction it would be no claim
        return [row for row in found if _take(model, row, lease)]


def _take(model: type[Row], row: Row, lease: datetime) -> bool:
    free = model.objects.filter(pk=row.pk, status=Status.PLANNED, attempts=row.attempts)
    taken = free.update(status=Status.SENDING, lease_until=lease, attempts=F("attempts") + 1)
    row.attempts, row.lease_until = row.attempts + 1, lease
    return bool(taken)


def mark(row: Outgoing, outcome: Outcome, *, log_only: bool, now: datetime) -> str:
    """Write what became of the row, if its claim still holds; the status it got."""
    landing = Landing(row.pk, row.attempts, outcome)
    status = landing.status
    changes: dict[str, object] = {"status": status, "error": outcome.reason}
    if status == Status.SENT:
        changes |= {
            "sent_at": now,
            "provider_id": outcome.provider_id[:200],
            "transport": Transport.LOG if log_only else Transport.MAIL,
            "error": "",
        }
    elif status == Status.PLANNED:
        changes |= _later(row, outcome, now)
    if status != Status.UNCERTAIN:
        changes["lease_until"] = None
    _mine(row).update(**changes)
    return status


def skip(row: Outgoing, reason: str) -> str:
    """A claimed row that need not leave after all."""
    _mine(row).update(status=Status.SKIPPED, reason=reason, lease_until=None)
    return Status.SKIPPED


def _mine(row: Outgoing):
    """The row while it carries this claim, also when its lease ran out and nobody judged yet."""
    held = (Status.SENDING, Status.UNCERTAIN)
    return type(row).objects.filter(
        pk=row.pk, lease_until=row.lease_until, attempts=row.attempts, status__in=held
    )


def _later(row: Outgoing, outcome: Outcome, now: datetime) -> dict[str, object]:
    """Trouble with the road does not count against the row."""
    tries = row.attempts - 1 if outcome.relay_down else row.attempts
    wait = BACK_OFF[min(max(tries - 1, 0), len(BACK_OFF) - 1)]
    if outcome.retry_after:
        wait = min(max(wait, timedelta(seconds=outcome.retry_after)), LONGEST_WAIT)
    return {"not_before": now + wait, "attempts": tries}


def drain(
    model: type[Row],
    size: int,
    send: Callable[[list[Row]], None],
    *,
    clock: Callable[[], datetime],
    until: Callable[[], bool],
    related: Iterable[str],
) -> None:
    """Claim and send wave after wave, until nothing is left that may leave or time is up."""
    while not until():
        rows = claim(model, size, now=clock(), related=related)
        if not rows:
            return
        send(rows)
