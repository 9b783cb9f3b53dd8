"""Tests of the table of schedules."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.utils.module_loading import import_string
from django_q.models import Schedule

from cs_portal import schedule
from cs_portal.schedule import JOBS, Job

NOW = datetime(2026, 3, 4, 8, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def sync(at=NOW):
    return {what: number for what, number in schedule.sync(now=at).items() if number}


def rows():
    return list(Schedule.objects.order_by("name").values())


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.name)
def test_every_job_can_be_imported_and_bears_our_prefix(job):
    assert callable(import_string(job.task))
    assert job.name.startswith(schedule.OURS)


def test_schedules_are_made_once():
    assert sync() == {"new": len(JOBS)}
    before = rows()
    assert sync(NOW + timedelta(days=3)) == {"unchanged": len(JOBS)}
    assert rows() == before


def test_heartbeat_runs_each_minute_from_now_on():
    sync()
    row = Schedule.objects.get(func=schedule.TICK)
    assert (row.schedule_type, row.minutes, row.repeats, row.next_run) == ("I", 1, -1, NOW)


@pytest.mark.parametrize(
    ("at", "first"),
    [
        pytest.param(time(9), NOW.replace(hour=9), id="later today"),
        pytest.param(time(8), NOW + timedelta(1), id="this very minute: tomorrow"),
        pytest.param(time(3, 20), datetime(2026, 3, 5, 3, 20, tzinfo=UTC), id="tomorrow"),
    ],
)
def test_daily_job_waits_for_its_hour(at, first):
    assert schedule.first_run(Job("cs: x", "x", at), now=NOW) == first


def test_next_run_of_a_schedule_is_never_moved():
    sync()
    Schedule.objects.update(next_run=NOW + timedelta(minutes=7), minutes=30)
    assert sync(NOW + timedelta(1))["changed"] == len(JOBS)
    assert {row["next_run"] for row in rows()} == {NOW + timedelta(minutes=7)}


def test_schedule_that_somebody_changed_is_put_right():
    sync()
    Schedule.objects.filter(func=schedule.TICK).update(args="(1,", repeats=0, cluster="other")
    assert sync() == {"changed": 1, "unchanged": len(JOBS) - 1}
    row = Schedule.objects.get(func=schedule.TICK)
    assert (row.args, row.repeats, row.cluster) == (None, -1, None)


def test_doubles_are_removed_and_the_oldest_stays():
    sync()
    first = Schedule.objects.get(func=schedule.TICK)
    Schedule.objects.create(name=first.name, func=first.func, next_run=NOW)
    assert sync()["removed"] == 1
    assert Schedule.objects.get(name=first.name).pk == first.pk


def test_schedule_that_the_table_has_no_more_is_removed():
    Schedule.objects.create(name="cs: long ago", func="gone.task", next_run=NOW)
    assert sync()["removed"] == 1


def test_schedules_of_others_are_left_alone():
    Schedule.objects.create(name="theirs", func="their.task", next_run=NOW)
    sync()
    assert Schedule.objects.filter(name="theirs").exists()
