"""Terms put together into relationships: beginnings, gaps, churn, add-ons, signatures."""

from datetime import date, timedelta

import pytest

from lifecycle.policy import default
from lifecycle.relationships import begins, current, first_start, returning
from tests.lifecycle.snapshots import CODY, SEARCH, START, add_on, day, term, the_policy

END = day(366)


def found(*terms, on: date, **policy):
    return current(terms, the_policy(**policy), on)


@pytest.mark.parametrize(
    ("signed_on", "expected"),
    [
        pytest.param(day(-30), START, id="signed early begins at its start"),
        pytest.param(START, START, id="signed at its start"),
        pytest.param(day(12), day(12), id="signed late begins at its signature"),
    ],
)
def test_term_begins_on_the_later_of_start_and_signature(signed_on, expected):
    one = term(signed_on=signed_on)
    assert begins(one) == expected
    assert found(one, on=expected - timedelta(1)) is None
    assert found(one, on=expected).start == expected


@pytest.mark.parametrize(
    ("gap", "number"),
    [
        pytest.param(0, 1, id="no gap"),
        pytest.param(90, 1, id="gap of 90 days goes on"),
        pytest.param(91, 2, id="gap of 91 days begins anew"),
    ],
)
def test_gap_of_more_than_90_days_begins_a_new_relationship(gap, number):
    second = term(END + timedelta(gap))
    relationship = found(term(), second, on=second.start)
    assert relationship.number == number
    assert relationship.start == (START if number == 1 else second.start)
    assert relationship.in_force == second


@pytest.mark.parametrize(
    ("churned_on", "number"),
    [
        pytest.param(END - timedelta(10), 2, id="churn before the next start"),
        pytest.param(END, 2, id="churn on the next start"),
        pytest.param(END + timedelta(1), 1, id="churn the day after the next start"),
        pytest.param(None, 1, id="no churn"),
    ],
)
def test_churn_on_or_before_the_next_start_begins_a_new_relationship(churned_on, number):
    terms = term(churned_on=churned_on), term(END)
    assert found(*terms, on=END + timedelta(5)).number == number


def test_gap_is_counted_from_the_last_end_and_not_from_the_first():
    terms = term(), term(END, 30), term(END + timedelta(30 + 90), 30)
    assert found(*terms, on=terms[-1].start).number == 1


def test_new_relationship_does_not_count_before_it_begins():
    terms = term(), term(END + timedelta(91), signed_on=day(300))
    relationship = found(*terms, on=END + timedelta(90))
    assert (relationship.number, relationship.renewal_on) == (1, END)


def test_third_relationship_is_counted_as_the_third():
    second = term(END + timedelta(91), 30)
    third = term(second.end, 30, signed_on=second.start)
    terms = term(), second._replace(churned_on=second.end), third
    assert found(*terms, on=third.start).number == 3


def test_late_signed_first_term_moves_the_relationship_start_to_its_signature():
    terms = term(signed_on=day(20)), term(END)
    assert found(*terms, on=END).start == day(20)


def test_late_signed_renewal_is_in_force_from_its_signature_only():
    second = term(END, seats=20, signed_on=END + timedelta(7))
    assert found(term(), second, on=END + timedelta(6)).seats == 10
    assert found(term(), second, on=END + timedelta(6)).renewal_on == END
    assert found(term(), second, on=END + timedelta(7)).seats == 20


@pytest.mark.parametrize(
    ("on", "renewal_on"),
    [
        pytest.param(day(199), END, id="the day before its signature"),
        pytest.param(day(200), END + timedelta(366), id="on the day of its signature"),
    ],
)
def test_renewal_signed_early_moves_the_renewal_date_at_once(on, renewal_on):
    terms = term(), term(END, signed_on=day(200), seats=99)
    relationship = found(*terms, on=on)
    assert relationship.renewal_on == renewal_on
    assert (relationship.in_force, relationship.seats) == (terms[0], 10)


def test_term_stays_in_force_when_overdue():
    relationship = found(term(), on=END + timedelta(200))
    assert (relationship.in_force.end, relationship.seats) == (END, 10)


@pytest.mark.parametrize(
    ("on", "seats", "products"),
    [
        pytest.param(day(99), 10, SEARCH, id="the day before it starts"),
        pytest.param(day(100), 15, SEARCH | CODY, id="on its start"),
        pytest.param(day(149), 15, SEARCH | CODY, id="the day before its end"),
        pytest.param(day(150), 10, SEARCH, id="on its end"),
    ],
)
def test_add_on_counts_from_its_beginning_until_the_day_before_its_end(on, seats, products):
    relationship = found(term(), add_on(day(100), day(150)), on=on)
    assert (relationship.seats, relationship.products) == (seats, products)


@pytest.mark.parametrize(
    ("on", "seats"), [pytest.param(day(104), 10, id="before"), pytest.param(day(105), 15, id="on")]
)
def test_add_on_signed_late_counts_from_its_signature(on, seats):
    extra = add_on(day(100), day(150), signed_on=day(105))
    assert found(term(), extra, on=on).seats == seats


def test_several_add_ons_add_up():
    extras = add_on(day(10), day(90)), add_on(day(20), day(90), seats=3, products=SEARCH)
    assert found(term(), *extras, on=day(30)).seats == 18


def test_add_on_moves_no_date():
    extra = add_on(day(100), END + timedelta(300))
    relationship = found(term(), extra, on=day(120))
    assert (relationship.start, relationship.renewal_on) == (START, END)
    assert (relationship.in_force, relationship.last) == (term(), term())


def test_add_on_alone_begins_no_relationship():
    assert found(add_on(START, END), on=day(5)) is None
    assert first_start((add_on(START, END),)) is None


def test_first_start_counts_before_the_signature():
    assert first_start((term(signed_on=day(40)),)) == START


@pytest.mark.parametrize(
    ("days_before", "comes"),
    [
        pytest.param(46, False, id="46 days before"),
        pytest.param(45, True, id="45 days before"),
        pytest.param(1, True, id="the day before"),
        pytest.param(0, False, id="once it has begun it is no later term"),
    ],
)
def test_returning_looks_45_days_ahead(days_before, comes):
    back = term(END + timedelta(200), signed_on=START)
    on = back.start - timedelta(days_before)
    assert returning((term(churned_on=END), back), default(), on) == (back if comes else None)


def test_returning_needs_a_signature():
    back = term(END + timedelta(200), signed_on=END + timedelta(190))
    terms = term(churned_on=END), back
    assert returning(terms, default(), END + timedelta(189)) is None
    assert returning(terms, default(), END + timedelta(190)) == back


def test_returning_is_never_an_add_on():
    extra = add_on(END + timedelta(20), END + timedelta(90), signed_on=START)
    assert returning((term(churned_on=END), extra), default(), END) is None


def test_gap_of_another_policy():
    second = term(END + timedelta(31))
    assert found(term(), second, on=second.start, relationship_gap_days=30).number == 2
    assert found(term(), second, on=second.start, relationship_gap_days=31).number == 1
