"""Tests of the queue's housekeeping."""

from datetime import UTC, datetime, timedelta

import pytest
from django_q.models import Task

from cs_portal import housekeeping

NOW = datetime(2026, 3, 4, 8, tzinfo=UTC)


def ended(name, ago, success):
    at = NOW - timedelta(ago)
    Task.objects.create(
        id=name, name=name, func="f", started=at, stopped=at, success=success, attempt_count=1
    )


@pytest.mark.django_db
def test_old_results_go_and_failures_stay_longer():
    ended("old", 8, True)
    ended("new", 6, True)
    ended("failed long ago", 31, False)
    ended("failed", 29, False)
    counts = housekeeping.clean_up(now=NOW)
    assert counts == {"results": 1, "failures": 1, "counts": 0, "sessions": 0}
    assert set(Task.objects.values_list("name", flat=True)) == {"new", "failed"}
