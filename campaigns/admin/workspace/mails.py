"""The mails of an account: what went out, what did not and why, what is still open."""

from accounts.models import Account
from campaigns.models import Status, Touch
from campaigns.models.touch import OPEN
from campaigns.reasons import sentence

READ, SHOWN = 200, 40
COMING = (*OPEN, Status.PLANNED, Status.SENDING)


def recent(account: Account) -> list[Touch]:
    """The newest first, each with `why`, a sentence on what became of it."""
    found = list(
        account.touches.select_related("campaign", "contact").order_by("-due_on", "-pk")[:READ]
    )
    for touch in found:
        touch.why = sentence(touch.status, touch.reason, touch.decided_on, touch.closes_on)
    return found


def coming(touches: list[Touch]) -> list[Touch]:
    """Those that may still go out, the nearest first."""
    return sorted(
        (touch for touch in touches if touch.status in COMING),
        key=lambda touch: (touch.not_before is None, touch.due_on, touch.pk),
    )
