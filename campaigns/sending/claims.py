"""Claims planned rows for one sender, trying the gates of C8 again as each mail leaves."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import F

from campaigns.models import Status, Touch
from campaigns.sending import marks, statements
from campaigns.sending.marks import Landed
from campaigns.sending.statements import LEAVES, STAYS, Wanted, at_once

__all__ = ["LATE", "LEASE", "Claim", "at_once", "begin", "expire"]

LEASE = timedelta(minutes=5)  # how long a claim lasts when its sender says nothing any more
# A mail nobody could hand over for so long after its window has closed would only surprise.
LATE = timedelta(7)


@dataclass(frozen=True, slots=True)
class Claim:
    """What one look at the ledger gave: `taken` maps each row to the number of its attempt.

    `seen` are the rows that could be locked; of those asked for before the last of them, the
    others are somebody else's.
    """

    lease: datetime
    taken: dict[int, int] = field(default_factory=dict)
    skipped: int = 0
    seen: frozenset[int] = frozenset()


def begin(
    landed: Landed | None, touches: Sequence[int], size: int, *, on: date, now: datetime
) -> Callable[[], Claim]:
    """Mark the wave that landed and claim up to `size` of the rows, all or nothing.

    What this returns gives the claim. Until it was called nothing else may ask the database,
    which may be at it meanwhile.
    """
    wanted = Wanted(touches, size, on, on - LATE, now + LEASE)
    accepted = marks.accepted(landed, now=now)
    if at_once() and not marks.others(landed):
        answer = statements.begin(accepted, wanted)
    else:
        with transaction.atomic(durable=True):
            others = marks.mark_others(landed, now=now)
            marked, seen = statements.exchange(accepted, wanted)
        answer = partial(tuple, (others + marked, seen))

    def finish() -> Claim:
        written, seen = answer()
        marks.warn_if_late(landed, written)
        return Claim(
            wanted.lease_until,
            {row.touch: row.attempts + 1 for row in seen if row.verdict == LEAVES},
            sum(row.verdict not in (LEAVES, STAYS) for row in seen),
            frozenset(row.touch for row in seen),
        )

    return finish


def expire(*, now: datetime) -> tuple[int, int]:
    """End the claims of senders that died; count those proven sent and those uncertain.

    The lease stays on the row, so that a sender that was only slow can still say what it knows.
    """
    expired = Touch.objects.filter(status=Status.SENDING, lease_until__lt=now)
    proven = expired.exclude(outcome="").update(status=Status.SENT, sent_at=F("outcome_at"))
    uncertain = expired.update(
        status=Status.UNCERTAIN, error="The sender stopped between hand-over and record."
    )
    return proven, uncertain
