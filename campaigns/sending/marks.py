"""Marks in the ledger what became of the mails a sender handed over."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import F, QuerySet

from campaigns.carriers.outcome import Kind, Outcome
from campaigns.models import Status, Touch, Transport
from campaigns.sending import statements
from campaigns.sending.letters import MESSAGE_ID_START, message_id_end
from campaigns.sending.statements import Accepted

logger = logging.getLogger(__name__)

ATTEMPTS = 3
BACK_OFF = (timedelta(minutes=5), timedelta(hours=1))
LONGEST_WAIT = timedelta(days=1)


class Landing(NamedTuple):
    """A mail that was handed over, or could not be, and what became of it."""

    touch: int
    attempt: int
    outcome: Outcome

    @property
    def status(self) -> str:
        """The status the row gets."""
        outcome = self.outcome
        if outcome.kind == Kind.ACCEPTED:
            return Status.SENT
        if outcome.kind == Kind.UNKNOWN:
            return Status.UNCERTAIN
        if outcome.kind == Kind.DEFERRED and (outcome.relay_down or self.attempt < ATTEMPTS):
            return Status.PLANNED
        return Status.FAILED


class Landed(NamedTuple):
    """A wave after its answers. Only rows that still carry its lease are marked: a claim that ran
    out is somebody else's to judge, unless nobody has yet.
    """

    lease: datetime
    log_only: bool
    landings: Sequence[Landing]


def mark(landed: Landed, *, now: datetime) -> None:
    """Write each outcome to its row, all or nothing."""
    with transaction.atomic(durable=True):
        written = mark_others(landed, now=now)
        written += statements.sent(accepted(landed, now=now))
    warn_if_late(landed, written)


def accepted(landed: Landed | None, *, now: datetime) -> Accepted:
    """The rows whose mails were taken: nearly always all of them, so one statement does."""
    landings = landed.landings if landed else ()
    return Accepted(
        {
            landing.touch: landing.outcome.provider_id[:200]
            for landing in landings
            if landing.status == Status.SENT
        },
        (MESSAGE_ID_START, message_id_end()),
        Transport.LOG.value if landed and landed.log_only else Transport.MAIL.value,
        landed.lease if landed else now,
        now,
    )


def others(landed: Landed | None) -> list[Landing]:
    """What was not taken, each with a reason of its own."""
    return [each for each in landed.landings if each.status != Status.SENT] if landed else []


def mark_others(landed: Landed | None, *, now: datetime) -> int:
    """Inside a transaction; counts the rows written."""
    if landed is None:
        return 0
    mine = Touch.objects.filter(
        lease_until=landed.lease, status__in=(Status.SENDING, Status.UNCERTAIN)
    )
    written = 0
    for landing in others(landed):
        if landing.status == Status.PLANNED:
            written += _put_off(mine, landing, now)
        else:
            # A lease stays on an uncertain row, by which its sender may still know it.
            ended = {} if landing.status == Status.UNCERTAIN else {"lease_until": None}
            written += mine.filter(pk=landing.touch).update(
                status=landing.status, error=landing.outcome.reason, **ended
            )
    return written


def warn_if_late(landed: Landed | None, written: int) -> None:
    if landed and written < len(landed.landings):
        late = len(landed.landings) - written
        logger.warning("%d outcomes came too late to be written", late)


def _put_off(mine: QuerySet[Touch], landing: Landing, now: datetime) -> int:
    """Back to planned for later; trouble with the road does not count against the mail."""
    outcome = landing.outcome
    tries = landing.attempt - 1 if outcome.relay_down else landing.attempt
    wait = BACK_OFF[max(tries - 1, 0)]
    if outcome.retry_after:
        wait = min(max(wait, timedelta(seconds=outcome.retry_after)), LONGEST_WAIT)
    return mine.filter(pk=landing.touch).update(
        status=Status.PLANNED,
        attempts=F("attempts") - 1 if outcome.relay_down else F("attempts"),
        not_before=now + wait,
        error=outcome.reason,
        lease_until=None,
    )
