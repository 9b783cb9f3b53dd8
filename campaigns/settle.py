"""What people decide about a mail whose fate is uncertain or that failed."""

from datetime import datetime

from accounts.models import User
from campaigns.models import Status, Touch


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
