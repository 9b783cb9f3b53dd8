"""Claims planned rows for one sender, trying the gates of C8 again as each mail leaves."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery

from accounts.models import Account, Contact, Suppression, SuppressionReason
from campaigns.eligibility import MISSED, NO_RECIPIENT, OPTED_OUT, PAUSED, UNDELIVERABLE
from campaigns.models import Campaign, CampaignState, Status, Touch

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
    found = list(_looked_at(touches).values_list(*_GATES)[:size])
    taken, skipped = {}, {}
    for touch, attempts, closes_on, silenced, gone, resting, campaign in found:
        reason = _reason(silenced, gone, campaign, late=on > closes_on + LATE)
        if reason:
            skipped[touch] = reason
        elif campaign == CampaignState.ACTIVE and not (resting and resting > on):
            taken[touch] = attempts + 1
    if taken:
        # Raised before the work: an attempt that nobody lives to report has still been made.
        Touch.objects.filter(pk__in=taken).update(
            status=Status.SENDING, lease_until=lease_until, attempts=F("attempts") + 1
        )
    for reason in set(skipped.values()):
        rows = [touch for touch, why in skipped.items() if why == reason]
        Touch.objects.filter(pk__in=rows).update(status=Status.SKIPPED, reason=reason)
    return Claim(taken, skipped, frozenset(row[0] for row in found))


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


_GATES = (
    "pk",
    "attempts",
    "closes_on",
    "silenced",
    "gone",
    "account_rests",
    "campaign_state",
)


def _looked_at(touches: Iterable[int]) -> QuerySet[Touch]:
    """The rows still planned, locked, each with its gates.

    Subqueries instead of joins: a lock on joined rows would make senders wait for each other.
    """
    account = Account.objects.filter(pk=OuterRef("account_id"))
    contact = Contact.objects.filter(pk=OuterRef("contact_id"))
    # Bounced and complained stand before opted out in the alphabet: the graver reason is first.
    silenced = Suppression.objects.filter(address=OuterRef("address")).order_by("reason")
    return (
        Touch.objects.filter(pk__in=touches, status=Status.PLANNED)
        .order_by("pk")
        .select_for_update(skip_locked=True, no_key=True)
        .annotate(
            silenced=Subquery(silenced.values("reason")[:1]),
            gone=Exists(account.filter(removed_at__isnull=False))
            | Exists(contact.filter(removed_at__isnull=False)),
            account_rests=Subquery(account.values("campaigns_paused_until")),
            campaign_state=Subquery(
                Campaign.objects.filter(pk=OuterRef("campaign_id")).values("state")
            ),
        )
    )


def _reason(silenced: str | None, gone: bool, campaign: str, *, late: bool) -> str:
    """Why the mail will never leave; empty when it may, now or later."""
    if silenced:
        opted_out = silenced == SuppressionReason.OPTED_OUT
        return OPTED_OUT if opted_out else UNDELIVERABLE
    if gone:
        return NO_RECIPIENT
    if campaign == CampaignState.ARCHIVED:
        return PAUSED
    return MISSED if late else ""
