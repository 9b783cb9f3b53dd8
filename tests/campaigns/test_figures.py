"""The figures of a recap: exact, and rounded the way they say."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns import figures
from campaigns.figures import Usage
from lifecycle.policy import Policy

POLICY = Policy()
MARCH = figures.closed_month("2025-03")


def words(usage: Usage, seats: int = 10) -> dict[str, str]:
    return figures.words(usage, MARCH, seats, POLICY)


def test_recap_of_march_is_about_february():
    assert (MARCH.name, MARCH.first, MARCH.before) == (
        "February 2025",
        date(2025, 2, 1),
        date(2025, 3, 1),
    )
    assert MARCH.earlier_from == date(2025, 1, 1)


def test_recap_of_january_is_about_december():
    period = figures.closed_month("2026-01")
    assert (period.name, period.first) == ("December 2025", date(2025, 12, 1))
    assert period.earlier_from == date(2025, 11, 1)


def test_first_recap_covers_the_days_that_the_rules_measure():
    period = figures.last_days(date(2025, 3, 4), POLICY)
    assert period.name == "the 28 days before 4 March 2025"
    assert (period.first, period.before) == (date(2025, 2, 4), date(2025, 3, 4))
    assert period.mau_from == date(2025, 2, 22)


def test_all_figures_in_words():
    usage = Usage(mau=1912, mau_earlier=1874, dau_total=12_000, dau_days=20)
    assert words(usage, seats=2400) == {
        "period_name": "February 2025",
        "figure_mau": "1,912",
        "figure_seats": "2,400",
        "figure_utilization": "79%",
        "figure_utilization_target": "80%",
        "figure_dau": "600",
        "figure_usage": "31%",
        "figure_usage_target": "30%",
        "figure_change_mau": "+38 (+2%)",
    }


def test_what_is_unknown_is_left_out():
    said = words(Usage(), seats=0)
    assert set(said) == {"period_name", "figure_utilization_target", "figure_usage_target"}
    assert "figure_usage" not in figures.words(
        Usage(mau=5, dau_total=9, dau_days=3),
        figures.last_days(date(2025, 3, 4), POLICY),
        9,
        POLICY,
    )


def test_nobody_active_is_a_figure_too():
    said = words(Usage(mau=0, dau_total=0, dau_days=5))
    assert (said["figure_mau"], said["figure_usage"], said["figure_utilization"]) == (
        "0",
        "0%",
        "0%",
    )


@given(mau=st.integers(0, 10**6), seats=st.integers(1, 10**6))
def test_share_never_claims_a_target_that_was_missed(mau, seats):
    share = int(words(Usage(mau=mau), seats)["figure_utilization"].rstrip("%"))
    assert (share >= 80) == (100 * mau >= 80 * seats)


@pytest.mark.parametrize(
    ("total", "days", "mean"), [(5, 2, "3"), (4, 3, "1"), (5, 3, "2"), (0, 4, "0"), (7, 2, "4")]
)
def test_mean_day_goes_to_the_nearest_whole_number_a_half_up(total, days, mean):
    assert words(Usage(mau=9, dau_total=total, dau_days=days))["figure_dau"] == mean


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (874, 912, "+38 (+4%)"),
        (912, 874, "-38 (-4%)"),
        (100, 100, "no change"),
        (0, 0, "no change"),
        (0, 7, "+7"),
        (1000, 1001, "+1 (less than 1%)"),
        (1000, 999, "-1 (less than 1%)"),
        (200, 201, "+1 (+1%)"),
        (10, 2010, "+2,000 (+20,000%)"),
        (5, 0, "-5 (-100%)"),
    ],
)
def test_change_against_the_month_before(before, after, said):
    assert figures.change(before, after) == said
