"""Which success plans are past the day of their next sync, by the rhythm of their programme."""

from datetime import date, timedelta

from django.db.models import Q

from accounts.models import Account
from lifecycle.gather import Programmes
from lifecycle.models import SuccessPlan
from lifecycle.plans import progress


def overdue(programmes: Programmes, *, on: date) -> Q:
    """For a query of plans; says the same as `day` lying before the day."""
    found = Q(next_sync_on__lt=on)
    for key, slug in programmes.slugs.items():
        days = programmes.policies[slug].plan_sync_days
        if days:
            since = on - timedelta(days)
            late = Q(last_sync_on__lt=since) | Q(last_sync_on=None, started_on__lt=since)
            found |= late & Q(next_sync_on=None, account__programme=key)
    return found


def rhythm(account: Account, programmes: Programmes) -> int:
    """How many days there may be between two syncs; 0 where no plan is expected."""
    return programmes.policies[programmes.slugs[account.programme_id]].plan_sync_days


def day(plan: SuccessPlan, rhythm: int) -> date | None:
    """The day of the next sync: as agreed, or by the rhythm of the account's programme."""
    return progress.sync_due(
        agreed_on=plan.next_sync_on,
        last_on=plan.last_sync_on,
        started_on=plan.started_on,
        days=rhythm,
    )
