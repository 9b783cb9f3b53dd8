"""What people decide about what left for customers or the team, and failed or is uncertain."""

from datetime import datetime, timedelta

from accounts.models import User
from campaigns.models import Status, Touch
from campaigns.models.outbox import Outgoing


def settle(touch: Touch, *, sent: bool, user: User, now: datetime) -> bool:
    """Say of an uncertain mail whether it left; False when it is not uncertain any more."""
    uncertain = Touch.objects.filter(pk=touch.pk, status=Status.UNCERTAIN)
    said = f"Settled by {user} on {now:%Y-%m-%d}: {'it was sent' if sent else 'not sent'}."
    if sent:
        changes = {"status": Status.SENT, "sent_at": touch.sent_at or now, "transport": "mail"}
    else:
        changes = {"status": Status.FAILED}
    return bool(uncertain.update(**changes, error=said, lease_until=None))


def resend(touch: Touch, *, user: User, now: datetime) -> bool:
    """Plan a mail again that is known not to have left; False when it is not a failed one."""
    failed = Touch.objects.filter(pk=touch.pk, status=Status.FAILED, contact__isnull=False)
    return bool(
        failed.update(
            status=Status.PLANNED,
            attempts=0,
            not_before=now,
            lease_until=None,
            error=f"Sent again for {user} on {now:%Y-%m-%d}.",
        )
    )


def settle_outgoing(row: Outgoing, *, sent: bool, user: User, now: datetime) -> bool:
    """The same for what leaves for our own people."""
    uncertain = type(row).objects.filter(pk=row.pk, status=Status.UNCERTAIN)
    said = f"Settled by {user} on {now:%Y-%m-%d}: {'it left' if sent else 'it did not leave'}."
    changes = {"status": Status.SENT, "sent_at": row.sent_at or now, "transport": "mail"}
    return bool(
        uncertain.update(
            **(changes if sent else {"status": Status.FAILED}), error=said, lease_until=None
        )
    )


def send_again(row: Outgoing, *, user: User, now: datetime) -> bool:
    """Plan again, for a day, what is known not to have left; False when it did not fail."""
    failed = type(row).objects.filter(pk=row.pk, status=Status.FAILED)
    return bool(
        failed.update(
            status=Status.PLANNED,
            attempts=0,
            not_before=now,
            closes_at=now + timedelta(days=1),
            lease_until=None,
            error=f"Sent again for {user} on {now:%Y-%m-%d}.",
        )
    )
