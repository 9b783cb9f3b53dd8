"""Counts the mails that a customer got, for the figures of business reviews."""

from datetime import date

from campaigns.models import Status, Touch
from lifecycle.reviews import sources


def register() -> None:
    sources.register(
        sources.Source("campaign_mails", "Mails of the programme", "mails sent", _sent)
    )


def _sent(account: int, first: date, last: date) -> int:
    sent = Touch.objects.filter(account=account, status=Status.SENT)
    return sent.filter(decided_on__range=(first, last)).count()
