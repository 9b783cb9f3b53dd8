"""Marks in the ledger what became of the mails a sender handed over."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import F, QuerySet

from campaigns.carriers.outcome import Kind, Outcome
from campaigns.models import Status, Touch, Transport
from campaigns.sending import statements
from campaigns.sending.letters import MESSAGE_ID_START, message_id_end

logger = logging.getLogger(__name__)

ATTEMPTS = 3
BACK_OFF = (timedelta(minutes=5), timedelta(hours=1), timedelta(hours=4))
LONGEST_WAIT = timedelta(days=1)
Landed = Sequence[tuple[int, int, Outcome]]  # touch, number of its attempt, outcome


def mark(landed: Landed, *, lease: datetime, log_only: bool, now: datetime) -> dict[int, str]:
    """Write each outcome to its row and return the status it led to; inside a transaction.

    Only rows that still carry this very lease are written: a claim that ran out is somebody
    else's to judge, unless nobody has yet.
    """
    if not landed:
        return {}
    mine = Touch.objects.filter(lease_until=lease, status__in=(Status.SENDING, Status.UNCERTAIN))
    led_to = {touch: _status(outcome, attempt) for touch, attempt, outcome in landed}
    sent = [entry for entry in landed if led_to[entry[0]] == Status.SENT]
    written = 0
    if sent:
        written = statements.sent(
            [touch for touch, _, _ in sent],
            {touch: outcome.provider_id[:200] for touch, _, outcome in sent if outcome.provider_id},
            own_id=(MESSAGE_ID_START, message_id_end()),
            transport=Transport.LOG.value if log_only else Transport.MAIL.value,
            lease=lease,
            now=now,
        )
    for touch, attempt, outcome in landed:
        status = led_to[touch]
        if status == Status.PLANNED:
            written += _put_off(mine, touch, attempt, outcome, now)
        elif status != Status.SENT:
            written += mine.filter(pk=touch).update(
                status=status, error=outcome.reason, **_lease(status)
            )
    if written < len(landed):
        logger.warning("%d outcomes came too late to be written", len(landed) - written)
    return led_to


def _status(outcome: Outcome, attempt: int) -> str:
    if outcome.kind == Kind.ACCEPTED:
        return Status.SENT
    if outcome.kind == Kind.UNKNOWN:
        return Status.UNCERTAIN
    again = outcome.kind == Kind.DEFERRED and (outcome.relay_down or attempt < ATTEMPTS)
    return Status.PLANNED if again else Status.FAILED


def _put_off(
    mine: QuerySet[Touch], touch: int, attempt: int, outcome: Outcome, now: datetime
) -> int:
    """Back to planned for later; trouble with the road does not count against the mail."""
    tries = attempt - 1 if outcome.relay_down else attempt
    wait = BACK_OFF[min(max(tries - 1, 0), len(BACK_OFF) - 1)]
    if outcome.retry_after:
        wait = min(max(wait, timedelta(seconds=outcome.retry_after)), LONGEST_WAIT)
    return mine.filter(pk=touch).update(
        status=Status.PLANNED,
        attempts=F("attempts") - 1 if outcome.relay_down else F("attempts"),
        not_before=now + wait,
        error=outcome.reason,
        lease_until=None,
    )


def _lease(status: str) -> dict[str, None]:
    return {} if status == Status.UNCERTAIN else {"lease_until": None}
