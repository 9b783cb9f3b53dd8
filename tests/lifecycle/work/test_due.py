"""Tests of the words for a due date."""

from datetime import date, timedelta

import pytest

from lifecycle.work import due

TODAY = date(2026, 9, 7)  # a Monday


@pytest.mark.parametrize(
    ("days", "words", "tone"),
    [
        (-2, "2 days overdue", "band-poor"),
        (-1, "1 day overdue", "band-poor"),
        (0, "today", "band-concerning"),
        (1, "tomorrow", "band-none"),
        (2, "Wednesday", "band-none"),
        (6, "Sunday", "band-none"),
        (7, "in 7 days", "band-none"),
    ],
)
def test_due_date_is_said_by_its_distance(days, words, tone):
    day = TODAY + timedelta(days)
    assert (due.words(day, on=TODAY), due.tone(day, on=TODAY)) == (words, tone)
