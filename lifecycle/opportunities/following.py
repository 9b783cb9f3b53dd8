"""Lets opportunities follow a change of an account's team."""

from collections.abc import Mapping
from datetime import datetime

from accounts.models import User
from lifecycle.models import Opportunity, OpportunityEntry
from lifecycle.models.opportunity import LIVE

Held = tuple[int, str]  # account and role


def follow(
    changes: Mapping[Held, tuple[int | None, int | None]],
    people: Mapping[int, User],
    *,
    by: User | None,
    now: datetime,
) -> int:
    """Give the live ones of who held a role, or of nobody, to who holds it now; count them.

    `changes` names who held the role before and after, by account and role.
    """
    live = Opportunity.objects.filter(
        account__among=sorted({account for account, _ in changes}), state__in=LIVE
    )
    moved, entries = [], []
    for row in live.select_for_update(of=("self",)):
        before, after = changes.get((row.account_id, row.owner_role), (0, 0))
        if row.owner_id != before or before == after:
            continue
        row.owner_id = after
        moved.append(row)
        text = f"from {people.get(before, 'nobody')} to {people.get(after, 'nobody')}"
        kind = OpportunityEntry.Kind.ASSIGNED
        entries.append(
            OpportunityEntry(
                opportunity=row, kind=kind, text=f"{text}: the team changed", by=by, at=now
            )
        )
    Opportunity.objects.bulk_update(moved, ["owner"], batch_size=500)
    OpportunityEntry.objects.bulk_create(entries, batch_size=1000)
    return len(moved)
