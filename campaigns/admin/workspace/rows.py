"""What the book's list shows of each account on the page, in two queries for all of them."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from accounts.models import Account, Ping
from campaigns.admin.workspace import drawing
from campaigns.models import Status, Touch

_COMING = (Status.WAITING, Status.DUE, Status.PLANNED, Status.SENDING)
# The one that is nearest to leaving is named, not the one that fell due first.
_NEAREST = {
    Status.SENDING: 0,
    Status.PLANNED: 1,
    Status.DUE: 2,
    Status.WAITING: 3,
}


class Next(NamedTuple):
    """The next mail of an account; `more` others are open beside it."""

    campaign: str
    status: str
    due_on: date
    more: int


def attach(accounts: Sequence[Account], *, on: date) -> None:
    """Give each account its `spark` and its `next_touch`."""
    keys = [account.pk for account in accounts]
    sparks, coming = _sparks(keys, on), _coming(keys)
    for account in accounts:
        account.spark = drawing.spark(sparks.get(account.pk, {}), on=on)
        account.next_touch = coming.get(account.pk)


def _sparks(keys: Sequence[int], on: date) -> dict[int, dict[date, int]]:
    rows = Ping.objects.filter(
        account__in=keys, date__gte=on - timedelta(drawing.SPARK_DAYS), date__lt=on
    ).order_by()
    found: dict[int, dict[date, int]] = {}
    for account, day, dau in rows.values_list("account_id", "date", "dau"):
        found.setdefault(account, {})[day] = dau
    return found


def _coming(keys: Sequence[int]) -> dict[int, Next]:
    rows = (
        Touch.objects.filter(account__in=keys, status__in=_COMING)
        .order_by("due_on", "pk")
        .values_list("account_id", "campaign__name", "status", "due_on")
    )
    found: dict[int, Next] = {}
    for account, campaign, status, due_on in rows:
        before = found.get(account)
        more = before.more + 1 if before else 0
        if before is None or _NEAREST[status] < _NEAREST[before.status]:
            found[account] = Next(campaign, status, due_on, more)
        else:
            found[account] = before._replace(more=more)
    return found
