"""How an objective stands: its value beside the straight path from baseline to target."""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import NamedTuple

MET, ON_TRACK, AT_RISK, OFF_TRACK, MISSED, UNKNOWN = (
    "met",
    "on_track",
    "at_risk",
    "off_track",
    "missed",
    "unknown",
)


class Course(NamedTuple):
    """From the baseline on its date to the target by the due date; down where less is better."""

    baseline: Fraction
    baseline_on: date
    target: Fraction
    due_on: date
    down: bool = False


class Tolerance(NamedTuple):
    """How far behind its path an objective may be, in percent of the whole way."""

    at_risk: int
    off_track: int


class Reading(NamedTuple):
    """A value and the date of its data."""

    on: date
    value: Fraction


def refusal(course: Course) -> str:
    """Why this is no course, or nothing."""
    if course.due_on <= course.baseline_on:
        return "The due date has to lie after the date of the baseline."
    if course.down and course.target > course.baseline:
        return "The target lies above the baseline, but less is said to be better."
    if not course.down and course.target < course.baseline:
        return "The target lies below the baseline, but more is said to be better."
    return ""


def counted(readings: Iterable[Reading], course: Course) -> Reading | None:
    """The newest by the due date; of one day the last given (G1)."""
    found = None
    for reading in readings:
        if reading.on <= course.due_on and (found is None or reading.on >= found.on):
            found = reading
    return found


def expected(course: Course, on: date) -> Fraction:
    """Where the path is on a day (G2)."""
    whole = (course.due_on - course.baseline_on).days
    gone = min(max((on - course.baseline_on).days, 0), whole)
    return course.baseline + (course.target - course.baseline) * Fraction(gone, whole)


def reached(course: Course, value: Fraction) -> bool:
    return value <= course.target if course.down else value >= course.target


def behind(course: Course, reading: Reading) -> Fraction:
    """How far behind the path of its day, in percent of the whole way; negative is ahead (G4)."""
    short = expected(course, reading.on) - reading.value
    if course.down:
        short = -short
    way = abs(course.target - course.baseline) or abs(course.target)
    return 100 * short / way if way else Fraction(100 if short > 0 else 0)


def standing(course: Course, reading: Reading | None, tolerance: Tolerance, *, on: date) -> str:
    """What the rule says on a day; without a reading it does not know (G3 to G5)."""
    if reading is None:
        return UNKNOWN
    if reached(course, reading.value):
        return MET
    if on > course.due_on:
        return MISSED
    short = behind(course, reading)
    if short > tolerance.off_track:
        return OFF_TRACK
    return AT_RISK if short > tolerance.at_risk else ON_TRACK


def share(course: Course, value: Fraction) -> int:
    """Whole percent of the way gone, from 0 to 100, cut off; for showing."""
    if reached(course, value):
        return 100
    way = course.target - course.baseline
    if not way:
        return 0
    return min(max(int(100 * (value - course.baseline) / way), 0), 100)


def sync_due(
    *, agreed_on: date | None, last_on: date | None, started_on: date, days: int
) -> date | None:
    """The day agreed, else so many days after the last sync or the start; None without rhythm."""
    if agreed_on is not None:
        return agreed_on
    if not days:
        return None
    return date.fromordinal((last_on or started_on).toordinal() + days)
