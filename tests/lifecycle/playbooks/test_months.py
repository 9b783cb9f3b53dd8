"""Month arithmetic at the ends of months and in leap years."""

from datetime import date, timedelta

import pytest

from lifecycle.playbooks import months


@pytest.mark.parametrize(
    ("start", "number", "day"),
    [
        (date(2025, 1, 15), 3, date(2025, 4, 15)),
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2025, 11, 30), 3, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2025, 12, 31), 1, date(2026, 1, 31)),
        (date(2025, 5, 31), -3, date(2025, 2, 28)),
        (date(2025, 1, 10), -1, date(2024, 12, 10)),
        (date(2025, 1, 10), 0, date(2025, 1, 10)),
    ],
)
def test_same_day_of_another_month_or_its_last(start, number, day):
    assert months.add(start, number) == day


@pytest.mark.parametrize(
    ("start", "on", "number"),
    [
        (date(2025, 1, 15), date(2025, 4, 14), 2),
        (date(2025, 1, 15), date(2025, 4, 15), 3),
        (date(2025, 1, 31), date(2025, 2, 27), 0),
        (date(2025, 1, 31), date(2025, 2, 28), 1),
        (date(2024, 2, 29), date(2025, 2, 27), 11),
        (date(2024, 2, 29), date(2025, 2, 28), 12),
        (date(2025, 1, 15), date(2025, 1, 14), -1),
    ],
)
def test_whole_months_between(start, on, number):
    assert months.between(start, on) == number


def test_between_is_the_most_that_add_does_not_carry_past_the_day():
    for first in range(0, 400, 7):
        start = date(2023, 12, 25) + timedelta(first)
        for later in range(0, 500, 3):
            on = start + timedelta(later)
            number = months.between(start, on)
            assert months.add(start, number) <= on < months.add(start, number + 1)
