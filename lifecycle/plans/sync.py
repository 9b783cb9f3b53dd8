"""Holding a sync with the customer: a version of the plan, a meeting, and the next date."""

from datetime import date, datetime

from django.db import transaction

from accounts import timeline
from accounts.models import EntryKind, User
from lifecycle.models import PlanVersion, SuccessPlan, Task
from lifecycle.plans import freeze
from lifecycle.plans.freeze import Minutes
from lifecycle.plans.lock import writable
from lifecycle.work import task as tasks

# The steps of the playbook that are done when a sync has been held.
PLAYBOOK, STEPS = "asp_sync", ("prepare", "sync")


@transaction.atomic
def hold(
    plan: SuccessPlan,
    minutes: Minutes,
    *,
    held_on: date,
    by: User | None,
    on: date,
    now: datetime,
    seen: int | None = None,
) -> PlanVersion:
    """Freeze the plan and tell of it; raises ValueError for dates that cannot be.

    `seen` is the newest version that whoever sends this knew of: a second sending is refused.
    """
    if held_on > on:
        raise ValueError("This sync is still to come; log it when it has been held.")
    if minutes.next_sync_on is not None and minutes.next_sync_on <= held_on:
        raise ValueError("The next sync has to come after this one.")
    locked = writable(plan)
    if seen is not None and freeze.newest(locked) != seen:
        raise ValueError("Another sync was logged meanwhile; look at it before logging this one.")
    version = freeze.version(
        locked, PlanVersion.Kind.SYNC, minutes, held_on=held_on, by=by, on=on, now=now
    )
    locked.last_sync_on = max(filter(None, (locked.last_sync_on, held_on)))
    locked.next_sync_on = minutes.next_sync_on
    locked.save(update_fields=["last_sync_on", "next_sync_on"])
    _tell(locked, version, by=by, now=now)
    _finish_tasks(locked, version, by=by, on=on, now=now)
    return version


def _tell(plan: SuccessPlan, version: PlanVersion, *, by: User | None, now: datetime) -> None:
    with_whom = f"With {', '.join(version.attendees)}." if version.attendees else ""
    parts = (with_whom, version.notes, version.decisions and f"Decided: {version.decisions}")
    timeline.log(
        plan.account,
        EntryKind.MEETING,
        f"Success plan sync, version {version.number}",
        on=version.held_on,
        now=now,
        by=by,
        body="\n\n".join(filter(None, parts)),
    )


def _finish_tasks(plan: SuccessPlan, version: PlanVersion, *, by, on: date, now: datetime) -> None:
    """What the playbook of syncs opened for this sync is done by it."""
    waiting = Task.objects.open().filter(
        account=plan.account_id, run__playbook__slug=PLAYBOOK, key__in=STEPS
    )
    for task in waiting:
        outcome = f"Sync held on {version.held_on}, version {version.number}."
        tasks.finish(task, by=by, on=on, now=now, outcome=outcome)
