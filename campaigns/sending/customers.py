"""Sends single mails to customers and about them: each once, to whoever it is for by then."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime

from accounts import consent
from accounts.models import SuppressionReason
from campaigns.carriers.carrier import Carrier
from campaigns.carriers.message import Outgoing
from campaigns.letters import write
from campaigns.models import CustomerMail
from campaigns.sending import desk

GONE = "gone"


def customer_mails(
    *,
    clock: Callable[[], datetime],
    until: Callable[[], bool] = lambda: False,
    carrier: Carrier | None = None,
) -> Counter[str]:
    """Hand over what is planned, and count what became of it."""
    return desk.hand_over(
        CustomerMail,
        _written,
        named="single mails",
        clock=clock,
        until=until,
        carrier=carrier,
        related=("contact__account__ta", "user", "signed_by"),
    )


def _written(row: CustomerMail) -> Outgoing | str:
    """The mail, or why it may not leave: these answer what somebody did, so topics and opt-outs
    do not hold them back, a dead address and a complaint do.
    """
    if row.contact and (row.contact.removed_at or row.contact.account.removed_at):
        return GONE
    if row.user and not (row.user.is_active and row.user.email):
        return GONE
    address = (row.contact or row.user).email
    reason = consent.reasons([address]).get(address, "")
    if reason not in ("", SuppressionReason.OPTED_OUT):
        return reason
    CustomerMail.objects.filter(pk=row.pk).update(address=address)
    return write.outgoing(row)
