"""Tests of how objectives stand, on both sides of each edge."""

from datetime import date, timedelta
from fractions import Fraction

import pytest

from lifecycle.plans import progress
from lifecycle.plans.progress import Course, Reading, Tolerance

START = date(2026, 1, 1)
DUE = START + timedelta(100)
UP = Course(Fraction(0), START, Fraction(100), DUE)
DOWN = Course(Fraction(100), START, Fraction(0), DUE, down=True)
KEEP = Course(Fraction(80), START, Fraction(80), DUE)
TOLERANCE = Tolerance(at_risk=10, off_track=25)


def day(number: int) -> date:
    return START + timedelta(number)


def stands(course: Course, value, dated: int, on: int | None = None) -> str:
    reading = Reading(day(dated), Fraction(value))
    return progress.standing(course, reading, TOLERANCE, on=day(dated if on is None else on))


@pytest.mark.parametrize(
    ("number", "value"), [(-5, 0), (0, 0), (1, 1), (50, 50), (100, 100), (120, 100)]
)
def test_path_is_straight_from_baseline_to_target(number, value):
    assert progress.expected(UP, day(number)) == value
    assert progress.expected(DOWN, day(number)) == 100 - value


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (100, "met"),
        (60, "on_track"),
        (50, "on_track"),
        (40, "on_track"),
        (Fraction(3999, 100), "at_risk"),
        (25, "at_risk"),
        (Fraction(2499, 100), "off_track"),
        (0, "off_track"),
    ],
)
def test_objective_stands_by_how_far_it_is_behind_its_path(value, expected):
    assert stands(UP, value, 50) == expected
    assert stands(DOWN, 100 - value, 50) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (80, "met"),
        (79, "on_track"),
        (72, "on_track"),
        (71, "at_risk"),
        (60, "at_risk"),
        (59, "off_track"),
    ],
)
def test_level_to_be_kept_is_measured_by_the_target_itself(value, expected):
    assert stands(KEEP, value, 50) == expected


def test_level_of_nothing_is_kept_or_not():
    none = Course(Fraction(0), START, Fraction(0), DUE, down=True)
    assert stands(none, 0, 50) == "met"
    assert stands(none, 1, 50) == "off_track"


@pytest.mark.parametrize(("on", "expected"), [(100, "on_track"), (101, "missed")])
def test_objective_is_missed_the_day_after_it_was_due(on, expected):
    assert stands(UP, 99, 100, on) == expected
    assert stands(UP, 100, 100, on) == "met"


def test_old_reading_is_held_against_the_path_of_its_own_day():
    assert stands(UP, 10, 10, on=90) == "on_track"


def test_objective_without_a_reading_is_unknown_for_ever():
    assert progress.standing(UP, None, TOLERANCE, on=day(500)) == "unknown"


def test_newest_reading_by_the_due_date_counts_and_of_a_day_the_last():
    readings = [Reading(day(n), Fraction(v)) for n, v in ((10, 1), (100, 2), (100, 3), (101, 4))]
    assert progress.counted(readings, UP) == readings[2]
    assert progress.counted(readings[3:], UP) is None


@pytest.mark.parametrize(
    ("course", "value", "share"),
    [
        (UP, -5, 0), (UP, 0, 0), (UP, Fraction(999, 10), 99), (UP, 100, 100), (UP, 130, 100),
        (DOWN, 25, 75), (KEEP, 79, 0), (KEEP, 80, 100),
    ],
)  # fmt: skip
def test_share_of_the_way_is_cut_off(course, value, share):
    assert progress.share(course, Fraction(value)) == share


@pytest.mark.parametrize(
    ("course", "word"),
    [
        (UP, ""),
        (KEEP, ""),
        (UP._replace(due_on=START), "due date"),
        (UP._replace(target=Fraction(-1)), "below"),
        (DOWN._replace(target=Fraction(101)), "above"),
    ],
)
def test_course_that_leads_nowhere_is_refused(course, word):
    assert (word in progress.refusal(course)) and bool(word) == bool(progress.refusal(course))


@pytest.mark.parametrize(
    ("agreed", "last", "days", "due"),
    [
        (day(7), day(0), 91, day(7)),
        (None, day(3), 91, day(94)),
        (None, None, 91, day(91)),
        (None, day(3), 0, None),
    ],
)
def test_next_sync_is_as_agreed_or_by_the_rhythm(agreed, last, days, due):
    assert progress.sync_due(agreed_on=agreed, last_on=last, started_on=START, days=days) == due
