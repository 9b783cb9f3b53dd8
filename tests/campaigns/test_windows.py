"""Nine in the morning of a working day where the reader lives, across clock changes (C7)."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaigns.windows import is_weekend, next_morning


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2026, 11, 20), False),
        (date(2026, 11, 21), True),
        (date(2026, 11, 22), True),
        (date(2026, 11, 23), False),
    ],
)
def test_saturday_and_sunday_are_the_weekend(on, expected):
    assert is_weekend(on) is expected


@pytest.mark.parametrize(
    ("zone", "after", "expected"),
    [
        # Clocks change on a Sunday: Friday and Monday of both changes.
        pytest.param("America/New_York", "2026-03-06 05:00", "2026-03-06 14:00", id="NY winter"),
        pytest.param("America/New_York", "2026-03-08 05:00", "2026-03-09 13:00", id="NY spring"),
        pytest.param("America/New_York", "2026-10-30 05:00", "2026-10-30 13:00", id="NY summer"),
        pytest.param("America/New_York", "2026-11-01 05:00", "2026-11-02 14:00", id="NY autumn"),
        pytest.param("Europe/London", "2026-03-27 05:00", "2026-03-27 09:00", id="London winter"),
        pytest.param("Europe/London", "2026-03-29 05:00", "2026-03-30 08:00", id="London spring"),
        pytest.param("Europe/London", "2026-10-23 05:00", "2026-10-23 08:00", id="London summer"),
        pytest.param("Europe/London", "2026-10-25 05:00", "2026-10-26 09:00", id="London autumn"),
        pytest.param(
            "Australia/Sydney", "2026-04-02 05:00", "2026-04-02 22:00", id="Sydney summer"
        ),
        pytest.param(
            "Australia/Sydney", "2026-04-05 05:00", "2026-04-05 23:00", id="Sydney autumn"
        ),
        pytest.param(
            "Australia/Sydney", "2026-10-01 05:00", "2026-10-01 23:00", id="Sydney winter"
        ),
        pytest.param(
            "Australia/Sydney", "2026-10-04 05:00", "2026-10-04 22:00", id="Sydney spring"
        ),
        pytest.param(
            "Australia/Lord_Howe", "2026-04-02 05:00", "2026-04-02 22:00", id="Lord Howe +11"
        ),
        pytest.param(
            "Australia/Lord_Howe", "2026-04-05 05:00", "2026-04-05 22:30", id="Lord Howe +10:30"
        ),
        pytest.param(
            "Australia/Lord_Howe", "2026-10-04 05:00", "2026-10-04 22:00", id="Lord Howe back"
        ),
        pytest.param("Asia/Kolkata", "2026-03-09 03:29", "2026-03-09 03:30", id="Kolkata +5:30"),
        pytest.param("Asia/Kolkata", "2026-03-09 03:31", "2026-03-10 03:30", id="Kolkata past 9"),
        pytest.param("America/Sao_Paulo", "2018-11-02 05:00", "2018-11-02 12:00", id="São Paulo"),
        pytest.param(
            # On this Sunday midnight did not exist there.
            "America/Sao_Paulo",
            "2018-11-04 02:00",
            "2018-11-05 11:00",
            id="São Paulo spring",
        ),
        pytest.param(
            "America/Sao_Paulo", "2019-02-17 05:00", "2019-02-18 12:00", id="São Paulo autumn"
        ),
        pytest.param("Asia/Kathmandu", "2026-11-23 00:00", "2026-11-23 03:15", id="Kathmandu"),
        pytest.param("Pacific/Kiritimati", "2026-11-22 12:00", "2026-11-22 19:00", id="+14"),
    ],
)
def test_mail_leaves_at_nine_local_time_across_clock_changes(zone, after, expected):
    assert next_morning(utc(after), zone) == utc(expected)


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        pytest.param("2026-11-19 08:59", "2026-11-19 09:00", id="just before"),
        pytest.param("2026-11-19 09:00", "2026-11-19 09:00", id="at nine"),
        pytest.param("2026-11-19 09:01", "2026-11-20 09:00", id="just after"),
        pytest.param("2026-11-20 09:01", "2026-11-23 09:00", id="Friday after nine: Monday"),
        pytest.param("2026-11-21 00:00", "2026-11-23 09:00", id="Saturday"),
        pytest.param("2026-11-22 23:59", "2026-11-23 09:00", id="Sunday night"),
        pytest.param("2026-12-31 10:00", "2027-01-01 09:00", id="over the year"),
    ],
)
def test_mail_waits_for_the_next_working_morning(after, expected):
    assert next_morning(utc(after), "UTC") == utc(expected)


def test_weekend_is_the_readers_and_not_the_portals():
    # Sunday evening in London is Monday morning in Auckland.
    sunday = utc("2026-11-22 19:30")
    assert next_morning(sunday, "Pacific/Auckland") == utc("2026-11-22 20:00")
    assert next_morning(sunday, "Europe/London") == utc("2026-11-23 09:00")


ZONES = (
    "America/New_York",
    "Europe/London",
    "Australia/Sydney",
    "Asia/Kolkata",
    "America/Sao_Paulo",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Asia/Tehran",
)


@given(
    minutes=st.integers(0, 12 * 366 * 24 * 60),
    zone=st.sampled_from(ZONES),
)
@settings(max_examples=100, deadline=None)
def test_mail_always_leaves_on_a_working_day_at_nine_and_never_waits_longer_than_needed(
    minutes, zone
):
    after = utc("2016-01-01 00:00") + timedelta(minutes=minutes)
    local = next_morning(after, zone).astimezone(ZoneInfo(zone))
    assert (local.hour, local.minute) == (9, 0)
    assert local.weekday() < 5
    assert local >= after
    asked = after.astimezone(ZoneInfo(zone)).date()
    between = [asked + timedelta(n) for n in range(1, (local.date() - asked).days)]
    assert all(is_weekend(day) for day in between)
