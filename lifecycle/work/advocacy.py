"""Counts each account's champions and advocates as a month begins."""

from collections import Counter
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef

from accounts import bulk
from accounts.models import Account, Advocacy, AdvocacyCount, Contact
from lifecycle.batch import Batch
from lifecycle.gather import Programmes, chosen


def day(
    pairs: Batch,
    programmes: Programmes,
    *,
    on: date,
    now: datetime,
) -> Counter[str]:
    """On the first decided day of the month, for every customer that was not counted for it."""
    if not pairs:
        return Counter()
    month = on.replace(day=1)
    # Bounded as the accounts are, or the whole month would be gone through for each batch.
    near = chosen("account_id", pairs.accounts)
    counted = AdvocacyCount.objects.filter(near, account=OuterRef("pk"), month=month)
    uncounted = Account.objects.filter(chosen("pk", pairs.accounts), ~Exists(counted)).order_by()
    waiting = {account for (account,) in bulk.read(uncounted.values_list("pk"))}
    missing = {
        facts.account
        for facts, decision in pairs
        if facts.account in waiting and decision.relationship
    }
    if not missing:
        return Counter()
    champions = Contact.objects.current().filter(chosen("account_id", missing), champion=True)
    advocates = Advocacy.objects.on(on).filter(chosen("contact__account_id", missing))
    held = _by(champions, "account_id")
    speaking = _by(advocates, "contact__account_id")
    counts = [
        AdvocacyCount(
            account_id=account,
            month=month,
            champions=held.get(account, 0),
            advocates=speaking.get(account, 0),
        )
        for account in sorted(missing)
    ]
    bulk.insert(counts, ignore=True)
    return Counter({"advocates counted": len(missing)})


def _by(rows, account: str) -> dict[int, int]:
    return dict(rows.order_by().values_list(account).annotate(count=Count("pk")))
