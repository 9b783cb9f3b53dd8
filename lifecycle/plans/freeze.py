"""Freezes a success plan as it stands into a version of it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Max

from accounts.models import User
from lifecycle.models import PlanVersion, SuccessPlan
from lifecycle.plans import content, objective


def newest(plan: SuccessPlan) -> int:
    """The number of its newest version, 0 before the first."""
    return plan.versions.aggregate(number=Max("number"))["number"] or 0


class Minutes(NamedTuple):
    """What is written down about a sync."""

    attendees: Sequence[str] = ()
    notes: str = ""
    decisions: str = ""
    next_sync_on: date | None = None


def version(
    plan: SuccessPlan,
    kind: str,
    minutes: Minutes,
    *,
    held_on: date,
    by: User | None,
    on: date,
    now: datetime,
) -> PlanVersion:
    """Measure what can be measured, then keep everything; the plan is locked by the caller."""
    objective.measure(plan, on=on, now=now)
    return PlanVersion.objects.create(
        plan=plan,
        number=newest(plan) + 1,
        kind=kind,
        held_on=held_on,
        attendees=list(minutes.attendees),
        notes=minutes.notes.strip(),
        decisions=minutes.decisions.strip(),
        next_sync_on=minutes.next_sync_on,
        content=content.of(plan, on=on),
        author=by,
        created_at=now,
    )
