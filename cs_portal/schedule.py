"""The one table of what the cluster runs by itself, kept the same in the database."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import NamedTuple

from django.db import transaction
from django_q.models import Schedule

OURS = "cs: "
TICK = "campaigns.tasks.tick"


class Job(NamedTuple):
    """`at` is the hour in UTC of a daily job; a job without one runs every minute.

    Nothing that must happen on a certain day hangs on it: what is due stands in the tables.
    """

    name: str
    task: str
    at: time | None = None


# One heartbeat does all the work: schedules are only looked at every half minute, may be doubled
# or lost, and a single row that cannot be read stops them all.
JOBS = (
    Job(f"{OURS}heartbeat", TICK),
    Job(f"{OURS}clean up", "cs_portal.tasks.clean_up", at=time(3, 20)),
)


def sync(*, now: datetime, jobs: Iterable[Job] = JOBS) -> dict[str, int]:
    """Make the schedules that bear our prefix those of the table; count what was changed.

    Names are not unique in the queue's own table, so doubles are looked for. The next run of a
    schedule that exists is never moved, and other people's schedules are left alone.
    """
    counts = {"new": 0, "changed": 0, "unchanged": 0, "removed": 0}
    jobs = list(jobs)
    with transaction.atomic():
        present: dict[str, list[Schedule]] = {}
        ours = Schedule.objects.select_for_update().filter(name__startswith=OURS)
        for schedule in ours.order_by("pk"):
            present.setdefault(schedule.name, []).append(schedule)
        for job in jobs:
            kept, *doubles = present.pop(job.name, [None])
            counts[_put(job, kept, now)] += 1
            counts["removed"] += _remove(doubles)
        for gone in present.values():
            counts["removed"] += _remove(gone)
    return counts


def _put(job: Job, kept: Schedule | None, now: datetime) -> str:
    fields = {
        "func": job.task,
        "schedule_type": Schedule.DAILY if job.at else Schedule.MINUTES,
        "minutes": None if job.at else 1,
        "args": None,
        "kwargs": None,
        "hook": None,
        "cluster": None,
        "repeats": -1,
    }
    if kept is None:
        Schedule.objects.create(name=job.name, next_run=first_run(job, now=now), **fields)
        return "new"
    changed = [name for name, value in fields.items() if getattr(kept, name) != value]
    if kept.next_run is None:
        kept.next_run = first_run(job, now=now)
        changed.append("next_run")
    if not changed:
        return "unchanged"
    for name in set(changed) & set(fields):
        setattr(kept, name, fields[name])
    kept.save(update_fields=changed)
    return "changed"


def first_run(job: Job, *, now: datetime) -> datetime:
    """At once, or the next time it is that hour."""
    if job.at is None:
        return now
    at = now.replace(hour=job.at.hour, minute=job.at.minute, second=0, microsecond=0)
    return at if at > now else at + timedelta(1)


def _remove(schedules: Iterable[Schedule]) -> int:
    return sum(schedule.delete()[0] for schedule in schedules)
