"""Claims planned rows for one sender, trying the gates of C8 again as each mail leaves."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import F

from accounts.models import SuppressionReason
from campaigns.eligibility import MISSED, NO_RECIPIENT, OPTED_OUT, PAUSED, UNDELIVERABLE
from campaigns.models import CampaignState, Status, Touch
from campaigns.sending import statements

# A mail nobody could hand over for so long after its window has closed would only surprise.
LATE = timedelta(7)


@dataclass(frozen=True, slots=True)
class Claim:
    """What one look at the ledger gave: `taken` maps each row to the number of its attempt.

    `seen` are the rows that could be locked; of those asked for before the last of them, the
    others are somebody else's.
    """

    taken: dict[int, int] = field(default_factory=dict)
    skipped: dict[int, str] = field(default_factory=dict)
    seen: frozenset[int] = frozenset()


def claim(touches: Sequence[int], size: int, *, on: date, lease_until: datetime) -> Claim:
    """Claim up to `size` of the rows, in the order of their keys; inside a transaction."""
    if not touches:
        return Claim()
    found = statements.look(touches, size, on=on, closed_before=on - LATE)
    taken, skipped = {}, {}
    for row in found:
        if reason := _reason(row):
            skipped[row.touch] = reason
        elif row.campaign_state == CampaignState.ACTIVE and not row.account_rests:
            taken[row.touch] = row.attempts + 1
    if taken:
        statements.take(list(taken), lease_until=lease_until)
    for reason in set(skipped.values()):
        rows = [touch for touch, why in skipped.items() if why == reason]
        Touch.objects.filter(pk__in=rows).update(status=Status.SKIPPED, reason=reason)
    return Claim(taken, skipped, frozenset(row.touch for row in found))


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


def _reason(row: statements.Look) -> str:
    """Why the mail will never leave; empty when it may, now or later."""
    if row.silenced:
        opted_out = row.silenced == SuppressionReason.OPTED_OUT
        return OPTED_OUT if opted_out else UNDELIVERABLE
    if row.gone:
        return NO_RECIPIENT
    if row.campaign_state == CampaignState.ARCHIVED:
        return PAUSED
    return MISSED if row.late else ""
