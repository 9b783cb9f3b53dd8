"""Slots from hours, overrides, absences and what is busy, also where and when clocks change."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.booking.slots import Host, Met, Terms, starts
from campaigns.booking.wall import instant, minute, moment

NINE_TO_FIVE = {day: ((540, 1020),) for day in range(5)}
MONDAY = date(2026, 3, 2)
HALF = Terms(30, horizon=60)


def at(day: date, hour: int, minutes: int = 0, zone: str = "UTC") -> int:
    return minute(datetime(day.year, day.month, day.day, hour, minutes, tzinfo=ZoneInfo(zone)))


def host(zone: str = "UTC", **values) -> Host:
    return Host(1, zone, **{"weekly": NINE_TO_FIVE, **values})


def walls(found: list[int], zone: str = "UTC") -> list[str]:
    return [f"{moment(start).astimezone(ZoneInfo(zone)):%H:%M}" for start in found]


def on(day: date, someone: Host, terms: Terms = HALF) -> list[str]:
    """The slots of a day, asked for two days before, on the wall clock of the host."""
    now = at(day - timedelta(2), 0)
    found = starts([someone], terms, now=now)
    zone = ZoneInfo(someone.zone)
    return walls([s for s in found if moment(s).astimezone(zone).date() == day], someone.zone)


def test_a_day_is_cut_in_the_rhythm_of_the_type():
    found = on(MONDAY, host())
    assert (found[0], found[-1], len(found)) == ("09:00", "16:30", 16)
    assert on(MONDAY, host(), Terms(60, step=60))[-1] == "16:00"
    assert on(MONDAY, host(), Terms(45, step=15))[-1] == "16:15"


@pytest.mark.parametrize(
    ("busy", "gone"),
    [
        ((at(MONDAY, 10), at(MONDAY, 11)), ["10:00", "10:30"]),
        ((at(MONDAY, 10, 10), at(MONDAY, 10, 20)), ["10:00"]),
        ((at(MONDAY, 10, 29), at(MONDAY, 10, 31)), ["10:00", "10:30"]),
        ((at(MONDAY, 8), at(MONDAY, 9)), []),
        ((at(MONDAY, 17), at(MONDAY, 18)), []),
        ((at(MONDAY, 0), at(MONDAY, 23)), on(MONDAY, host())),
    ],
)
def test_what_is_busy_takes_only_what_it_touches(busy, gone):
    free = on(MONDAY, host(busy=[busy]))
    assert [wall for wall in on(MONDAY, host()) if wall not in free] == gone


@pytest.mark.parametrize(
    ("terms", "met", "gone"),
    [
        (Terms(30), Met(at(MONDAY, 11), at(MONDAY, 12)), ["11:00", "11:30"]),
        (Terms(30, before=15), Met(at(MONDAY, 11), at(MONDAY, 12)), ["11:00", "11:30", "12:00"]),
        (Terms(30, after=15), Met(at(MONDAY, 11), at(MONDAY, 12)), ["10:30", "11:00", "11:30"]),
        (Terms(30), Met(at(MONDAY, 11), at(MONDAY, 12), 0, 30, 0), ["10:30", "11:00", "11:30"]),
        # The wider of the two buffers is kept, not their sum.
        (
            Terms(30, before=30),
            Met(at(MONDAY, 11), at(MONDAY, 12), 0, 0, 30),
            ["11:00", "11:30", "12:00"],
        ),
    ],
)
def test_buffers_of_either_meeting_are_kept(terms, met, gone):
    free = on(MONDAY, host(meetings=[met]), terms)
    assert [wall for wall in on(MONDAY, host()) if wall not in free] == gone


def test_an_absence_is_stronger_than_an_override_than_a_holiday_than_the_week():
    override = {MONDAY: ((600, 660),)}
    assert on(MONDAY, host(holidays={MONDAY})) == []
    assert on(MONDAY, host(holidays={MONDAY}, overrides=override)) == ["10:00", "10:30"]
    assert on(MONDAY, host(overrides={MONDAY: ()})) == []
    away = [(MONDAY, MONDAY + timedelta(1))]
    assert on(MONDAY, host(overrides=override, away=away)) == []
    assert len(on(MONDAY + timedelta(1), host(away=away))) == 16


def test_notice_and_horizon_are_kept_to_the_minute():
    now = at(MONDAY, 9)
    found = starts([host()], Terms(30, notice=120, horizon=1), now=now)
    assert walls(found)[:2] == ["11:00", "11:30"]
    assert moment(found[-1]) == datetime(2026, 3, 3, 9, tzinfo=UTC)
    assert walls(starts([host()], Terms(30, notice=121, horizon=1), now=now))[0] == "11:30"


@pytest.mark.parametrize(
    ("values", "terms", "days"),
    [
        ({}, Terms(30, kind=7, per_day=1, horizon=8), [3, 4, 5, 6, 9, 10]),
        ({}, Terms(30, kind=7, per_day=2, horizon=8), [2, 3, 4, 5, 6, 9, 10]),
        ({}, Terms(30, kind=8, per_day=1, horizon=8), [2, 3, 4, 5, 6, 9, 10]),
        ({"per_day": 1}, Terms(30, kind=8, horizon=8), [3, 4, 5, 6, 9, 10]),
        ({}, Terms(30, kind=7, per_week=1, horizon=8), [9, 10]),
        ({"per_week": 1}, Terms(30, kind=8, horizon=8), [9, 10]),
    ],
)
def test_limits_close_days_and_weeks_of_the_host(values, terms, days):
    met = Met(at(MONDAY, 15), at(MONDAY, 16), 7)
    found = starts([host(meetings=[met], **values)], terms, now=at(MONDAY, 9))
    assert sorted({moment(start).day for start in found}) == days


def test_hours_that_touch_are_one_and_a_break_is_none():
    split = host(weekly={0: ((540, 720), (720, 780), (840, 900))})
    assert on(MONDAY, split, Terms(60, step=60)) == ["09:00", "10:00", "11:00", "12:00", "14:00"]


def test_several_hosts_are_free_together_in_the_rhythm_of_the_first():
    berlin, new_york = host("Europe/Berlin"), host("America/New_York")
    found = starts([berlin, new_york], HALF, now=at(MONDAY, 0), until=at(MONDAY, 23))
    assert walls(found, "Europe/Berlin") == ["15:00", "15:30", "16:00", "16:30"]
    # Quarter hours of Nepal never coincide with half hours, but any minute of theirs is good.
    found = starts([host("UTC"), host("Asia/Kathmandu")], HALF, now=at(MONDAY, 0, 1))
    assert walls(found)[:3] == ["09:00", "09:30", "10:00"]


# The day of a change, and the slots of its hours from midnight to five: how many, and the first.
CHANGES = [
    ("America/New_York", date(2026, 3, 8), 8, ["00:00", "00:30", "01:00", "01:30", "03:00"]),
    ("America/New_York", date(2026, 11, 1), 12, ["00:00", "00:30", "01:00", "01:30", "01:00"]),
    ("Europe/London", date(2026, 3, 29), 8, ["00:00", "00:30", "02:00", "02:30", "03:00"]),
    ("Europe/London", date(2026, 10, 25), 12, ["00:00", "00:30", "01:00", "01:30", "01:00"]),
    ("Australia/Sydney", date(2026, 10, 4), 8, ["00:00", "00:30", "01:00", "01:30", "03:00"]),
    ("Australia/Sydney", date(2026, 4, 5), 12, ["00:00", "00:30", "01:00", "01:30", "02:00"]),
    ("Australia/Lord_Howe", date(2026, 10, 4), 9, ["00:00", "00:30", "01:00", "01:30", "02:30"]),
    ("Australia/Lord_Howe", date(2026, 4, 5), 11, ["00:00", "00:30", "01:00", "01:30", "01:30"]),
    # These two change no clocks any more; São Paulo did so at midnight until 2019.
    ("Asia/Kolkata", date(2026, 3, 29), 10, ["00:00", "00:30", "01:00", "01:30", "02:00"]),
    ("America/Sao_Paulo", date(2026, 3, 29), 10, ["00:00", "00:30", "01:00", "01:30", "02:00"]),
    ("America/Sao_Paulo", date(2018, 11, 4), 8, ["01:00", "01:30", "02:00", "02:30", "03:00"]),
    ("America/Sao_Paulo", date(2019, 2, 17), 10, ["00:00", "00:30", "01:00", "01:30", "02:00"]),
]


@pytest.mark.parametrize(("zone", "day", "count", "first"), CHANGES)
def test_slots_are_right_on_days_on_which_clocks_change(zone, day, count, first):
    night = host(zone, weekly={}, overrides={day: ((0, 300),)})
    found = on(day, night)
    assert (len(found), found[:5]) == (count, first)


@pytest.mark.parametrize(("zone", "day", "count", "first"), CHANGES)
def test_working_hours_keep_their_wall_clock_around_a_change(zone, day, count, first):
    always = host(zone, weekly={weekday: ((540, 1020),) for weekday in range(7)})
    for near in (-1, 0, 1):
        found = on(day + timedelta(near), always)
        assert (found[0], found[-1], len(found)) == ("09:00", "16:30", 16)


def test_a_time_the_clock_leaps_over_is_the_next_and_of_two_the_first():
    leap, back = date(2026, 3, 8), date(2026, 11, 1)
    zone = "America/New_York"
    assert moment(instant(zone, leap, 150)) == datetime(2026, 3, 8, 7, tzinfo=UTC)
    assert moment(instant(zone, back, 90)) == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)
    assert moment(instant("Australia/Lord_Howe", date(2026, 10, 4), 135)) == datetime(
        2026, 10, 3, 15, 30, tzinfo=UTC
    )


@given(
    st.sampled_from(sorted({zone for zone, *_ in CHANGES})),
    st.lists(st.tuples(st.integers(0, 20_000), st.integers(1, 600)), max_size=12),
    st.integers(0, 60),
    st.integers(0, 60),
)
def test_no_slot_collides_and_none_that_is_free_is_missing(zone, lengths, before, after):
    now = at(date(2026, 3, 27), 3, 17)
    busy = [(now + offset, now + offset + length) for offset, length in lengths]
    terms = Terms(30, before=before, after=after, notice=45, horizon=10)
    found = starts([host(zone, busy=busy)], terms, now=now)
    undisturbed = starts([host(zone)], terms, now=now)
    free = [
        start
        for start in undisturbed
        if not any(begin < start + 30 + after and start - before < end for begin, end in busy)
    ]
    assert found == free
