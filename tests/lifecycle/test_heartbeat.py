"""Tests of the heartbeat's row."""

from datetime import UTC, datetime, timedelta

import pytest

from lifecycle import heartbeat
from lifecycle.models import Heartbeat

NOW = datetime(2026, 3, 4, 8, tzinfo=UTC)
LATER = NOW + timedelta(seconds=30)

pytestmark = pytest.mark.django_db


def row():
    return Heartbeat.objects.get(name="tick")


def test_heartbeat_shows_when_it_began():
    heartbeat.began("tick", now=NOW)
    assert (row().began_at, row().ended_at, row().error) == (NOW, None, "")


def test_heartbeat_that_ended_well_keeps_its_counts_and_forgets_the_error():
    heartbeat.failed("tick", error="OperationalError: gone")
    heartbeat.ended("tick", now=LATER, counts={"sent": 3})
    assert (row().ended_at, row().counts, row().error) == (LATER, {"sent": 3}, "")


def test_heartbeat_that_failed_keeps_when_one_last_ended_well():
    heartbeat.ended("tick", now=NOW, counts={})
    heartbeat.began("tick", now=LATER)
    heartbeat.failed("tick", error="OperationalError: gone")
    assert (row().ended_at, row().error) == (NOW, "OperationalError: gone")


def test_error_without_words_still_shows():
    heartbeat.failed("tick", error=" ")
    assert row().error == "It failed without saying why."
