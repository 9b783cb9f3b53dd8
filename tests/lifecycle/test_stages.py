"""Stages by rule S1 to S8, both sides of every edge."""

from datetime import date, timedelta

import pytest

from lifecycle.facts import ADOPTING, NURTURING, ONBOARDING, PROSPECT, RENEWING
from lifecycle.policy import default
from lifecycle.relationships import current
from lifecycle.stages import find, renewing_from
from tests.lifecycle.snapshots import START, add_on, day, term, the_policy

END = day(366)


def finding(*terms, on: date, row: int = 0, yesterday: str = "", **policy):
    rules = the_policy(**policy)
    return find(terms, current(terms, rules, on), row, yesterday, rules, on)


def stage(*terms, on: date, row: int = 0, yesterday: str = "", **policy):
    return finding(*terms, on=on, row=row, yesterday=yesterday, **policy)[:2]


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        pytest.param(day(-46), ("", "S2"), id="46 days before the start"),
        pytest.param(day(-45), (PROSPECT, "S3"), id="45 days before the start"),
        pytest.param(day(-1), (PROSPECT, "S3"), id="the day before the start"),
        pytest.param(day(0), (ONBOARDING, "S4"), id="day 0"),
        pytest.param(day(59), (ONBOARDING, "S4"), id="day 59"),
        pytest.param(day(60), (ADOPTING, "S8"), id="day 60"),
        pytest.param(END - timedelta(121), (ADOPTING, "S8"), id="121 days before the renewal"),
        pytest.param(END - timedelta(120), (RENEWING, "S5"), id="120 days before the renewal"),
        pytest.param(END, (RENEWING, "S5"), id="on the renewal date"),
        pytest.param(END + timedelta(400), (RENEWING, "S5"), id="long after it"),
    ],
)
def test_stage_of_a_year_with_early_signature(on, expected):
    assert stage(term(signed_on=day(-100)), on=on) == expected


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        pytest.param(day(-46), ("", "S2"), id="pipeline by its start although unsigned"),
        pytest.param(day(-45), (PROSPECT, "S3"), id="prospect although unsigned"),
        pytest.param(day(19), (PROSPECT, "S3"), id="still prospect after its start"),
        pytest.param(day(20), (ONBOARDING, "S4"), id="onboarded from the signature"),
        pytest.param(day(79), (ONBOARDING, "S4"), id="day 59 after the signature"),
        pytest.param(day(80), (ADOPTING, "S8"), id="day 60 after the signature"),
    ],
)
def test_contract_signed_late_is_onboarded_from_its_signature(on, expected):
    assert stage(term(signed_on=day(20)), on=on) == expected


def test_prospect_stays_however_late_the_signature():
    assert stage(term(signed_on=day(1000)), on=day(999)) == (PROSPECT, "S3")


def test_account_without_terms_is_pipeline():
    assert stage(on=START) == ("", "S2")
    assert stage(add_on(START, END), on=day(10)) == ("", "S2")


@pytest.mark.parametrize(
    ("days", "before"),
    [
        pytest.param(365, 120, id="a year: 120 days"),
        pytest.param(242, 120, id="242 days: half is more than 120"),
        pytest.param(240, 120, id="240 days: both the same"),
        pytest.param(239, 119, id="239 days: half, rounded down"),
        pytest.param(181, 90, id="181 days: half, rounded down"),
        pytest.param(180, 90, id="180 days: half"),
        pytest.param(1, 0, id="one day: from the renewal date itself"),
    ],
)
def test_renewing_begins_120_days_or_half_of_a_short_term_before_the_renewal(days, before):
    one = term(days=days)
    first = renewing_from(current((one,), default(), START), default())
    assert first == one.end - timedelta(before)


def test_renewing_of_a_short_term_begins_at_its_half():
    one = term(days=181)
    assert stage(one, on=one.end - timedelta(91)) == (ADOPTING, "S8")
    assert stage(one, on=one.end - timedelta(90)) == (RENEWING, "S5")


def test_renewing_looks_at_the_length_of_the_last_term_only():
    second = term(END, 60)
    relationship = current((term(), second), default(), END)
    assert renewing_from(relationship, default()) == second.end - timedelta(30)


def test_onboarding_runs_its_60_days_even_when_a_short_term_ends_soon():
    one = term(days=30)
    assert stage(one, on=day(29)) == (ONBOARDING, "S4")
    assert stage(one, on=day(59)) == (ONBOARDING, "S4")
    assert stage(one, on=day(60)) == (RENEWING, "S5")


