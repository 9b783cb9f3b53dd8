"""Begins a success plan, changes it, and archives it with or without one that follows."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from accounts import timeline
from accounts.models import Account, EntryKind, User
from lifecycle.models import PlanVersion, SuccessPlan
from lifecycle.plans import carry, freeze
from lifecycle.plans.freeze import Minutes
from lifecycle.plans.lock import writable


def begin(
    account: Account,
    fields: Mapping[str, Any],
    *,
    by: User | None,
    on: date,
    now: datetime,
    carried_from: SuccessPlan | None = None,
) -> SuccessPlan:
    """The account's current plan from now on; raises ValueError while another one is.

    What was open in the plan it is carried from is open in this one.
    """
    if not str(fields.get("north_star", "")).strip():
        raise ValueError("Say in a sentence what both sides want to have reached.")
    fields = {"owner": account.ta or by, "started_on": on, **fields}
    try:
        with transaction.atomic():
            plan = SuccessPlan.objects.create(account=account, author=by, created_at=now, **fields)
            title = f"Success plan begun: {plan.title}"
            timeline.log(
                account, EntryKind.PLAN, title, on=on, now=now, by=by, body=plan.north_star
            )
            if carried_from is not None:
                carry.over(carried_from, plan, now=now)
    except IntegrityError:
        raise ValueError("The account has a current plan; archive it first.") from None
    return plan


@transaction.atomic
def change(plan: SuccessPlan, fields: Mapping[str, Any]) -> SuccessPlan:
    """What it says of itself; what hangs on it is changed by verbs of its own."""
    locked = writable(plan)
    for name, value in fields.items():
        setattr(locked, name, value)
    locked.save(update_fields=list(fields))
    return locked


@transaction.atomic
def archive(
    plan: SuccessPlan, because: str, *, by: User | None, on: date, now: datetime, keep: bool = False
) -> PlanVersion:
    """Freeze it as it stands and close it; its open tasks are dropped unless they are kept."""
    if not because.strip():
        raise ValueError("Say why the plan ends.")
    locked = writable(plan)
    minutes = Minutes(notes=because)
    kind = PlanVersion.Kind.ARCHIVE
    version = freeze.version(locked, kind, minutes, held_on=on, by=by, on=on, now=now)
    if not keep:
        carry.drop_tasks(locked, by=by, on=on, now=now)
    locked.archived_at, locked.archived_because = now, because.strip()[:200]
    locked.save(update_fields=["archived_at", "archived_because"])
    title = f"Success plan archived: {locked.title}"
    timeline.log(locked.account, EntryKind.PLAN, title, on=on, now=now, by=by, body=because)
    return version


@transaction.atomic
def follow(
    plan: SuccessPlan,
    fields: Mapping[str, Any],
    *,
    because: str,
    with_open: bool,
    by: User | None,
    on: date,
    now: datetime,
) -> SuccessPlan:
    """Archive it and begin the next, with what is open carried over if so wished."""
    archive(plan, because, by=by, on=on, now=now, keep=with_open)
    return begin(
        plan.account,
        {**fields, "before": plan},
        by=by,
        on=on,
        now=now,
        carried_from=plan if with_open else None,
    )
