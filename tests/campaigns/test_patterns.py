"""Tests of the patterns of use that a campaign may ask for, on both sides of each edge."""

import pytest

from campaigns.patterns import PatternError, holds, read
from lifecycle.facts import Figures
from tests.lifecycle.snapshots import day, decided, facts, term

ON = day(100)


def shows(
    asked: dict, *, mau: int | None = 50, dau: int = 280, seats: int = 100, **changes
) -> bool:
    """With a mean of daily users of dau / 28, so 10 of 50 are a fifth."""
    figures = Figures(mau, day(99), dau, 28) if mau is not None else Figures()
    found = facts(term(seats=seats), figures=figures, **changes)
    return holds(read(asked), found, decided(found, ON))


@pytest.mark.parametrize(
    ("asked", "figures", "held"),
    [
        ({"usage_below": 20}, {"dau": 279}, True),
        ({"usage_below": 20}, {"dau": 280}, False),
        ({"usage_from": 20}, {"dau": 280}, True),
        ({"usage_from": 20}, {"dau": 279}, False),
        ({"utilization_below": 50}, {"mau": 49}, True),
        ({"utilization_below": 50}, {"mau": 50}, False),
        ({"utilization_from": 50}, {"mau": 50}, True),
        ({"utilization_from": 50}, {"mau": 49}, False),
        ({"utilization_from": 40, "utilization_below": 50}, {"mau": 45}, True),
        ({"seats_from": 100}, {}, True),
        ({"seats_from": 101}, {}, False),
        ({"tiers": [1]}, {"tier": 1}, True),
        ({"tiers": [1]}, {"tier": 2}, False),
        ({"tiers": [1]}, {}, False),
        ({"usage_below": 20}, {"mau": None}, False),
        ({"utilization_below": 50}, {"mau": None}, False),
        ({"bands": ["poor"]}, {}, False),
    ],
)
def test_pattern_holds(asked, figures, held):
    assert shows(asked, **figures) is held


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({}, "a mapping is needed"),
        ({"usage": 20}, "usage: no such field"),
        ({"usage_below": "20"}, "usage_below: a whole number"),
        ({"usage_below": True}, "usage_below: a whole number"),
        ({"usage_below": -1}, "usage_below: a whole number"),
        ({"bands": "poor"}, "bands: a list"),
        ({"tiers": [4]}, "tiers: 4 is none of 1, 2, 3"),
    ],
)
def test_unusable_pattern_names_its_field(asked, says):
    with pytest.raises(PatternError, match=says):
        read(asked)
