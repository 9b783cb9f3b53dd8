"""Marks in the ledger what became of the mails a sender handed over."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import F, QuerySet

from campaigns.carriers.outcome import Kind, Outcome
from campaigns.models import Status, Touch, Transport
from campaigns.sending import statements
from campaigns.sending.letters import MESSAGE_ID_START, message_id_end

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


def mark(landings: Sequence[Landing], *, lease: datetime, log_only: bool, now: datetime) -> None:
    """Write each outcome to its row; inside a transaction.

    Only rows that still carry this very lease are written: a claim that ran out is somebody
    else's to judge, unless nobody has yet.
    """
    if not landings:
        return
    mine = Touch.objects.filter(lease_until=lease, status__in=(Status.SENDING, Status.UNCERTAIN))
    written = 0
    sent = [landing for landing in landings if landing.status == Status.SENT]
    if sent:
        ids = {landing.touch: landing.outcome.provider_id[:200] for landing in sent}
        written = statements.sent(
            list(ids),
            {touch: given for touch, given in ids.items() if given},
            own_id=(MESSAGE_ID_START, message_id_end()),
            transport=Transport.LOG.value if log_only else Transport.MAIL.value,
            lease=lease,
            now=now,
        )
    for landing in landings:
        if landing.status == Status.PLANNED:
            written += _put_off(mine, landing, now)
        elif landing.status != Status.SENT:
            written += mine.filter(pk=landing.touch).update(
                status=landing.status, error=landing.outcome.reason, **_lease(landing.status)
            )
    if written < len(landings):
        logger.warning("%d outcomes came too late to be written", len(landings) - written)


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


def _lease(status: str) -> dict[str, None]:
    """A lease stays on an uncertain row, by which its sender may still know it."""
    return {} if status == Status.UNCERTAIN else {"lease_until": None}
