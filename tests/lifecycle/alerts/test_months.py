"""Closed months and falls between them, exactly."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.alerts.months import Month, closed, falls

FIRSTS = (date(2025, 10, 1), date(2025, 11, 1), date(2025, 12, 1))


def made(figures, pings=(20, 20, 20)):
    return [
        Month(first, n, mau=each * n, dau=1 * n)
        for first, each, n in zip(FIRSTS, figures, pings, strict=True)
    ]


@pytest.mark.parametrize("on", [date(2026, 1, 1), date(2026, 1, 31)])
def test_closed_months_are_the_three_before(on):
    assert closed(on) == list(FIRSTS)


@pytest.mark.parametrize(
    ("figures", "fell"),
    [
        ((100, 95, 90), True),  # 95 → 90 is 5.26 %
        ((100, 96, 90), False),
        ((100, 95, 91), False),  # 95 → 91 is 4.2 %
        ((2000, 1900, 1805), True),  # exactly 5 % twice
        ((2000, 1900, 1806), False),
        ((2000, 1901, 1700), False),
        ((0, 0, 0), False),
    ],
)
def test_fall_needs_five_percent_in_both_steps(figures, fell):
    found = falls(made(figures), percent=5, least=8)
    assert [each.figure for each in found] == (["mau"] if fell else [])


def test_months_of_different_length_are_compared_by_their_means():
    assert falls(made((100, 100, 100), (31, 20, 9)), percent=5, least=8) == []


@pytest.mark.parametrize("pings", [(7, 20, 20), (20, 7, 20), (20, 20, 7)])
def test_thin_month_cannot_be_told(pings):
    assert falls(made((100, 50, 20), pings), percent=5, least=8) is None


@given(st.tuples(*[st.tuples(st.integers(1, 31), st.integers(0, 10**6))] * 3), st.integers(1, 100))
def test_falls_are_those_of_fractions(months, percent):
    from fractions import Fraction

    rows = [
        Month(first, pings, mau=total) for first, (pings, total) in zip(FIRSTS, months, strict=True)
    ]
    means = [Fraction(total, pings) for pings, total in months]
    share = Fraction(100 - percent, 100)
    expected = all(means[n] and means[n + 1] <= share * means[n] for n in range(2))
    assert bool(falls(rows, percent=percent, least=1)) is expected
