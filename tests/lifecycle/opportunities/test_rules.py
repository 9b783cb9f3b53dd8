"""Tests of the conditions O1 to O4, on both sides of each edge."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from lifecycle.facts import Signals
from lifecycle.opportunities import rules, words
from lifecycle.opportunities.rules import FEATURE, PRODUCT, SEATS, VERSION, Need
from tests.lifecycle.snapshots import (
    CODY,
    SEARCH,
    add_on,
    day,
    decided,
    facts,
    pinged,
    term,
    the_policy,
)

ON = day(100)
BATCH = Need("batch_changes", "Batch changes", "code_search", ("Migrations",))


def held(found, on: date = ON, needs=(), **policy):
    """Whatever holds was likely: of who is passed over nothing would be found."""
    given = (found, decided(found, on), needs, the_policy(**policy))
    held_ = rules.signs(*given).held
    assert not held_ or rules.likely(*given)
    return held_


def unknown(found, on: date = ON, needs=()):
    return rules.signs(found, decided(found, on), needs, the_policy()).unknown


@pytest.mark.parametrize(
    ("mau", "seats", "level"),
    [
        (89, 100, None),
        (90, 100, 90),
        (99, 100, 90),
        (100, 100, 100),
        (130, 100, 100),
        (8, 9, None),  # 88.9 %
        (9, 10, 90),
        (17, 19, None),  # 89.5 % is not 90 %
    ],
)
def test_seats_are_counted_exactly_at_two_levels(mau, seats, level):
    found = facts(term(seats=seats), figures=pinged(mau))
    assert held(found).get((SEATS, SEATS)) == level


def test_seats_of_an_add_on_count():
    extra = add_on(day(50), day(200), seats=20, products=SEARCH)
    found = facts(term(seats=100), extra, figures=pinged(100))
    assert held(found) == {}
    assert held(found, on=day(201)) == {(SEATS, SEATS): 100}


def test_without_figures_or_seats_nothing_is_known_of_seats():
    assert SEATS in unknown(facts(figures=pinged(None)))
    assert SEATS in unknown(facts(term(seats=0), figures=pinged(5)))


@pytest.mark.parametrize(
    ("mau", "dau", "products", "subjects"),
    [
        (80, 24, SEARCH, {"cody"}),
        (80, 24, CODY, {"code_search"}),
        (80, 24, SEARCH | CODY, set()),
        (80, 24, frozenset(), set()),
        (79, 24, SEARCH, set()),
        (80, 23, SEARCH, set()),
    ],
)
def test_other_product_comes_with_both_targets_met(mau, dau, products, subjects):
    found = facts(term(seats=100, products=products), figures=pinged(mau, dau))
    assert {subject for kind, subject in held(found) if kind == PRODUCT} == subjects


def test_product_is_unknown_without_usage():
    assert PRODUCT in unknown(facts(term(seats=100), figures=pinged(85, 30, days=3)))


@pytest.mark.parametrize(("number", "holds"), [(59, False), (60, True)])
def test_feature_waits_for_its_day_of_the_relationship(number, holds):
    found = facts(first_ping_on=day(1))
    assert ((FEATURE, "batch_changes") in held(found, day(number), [BATCH])) == holds


def test_feature_needs_its_product_and_reports():
    need = replace_need(product="cody")
    assert held(facts(first_ping_on=day(1)), needs=[need]) == {}
    assert FEATURE in unknown(facts(first_ping_on=None), needs=[BATCH])
    assert held(facts(first_ping_on=None), needs=[BATCH]) == {}


def replace_need(**changes) -> Need:
    return BATCH._replace(**changes)


@pytest.mark.parametrize(("behind", "holds"), [(2, False), (3, True), (0, False)])
def test_version_is_behind_by_more_than_the_policys(behind, holds):
    found = facts(signals=Signals(on=ON - timedelta(3), versions_behind=behind))
    assert ((VERSION, "version") in held(found)) == holds
    assert held(found, opportunity_versions_behind=9).get((VERSION, "version")) is None


def test_version_is_unknown_without_a_signal():
    assert VERSION in unknown(facts())


@pytest.mark.parametrize(
    "found",
    [
        facts(term(start=day(120)), figures=pinged(99)),
        facts(term(churned_on=day(90)), figures=pinged(99)),
    ],
)
def test_of_a_prospect_or_somebody_who_left_nothing_holds(found):
    assert rules.signs(found, decided(found, ON), [BATCH], the_policy()) == rules.NONE


def test_words_name_the_rule_the_figures_and_their_days():
    found = facts(
        term(seats=10),
        figures=pinged(11, 4, on=ON - timedelta(1)),
        signals=Signals(on=ON - timedelta(6), versions_behind=4),
        first_ping_on=day(1),
    )
    decision, policy = decided(found, ON), the_policy()
    said = {
        key: words.tell(key, found, decision, [BATCH], policy, since=day(60))
        for key in rules.signs(found, decision, [BATCH], policy).held
    }
    assert {key[0] for key in said} == {SEATS, PRODUCT, FEATURE, VERSION}
    assert said[SEATS, SEATS].title == "Seats are used up: 11 people on 10"
    assert "110 % of 10 seats: 100 % or more (O1)" in said[SEATS, SEATS].reason
    assert ("Monthly users", "11", "2024-04-09") in said[SEATS, SEATS].evidence
    assert "since 2024-03-01 (O2)" in said[PRODUCT, "cody"].reason
    assert said[FEATURE, "batch_changes"].title.endswith("never used, though “Migrations” needs it")
    assert ("Versions behind", "4", "2024-04-04") in said[VERSION, "version"].evidence


def test_every_number_is_the_policys():
    found = facts(term(seats=100), figures=pinged(85))
    assert held(found, seats_nearly_full=85) == {(SEATS, SEATS): 85}
    assert replace(the_policy(), seats_nearly_full=85) == the_policy(seats_nearly_full=85)
