"""Tests of what renewals add up to."""

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.renewals import sums
from lifecycle.renewals.sums import Worth

MONEY = st.decimals(min_value=0, max_value=10**8, places=2)
WORTHS = st.lists(
    st.one_of(
        st.builds(Worth, st.just(""), MONEY, st.none()),
        st.builds(Worth, st.sampled_from(sums.OUTCOMES[:-1]), MONEY, MONEY),
    ),
    max_size=20,
)


def test_each_outcome_says_what_is_lost_gained_and_open():
    found = sums.by_outcome(
        [
            Worth("churn", D(100), D(0)),
            Worth("partial", D(200), D(150)),
            Worth("flat", D(300), D(300)),
            Worth("expansion", D(400), D(500)),
            Worth("", D(50), None),
        ]
    )
    rows = [(line.outcome, line.lost, line.gained, line.open, line.expected) for line in found]
    assert rows == [
        ("churn", 100, 0, 0, 0),
        ("partial", 50, 0, 0, 150),
        ("flat", 0, 0, 0, 300),
        ("expansion", 0, 100, 0, 500),
        ("", 0, 0, 50, 0),
    ]
    whole = sums.total(found)
    assert (whole.count, whole.renewing, whole.expected) == (5, 1050, 950)


@given(WORTHS)
def test_totals_add_up_to_the_cent(worths):
    lines = sums.by_outcome(worths)
    whole = sums.total(lines)
    assert whole.count == len(worths)
    assert whole.renewing == sum((worth.renewing for worth in worths), D(0))
    assert whole.expected == sum((worth.expected or D(0) for worth in worths), D(0))
    assert whole.renewing - whole.lost + whole.gained == whole.expected + whole.open


@pytest.mark.parametrize(
    ("before", "after", "is_"),
    [
        ((100, 10), (100, 10), "flat"),
        ((100, 10), (101, 10), "expansion"),
        ((100, 10), (99, 10), "partial"),
        ((100, 10), (100, 11), "expansion"),
        ((100, 10), (100, 9), "partial"),
        ((100, 10), (99, 20), "partial"),
        ((100, 10), (120, 9), "expansion"),
    ],
)
def test_outcome_goes_by_money_and_then_by_seats(before, after, is_):
    assert sums.outcome(D(before[0]), D(after[0]), before[1], after[1]) == is_


@pytest.mark.parametrize(
    ("lost", "seats_after", "needed"),
    [(150_000, 0, False), (150_001, 0, True), (150_001, 10, False), (150_001, 9, True)],
)
def test_retro_is_needed_above_the_limit_when_seats_fall(lost, seats_after, needed):
    assert sums.needs_retro(D(lost), 10, seats_after, limit=150_000) is needed
