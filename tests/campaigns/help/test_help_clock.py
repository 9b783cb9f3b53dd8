"""By when a question is answered, on both sides of each edge."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from campaigns.help import clock

BERLIN = ZoneInfo("Europe/Berlin")


def at(day: int, hour: int, minute: int = 0, month: int = 6) -> datetime:
    """June 2026 begins on a Monday."""
    return datetime(2026, month, day, hour, minute, tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("asked", "hours", "due"),
    [
        (at(1, 15), 48, at(3, 15)),
        (at(4, 15), 48, at(8, 15)),  # Thursday to Monday: the weekend does not count
        (at(5, 15), 48, at(9, 15)),
        (at(5, 0), 24, at(6, 0)),  # all of Friday, to the minute
        (at(5, 0, 1), 24, at(8, 0, 1)),
        (at(6, 11), 48, at(10, 0)),  # Saturday begins on Monday morning
        (at(7, 23, 59), 48, at(10, 0)),
        (at(8, 0), 48, at(10, 0)),
        (at(1, 15), 8, at(1, 23)),
        (at(5, 20), 8, at(8, 4)),
    ],
)
def test_hours_of_working_days(asked, hours, due):
    assert clock.due(asked, hours, clock="working_days", zone=BERLIN) == due


@pytest.mark.parametrize(
    ("asked", "hours", "due"),
    [
        (at(1, 9), 8, at(1, 17)),
        (at(1, 9, 1), 8, at(2, 9, 1)),
        (at(1, 3), 8, at(1, 17)),
        (at(1, 17), 1, at(2, 10)),
        (at(5, 16), 2, at(8, 10)),
        (at(6, 12), 8, at(8, 17)),
        (at(1, 9), 48, at(8, 17)),
    ],
)
def test_hours_at_work(asked, hours, due):
    assert clock.due(asked, hours, clock="working_hours", zone=BERLIN) == due


def test_plain_hours_run_through_weekends():
    assert clock.due(at(5, 15), 48, clock="hours", zone=BERLIN) == at(7, 15)


def test_free_days_do_not_count():
    free = {date(2026, 6, 2)}
    assert clock.due(at(1, 15), 24, clock="working_days", zone=BERLIN, free=free) == at(3, 15)


@pytest.mark.parametrize("month, day", [(3, 27), (10, 23)])
def test_a_change_of_the_clocks_moves_no_hour(month, day):
    """Asked on the Friday before the night in which the clocks change."""
    due = clock.due(at(day, 15, month=month), 24, clock="working_days", zone=BERLIN)
    assert (due.hour, due.weekday()) == (15, 0)


def test_asked_in_another_zone_counts_where_the_team_is():
    """Late on a Friday in UTC it is Saturday in Berlin."""
    asked = datetime(2026, 6, 5, 23, tzinfo=UTC)
    assert clock.due(asked, 24, clock="working_days", zone=BERLIN) == at(9, 0)


def test_midnight_belongs_to_the_day_before():
    assert clock.last_day(at(10, 0), BERLIN) == date(2026, 6, 9)
    assert clock.last_day(at(10, 0, 1), BERLIN) == date(2026, 6, 10)
