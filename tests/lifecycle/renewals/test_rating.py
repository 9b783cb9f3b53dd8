"""Tests of the suggested rating, on both sides of each edge."""

from datetime import date, timedelta

import pytest

from lifecycle.renewals.rating import Signs, enters, falls, suggest
from tests.lifecycle.snapshots import the_policy

ON = date(2026, 1, 5)
GOOD = Signs(
    band="healthy",
    utilization="healthy",
    utilization_percent=91,
    trend=((40, 1), (41, 1), (42, 1)),
    champion=True,
    buyer=True,
    last_contact_on=ON - timedelta(5),
    defect_tickets="healthy",
    sentiment="healthy",
)
BLANK = Signs(champion=True, buyer=True)


def colour(signs: Signs, **policy) -> str:
    return suggest(signs, the_policy(**policy), on=ON).colour


def against(signs: Signs) -> list[tuple[str, str]]:
    found = suggest(signs, the_policy(), on=ON).reasons
    return [tuple(reason) for reason in found if reason.colour != "green"]


def test_good_customer_is_green_with_a_reason_for_everything():
    found = suggest(GOOD, the_policy(), on=ON)
    assert found.colour == "green"
    assert {reason.colour for reason in found.reasons} == {"green"}
    assert len(found.reasons) == 8


@pytest.mark.parametrize(
    ("changes", "expected", "said"),
    [
        ({"band": "concerning"}, "yellow", "Health is concerning"),
        ({"band": "poor"}, "red", "Health is poor"),
        (
            {"utilization": "concerning", "utilization_percent": 60},
            "yellow",
            "60 % of the seats are used in a month",
        ),
        (
            {"utilization": "poor", "utilization_percent": 49},
            "red",
            "49 % of the seats are used in a month",
        ),
        ({"champion": False}, "yellow", "No champion can be written to"),
        ({"buyer": False}, "yellow", "No access to the buyer"),
        (
            {"last_contact_on": ON - timedelta(40)},
            "yellow",
            "Nobody has spoken with them for 40 days",
        ),
        ({"defect_tickets": "poor"}, "yellow", "Many defect tickets in 90 days"),
        ({"sentiment": "concerning"}, "yellow", "The TA's pulse is concerning"),
        ({"sentiment": "poor"}, "red", "The TA's pulse is poor"),
        (
            {"trend": ((100, 1), (95, 1), (90, 1))},
            "yellow",
            "Daily use fell by 5 % or more two periods in a row",
        ),
        (
            {"deployed": False, "relationship_day": 60},
            "red",
            "Never deployed: no use reported in 60 days",
        ),
        ({"overdue_days": 1}, "red", "The renewal date passed 1 day ago"),
    ],
)
def test_one_sign_is_enough_for_its_colour(changes, expected, said):
    signs = GOOD._replace(**changes)
    assert colour(signs) == expected
    assert against(signs) == [(expected, said)]


@pytest.mark.parametrize(
    "changes",
    [
        {"last_contact_on": ON - timedelta(39)},
        {"last_contact_on": ON},
        {"defect_tickets": "concerning"},
        {"deployed": False, "relationship_day": 59},
        {"overdue_days": 0},
        {"trend": ((100, 1), (95, 1), (91, 1))},
    ],
)
def test_the_other_side_of_the_edge_is_green(changes):
    assert colour(GOOD._replace(**changes)) == "green"


def test_enough_yellow_reasons_make_red():
    two = GOOD._replace(champion=False, buyer=False)
    three = two._replace(sentiment="concerning")
    assert (colour(two), colour(three)) == ("yellow", "red")
    assert colour(three, yellow_reasons_for_red=4) == "yellow"


def test_unknown_says_nothing_either_way():
    assert suggest(BLANK, the_policy(), on=ON).colour == ""
    assert colour(BLANK._replace(buyer=False)) == "yellow"
    assert colour(GOOD._replace(trend=(), sentiment="", last_contact_on=None)) == "green"


@pytest.mark.parametrize(
    ("trend", "fell"),
    [
        (((100, 1), (95, 1), (90, 1)), True),
        (((100, 1), (96, 1), (90, 1)), False),
        (((100, 1), (90, 1), (86, 1)), False),
        (((2000, 20), (1805, 19), (90, 1)), True),
        (((0, 1), (0, 1), (0, 1)), False),
        (((100, 1), None, (10, 1)), False),
        (((100, 1), (10, 1)), False),
    ],
)
def test_use_falls_when_each_period_is_five_percent_below_the_one_before(trend, fell):
    assert falls(trend, 5) is fell


@pytest.mark.parametrize(
    ("rated", "yellow_gets", "leads_to"),
    [
        ("red", "watch", "lighthouse"),
        ("red", "lighthouse", "lighthouse"),
        ("yellow", "lighthouse", "lighthouse"),
        ("yellow", "save_plan", "save_plan"),
        ("yellow", "watch", "watch"),
        ("green", "lighthouse", "watch"),
    ],
)
def test_rating_leads_where_the_programme_says(rated, yellow_gets, leads_to):
    assert enters(rated, the_policy(yellow_gets=yellow_gets)) == leads_to
