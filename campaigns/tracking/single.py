"""Says what became of single mails outside of campaigns by what providers told of them."""

import re
from collections import defaultdict
from collections.abc import Sequence

from campaigns.models import CustomerMail, ProviderEvent, Status, Transport
from campaigns.tracking.heard import said
from campaigns.tracking.verdict import Said, judge, outranks

_OUR_MESSAGE_ID = re.compile(r"<?mail\.(\d{1,18})@")
_SETTLED = ("outcome", "outcome_at", "status", "sent_at", "transport", "error", "lease_until")
_IN_DOUBT = (Status.SENDING, Status.UNCERTAIN, Status.FAILED, Status.PLANNED)


def settle(events: Sequence[ProviderEvent]) -> None:
    """Its gravest outcome; sent if the provider had it in hand, failed if it did not send it.

    The lease of one that was taken stays, so that its sender can still add what it knows.
    """
    heard: dict[int, list[Said]] = defaultdict(list)
    for event in events:
        if number := _number(event):
            heard[int(number)].append(said(event))
    if not heard:
        return
    for row in CustomerMail.objects.select_for_update().filter(pk__in=heard).order_by("pk"):
        verdict, before = judge(heard[row.pk]), (row.status, row.outcome, row.outcome_at)
        if outranks(verdict, row.outcome, row.outcome_at):
            row.outcome, row.outcome_at = verdict.outcome, verdict.outcome_at
        if row.status in _IN_DOUBT and verdict.taken_at:
            row.status, row.sent_at = Status.SENT, verdict.taken_at
            row.transport, row.error = Transport.MAIL, ""
        elif row.status in (Status.SENDING, Status.UNCERTAIN) and verdict.refused:
            row.status, row.lease_until = Status.FAILED, None
            row.error = f"The provider did not send it: {verdict.refused}."[:300]
        if (row.status, row.outcome, row.outcome_at) != before:
            row.save(update_fields=_SETTLED)


def _number(event: ProviderEvent) -> str:
    """That travelled with the mail, else in its Message-ID."""
    told = event.raw["told"]
    number = str(told.get("mail", ""))
    if number.isdecimal() and len(number) <= 18:
        return number
    ours = _OUR_MESSAGE_ID.match(str(told.get("message_id", "")))
    return ours[1] if ours else ""
