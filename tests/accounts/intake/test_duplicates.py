"""Keys that come twice are found, and none that comes once is accused."""

import tracemalloc
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from accounts.intake.duplicates import RepeatedDays, RepeatedKeys

START = date(2024, 1, 1)


def found(seen, rows) -> dict[int, int]:
    """Read the rows twice, as a file is; map each repeated line to the first."""
    for number, key in rows:
        seen.note(number, key)
    firsts = ((line, seen.repeated(line, *row)) for line, row in enumerate(rows, 2))
    return {line: first for line, first in firsts if first}


def expected(rows) -> dict[int, int]:
    return {
        line: rows.index(row) + 2 for line, row in enumerate(rows, 2) if rows.index(row) < line - 2
    }


numbers = st.integers(-3, 3).filter(bool)
days = st.integers(0, 600).map(lambda n: START + timedelta(n))


@given(st.lists(st.tuples(numbers, days), max_size=60))
def test_repeated_days_are_found(rows):
    assert found(RepeatedDays(), rows) == expected(rows)


@given(st.lists(st.tuples(numbers, st.sampled_from("abc")), max_size=40))
def test_repeated_keys_are_found(rows):
    assert found(RepeatedKeys(), rows) == expected(rows)


def test_keys_with_the_same_hash_are_told_apart():
    rows = [(1, -1), (1, -2), (1, -1)]
    assert hash(-1) == hash(-2)
    assert found(RepeatedKeys(), rows) == {4: 2}


def test_years_of_daily_pings_take_little_memory():
    seen = RepeatedDays()
    tracemalloc.start()
    for number in range(1, 101):
        for day in range(730):
            seen.note(number, START + timedelta(day))
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert size < 73_000
