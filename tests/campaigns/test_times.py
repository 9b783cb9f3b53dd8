"""Moments as contacts read them."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from campaigns import times

MIDNIGHT = datetime(2026, 12, 2, tzinfo=UTC)


def test_moment_names_its_zone():
    assert times.spelled(MIDNIGHT, UTC) == "Wednesday, 2 December, 00:00 (UTC)"


@pytest.mark.parametrize(
    ("moment", "zone", "said"),
    [
        (MIDNIGHT, "UTC", "the end of Tuesday, 1 December (UTC)"),
        (MIDNIGHT, "Europe/Berlin", "Wednesday, 2 December, 01:00 (CET)"),
        (MIDNIGHT.replace(minute=1), "UTC", "Wednesday, 2 December, 00:01 (UTC)"),
        (MIDNIGHT.replace(day=1, hour=23), "Europe/Berlin", "the end of Tuesday, 1 December (CET)"),
    ],
)
def test_midnight_to_wait_for_is_the_end_of_the_day_before(moment, zone, said):
    assert times.by(moment, ZoneInfo(zone)) == said
