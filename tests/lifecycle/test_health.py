"""The health score: grades, means, weights, bands, and what is unknown (H1, H2)."""

from datetime import timedelta
from fractions import Fraction

import pytest

from lifecycle.facts import NO_SIGNALS, Figures, Signals
from lifecycle.health import INDICATORS, assess
from lifecycle.metrics import Metrics, measure
from tests.lifecycle.snapshots import START, day, facts, pinged, the_policy

ON = day(100)
GOOD = Metrics((8, 10), (30, 100))


def health(metrics=GOOD, **given):
    policy = the_policy(**given.pop("policy", {}))
    return assess(facts(**given), metrics, policy, ON)


def grade(indicator: str, metrics=GOOD, **given) -> str:
    return health(metrics, **given).grades[INDICATORS.index(indicator)]


def score(found) -> Fraction | None:
    return None if found.score is None else Fraction(*found.score)


@pytest.mark.parametrize(
    ("usage", "expected"),
    [
        pytest.param((0, 1), "poor", id="0"),
        pytest.param((20, 100), "poor", id="exactly 20 %"),
        pytest.param((2001, 10000), "concerning", id="above 20 %"),
        pytest.param((2999, 10000), "concerning", id="below 30 %"),
        pytest.param((3, 10), "healthy", id="exactly 30 %"),
        pytest.param(None, "", id="unknown"),
    ],
)
def test_usage_is_graded_by_exact_percent(usage, expected):
    assert grade("usage", Metrics((8, 10), usage)) == expected


@pytest.mark.parametrize(
    ("mau", "expected"),
    [(499, "poor"), (500, "concerning"), (799, "concerning"), (800, "healthy")],
)
def test_utilization_is_graded_by_exact_percent(mau, expected):
    assert grade("utilization", Metrics((mau, 1000), None)) == expected


@pytest.mark.parametrize(("held", "expected"), [(True, "healthy"), (False, "poor")])
@pytest.mark.parametrize("role", ["champion", "buyer"])
def test_role_is_healthy_when_somebody_may_be_written_to_and_else_poor(role, held, expected):
    assert grade(role, **{role: held}) == expected


@pytest.mark.parametrize(
    ("days_ago", "expected"),
    [
        pytest.param(0, "healthy", id="today"),
        pytest.param(14, "healthy", id="14 days"),
        pytest.param(15, "concerning", id="15 days"),
        pytest.param(29, "concerning", id="29 days"),
        pytest.param(30, "poor", id="30 days"),
    ],
)
def test_activity_is_graded_by_days_counted_to_the_day(days_ago, expected):
    active = Signals(last_activity_on=ON - timedelta(days_ago))
    assert grade("activity", signals=active) == expected


def test_activity_is_unknown_until_one_is_logged():
    assert grade("activity", signals=Signals(on=ON, defect_tickets=0)) == ""


@pytest.mark.parametrize(
    ("indicator", "field", "edges"),
    [
        ("defect_tickets", "defect_tickets", {1: "healthy", 2: "concerning", 5: "poor"}),
        ("help_tickets", "help_tickets", {9: "healthy", 14: "concerning", 15: "poor"}),
        ("versions_behind", "versions_behind", {2: "healthy", 4: "concerning", 5: "poor"}),
        ("code_intel", "code_intel", {"active": "healthy", "inactive": "poor"}),
        (
            "ta_sentiment",
            "ta_sentiment",
            {"healthy": "healthy", "concerning": "concerning", "poor": "poor"},
        ),
    ],
)
def test_signals_are_graded(indicator, field, edges):
    graded = {value: grade(indicator, signals=Signals(**{field: value})) for value in edges}
    assert graded == edges


def test_signals_without_a_value_are_unknown():
    grades = dict(zip(INDICATORS, health(signals=NO_SIGNALS).grades, strict=True))
    unknown = {name for name, found in grades.items() if not found}
    assert unknown == {
        "activity",
        "defect_tickets",
        "help_tickets",
        "versions_behind",
        "code_intel",
        "ta_sentiment",
    }


