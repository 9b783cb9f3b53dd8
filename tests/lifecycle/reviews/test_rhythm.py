"""When the next review is due and what it looks at."""

from datetime import date

import pytest

from lifecycle.policy import read
from lifecycle.reviews.rhythm import Last, due_on, period

START = date(2025, 1, 10)
POLICY = read({"review_every_days": 182, "review_first_day": 105})


@pytest.mark.parametrize(
    ("start", "last", "expected"),
    [
        pytest.param(None, None, None, id="nothing has begun"),
        pytest.param(START, None, date(2025, 4, 25), id="the first one"),
        pytest.param(
            START, Last(date(2025, 6, 1), date(2025, 5, 31)), date(2025, 11, 30), id="the next one"
        ),
        pytest.param(
            START,
            Last(date(2024, 6, 1), date(2024, 5, 31)),
            date(2025, 4, 25),
            id="the last one was of another relationship",
        ),
    ],
)
def test_next_review_is_due(start, last, expected):
    assert due_on(POLICY, start, last) == expected


def test_programme_without_rhythm_holds_none():
    assert due_on(read({"review_every_days": 0}), START, None) is None


@pytest.mark.parametrize(
    ("start", "last", "on", "expected"),
    [
        pytest.param(
            START, None, date(2026, 3, 9), (date(2025, 9, 1), date(2026, 2, 28)), id="half a year"
        ),
        pytest.param(
            date(2025, 12, 5),
            None,
            date(2026, 3, 9),
            (date(2025, 12, 5), date(2026, 2, 28)),
            id="never from before the relationship",
        ),
        pytest.param(
            START,
            Last(date(2025, 11, 12), date(2025, 10, 31)),
            date(2026, 3, 9),
            (date(2025, 11, 1), date(2026, 2, 28)),
            id="from where the last one ended",
        ),
        pytest.param(
            date(2026, 3, 3),
            None,
            date(2026, 3, 9),
            (date(2026, 3, 3), date(2026, 3, 8)),
            id="up to yesterday when no month has ended",
        ),
        pytest.param(
            START,
            Last(date(2026, 3, 9), date(2026, 3, 8)),
            date(2026, 3, 9),
            (date(2026, 3, 8), date(2026, 3, 8)),
            id="held today already",
        ),
    ],
)
def test_period_is_whole_months_since_the_last(start, last, on, expected):
    assert period(POLICY, start, last, on=on) == expected