@pytest.mark.parametrize(
    ("on", "overdue"),
    [
        pytest.param(END - timedelta(1), False, id="the day before"),
        pytest.param(END, False, id="on the renewal date"),
        pytest.param(END + timedelta(1), True, id="the day after"),
    ],
)
def test_renewing_is_overdue_after_the_renewal_date(on, overdue):
    assert finding(term(), on=on) == (RENEWING, "S5", overdue)


def test_early_signed_renewal_leaves_renewing_on_its_signature_without_onboarding():
    terms = term(), term(END, signed_on=day(300))
    assert stage(*terms, on=day(299)) == (RENEWING, "S5")
    assert stage(*terms, on=day(300)) == (ADOPTING, "S8")
    assert stage(*terms, on=day(300), row=1) == (NURTURING, "S7")
    assert stage(*terms, on=END) == (ADOPTING, "S8")


def test_overdue_ends_when_a_late_renewal_is_signed():
    terms = term(), term(END, signed_on=END + timedelta(20))
    assert stage(*terms, on=END + timedelta(19)) == (RENEWING, "S5")
    assert stage(*terms, on=END + timedelta(20)) == (ADOPTING, "S8")


def test_overdue_lasts_until_a_new_relationship_begins():
    terms = term(), term(END + timedelta(91), signed_on=END)
    assert finding(*terms, on=END + timedelta(90)) == (RENEWING, "S5", True)
    assert stage(*terms, on=END + timedelta(91)) == (ONBOARDING, "S4")


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        pytest.param(day(99), (ADOPTING, "S8"), id="the day before the churn"),
        pytest.param(day(100), ("", "S1"), id="on the day of the churn"),
        pytest.param(day(500), ("", "S1"), id="long after it"),
    ],
)
def test_churned_from_the_day_of_the_churn(on, expected):
    assert stage(term(churned_on=day(100)), on=on) == expected


@pytest.mark.parametrize("churn", [0, 30])
def test_churn_comes_before_onboarding(churn):
    assert stage(term(churned_on=day(churn)), on=day(churn)) == ("", "S1")


@pytest.mark.parametrize(
    ("days_before", "expected"),
    [
        pytest.param(46, ("", "S1"), id="46 days before the return"),
        pytest.param(45, (PROSPECT, "S1"), id="45 days before the return"),
        pytest.param(1, (PROSPECT, "S1"), id="the day before the return"),
        pytest.param(0, (ONBOARDING, "S4"), id="on the return"),
    ],
)
def test_churned_account_that_returns_is_prospect_45_days_before(days_before, expected):
    back = term(END + timedelta(200), signed_on=START)
    terms = term(churned_on=END), back
    assert stage(*terms, on=back.start - timedelta(days_before)) == expected


def test_return_counts_only_once_it_is_known():
    back = term(END + timedelta(200), signed_on=END + timedelta(190))
    terms = term(churned_on=END), back
    assert stage(*terms, on=END + timedelta(189)) == ("", "S1")
    assert stage(*terms, on=END + timedelta(190)) == (PROSPECT, "S1")


def test_nurturing_yesterday_stays_when_figures_drop():
    assert stage(term(), on=day(100), row=0, yesterday=NURTURING) == (NURTURING, "S6")
    assert stage(term(), on=day(100), row=0, yesterday=ADOPTING) == (ADOPTING, "S8")


def test_renewing_comes_before_nurturing_and_nurturing_has_to_be_earned_again():
    renewing = END - timedelta(120)
    assert stage(term(), on=renewing, row=1, yesterday=NURTURING) == (RENEWING, "S5")
    terms = term(), term(END, signed_on=day(300))
    assert stage(*terms, on=day(300), row=0, yesterday=RENEWING) == (ADOPTING, "S8")


@pytest.mark.parametrize(
    ("row", "expected"), [(0, ADOPTING), (1, ADOPTING), (2, ADOPTING), (3, NURTURING)]
)
def test_targets_have_to_hold_so_many_days_in_a_row(row, expected):
    assert stage(term(), on=day(100), row=row, target_days_in_a_row=3)[0] == expected


def test_targets_met_in_onboarding_do_not_end_it():
    assert stage(term(), on=day(59), row=1) == (ONBOARDING, "S4")
    assert stage(term(), on=day(60), row=1) == (NURTURING, "S7")


def test_numbers_of_the_stages_are_the_policys():
    assert stage(term(), on=day(-10), prospect_days=9) == ("", "S2")
    assert stage(term(), on=day(10), onboarding_days=10) == (ADOPTING, "S8")
    assert stage(term(), on=END - timedelta(31), renewing_days=30) == (ADOPTING, "S8")