@pytest.mark.parametrize(
    ("usage", "utilization", "mean"),
    [
        pytest.param((30, 100), (8, 10), 10, id="healthy and healthy"),
        pytest.param((30, 100), (1, 10), 5, id="healthy and poor"),
        pytest.param((25, 100), (8, 10), Fraction(15, 2), id="concerning and healthy"),
        pytest.param((25, 100), (1, 10), Fraction(5, 2), id="concerning and poor"),
        pytest.param(None, (6, 10), 5, id="only utilization"),
        pytest.param((0, 1), None, 0, id="only usage"),
    ],
)
def test_category_is_the_mean_of_what_is_known(usage, utilization, mean):
    assert Fraction(*health(Metrics(utilization, usage)).utilization) == mean


def test_score_is_the_weighted_mean_of_all_four_categories():
    signals = Signals(ON, 3, 20, 0, "inactive", "concerning", ON - timedelta(20))
    found = health(Metrics((6, 10), (30, 100)), signals=signals, champion=False)
    utilization, relationship = Fraction(15, 2), Fraction(0 + 10 + 5, 3)
    technical, sentiment = Fraction(5 + 0 + 10 + 0, 4), Fraction(5)
    expected = (55 * utilization + 25 * relationship + 15 * technical + 5 * sentiment) / 100
    assert score(found) == expected


def test_score_leaves_out_categories_without_a_known_indicator():
    found = health(Metrics((1, 10), (0, 1)))
    assert score(found) == Fraction(55 * 0 + 25 * 10, 80)
    assert found.band == "poor"


def test_score_weighs_as_the_policy_says():
    weights = {"weight_utilization": 1, "weight_relationship": 3}
    assert score(health(Metrics((1, 10), (0, 1)), policy=weights)) == Fraction(30, 4)


@pytest.mark.parametrize(
    ("weights", "expected", "band"),
    [
        pytest.param((501, 499), Fraction(499, 100), "poor", id="just below 5"),
        pytest.param((1, 1), Fraction(5), "concerning", id="exactly 5"),
        pytest.param((301, 699), Fraction(699, 100), "concerning", id="just below 7"),
        pytest.param((3, 7), Fraction(7), "healthy", id="exactly 7"),
    ],
)
def test_band_edges_are_5_and_7(weights, expected, band):
    """Utilization is poor (0), relationship healthy (10): the weights alone make the score."""
    policy = {"weight_utilization": weights[0], "weight_relationship": weights[1]}
    found = health(Metrics((0, 10), (0, 1)), policy=policy)
    assert (score(found), found.band) == (expected, band)


def test_day_without_usage_and_utilization_has_a_score_but_no_band():
    found = health(Metrics(None, None), champion=False, buyer=False)
    assert (score(found), found.utilization, found.band) == (0, None, "")


@pytest.mark.parametrize(
    "metrics", [Metrics((1, 10), None), Metrics(None, (0, 1))], ids=["no usage", "0 seats"]
)
def test_day_with_one_of_the_two_has_a_band(metrics):
    assert health(metrics).band == "poor"


def test_day_has_no_band_when_all_that_is_known_weighs_nothing():
    policy = {"weight_utilization": 0, "weight_relationship": 0}
    assert health(policy=policy)[1:] == (None, (120, 12), "")


def test_missing_data_never_lowers_health():
    """Whatever is forgotten of an all-healthy account, its score stays 10."""
    signals = Signals(ON, 0, 0, 0, "active", "healthy", ON)
    for field in Signals._fields:
        without = signals._replace(
            **{field: "" if field in ("code_intel", "ta_sentiment") else None}
        )
        assert score(health(signals=without)) == 10


def test_health_of_pings_goes_through_the_same_metrics():
    figures: Figures = pinged(8, 3)
    metrics = measure(figures, 10, the_policy())
    assert assess(facts(figures=figures), metrics, the_policy(), START).band == "healthy"
