"""Utilization and usage: exact fractions, and when they are unknown."""

import pytest

from lifecycle.facts import Figures
from lifecycle.metrics import Metrics, measure, meets, percent
from tests.lifecycle.snapshots import START, pinged, the_policy


@pytest.mark.parametrize(
    ("figures", "seats", "expected"),
    [
        pytest.param(Figures(), 10, Metrics(None, None), id="no ping at all"),
        pytest.param(Figures(None, None, 90, 9), 10, Metrics(None, None), id="no recent MAU"),
        pytest.param(pinged(8, 3), 10, Metrics((8, 10), (30, 80)), id="both known"),
        pytest.param(pinged(8, 3), 0, Metrics(None, (30, 80)), id="0 seats"),
        pytest.param(pinged(0, 0), 10, Metrics((0, 10), (0, 1)), id="MAU 0 makes usage 0"),
        pytest.param(pinged(8, 3, days=3), 10, Metrics((8, 10), None), id="3 pings"),
        pytest.param(pinged(8, 3, days=4), 10, Metrics((8, 10), (12, 32)), id="4 pings"),
        pytest.param(pinged(0, 0, days=3), 10, Metrics((0, 10), None), id="MAU 0 with 3 pings"),
    ],
)
def test_metrics_are_known_when_the_pings_are_there(figures, seats, expected):
    assert measure(figures, seats, the_policy()) == expected


@pytest.mark.parametrize(
    ("mau", "dau_total", "reached", "surpassed"),
    [
        pytest.param(8, 24, True, False, id="exactly 80 % and exactly 30 %"),
        pytest.param(7, 24, False, False, id="70 % and more than 30 %"),
        pytest.param(8, 23, False, False, id="80 % and just under 30 %"),
        pytest.param(8, 25, True, False, id="exactly 80 % and above 30 %"),
        pytest.param(9, 27, True, False, id="above 80 % and exactly 30 %"),
        pytest.param(9, 28, True, True, id="above both"),
    ],
)
def test_targets_are_reached_or_surpassed_as_the_programme_says(mau, dau_total, reached, surpassed):
    metrics = measure(Figures(mau, START, dau_total, 10), 10, the_policy())
    assert meets(metrics, the_policy()) is reached
    assert meets(metrics, the_policy(surpass_targets=True)) is surpassed


def test_exact_target_is_not_lost_to_floats():
    # 0.1 + 0.2 style: 29 of 100 by 0.29 is below 100 * 0.29 in floating point.
    policy = the_policy(target_utilization=29, target_usage=0)
    assert meets(Metrics((29, 100), (0, 1)), policy)
    assert meets(Metrics((29 * 10**17, 10**19), (0, 1)), policy)
    assert not meets(Metrics((29 * 10**17 - 1, 10**19), (0, 1)), policy)


@pytest.mark.parametrize("metrics", [Metrics(None, (1, 1)), Metrics((1, 1), None)])
def test_unknown_metric_never_satisfies_a_target(metrics):
    assert not meets(metrics, the_policy(target_utilization=0, target_usage=0))


def test_metrics_may_exceed_all_seats():
    assert measure(pinged(15, 3), 10, the_policy()).utilization == (15, 10)
    assert percent((15, 10)) == 150


def test_shown_percent_is_rounded_down():
    assert percent((7999, 10000)) == 79
    assert percent(None) is None
