"""Which accounts a review is to be prepared for, and which reviews want somebody."""

from datetime import timedelta

import pytest

from lifecycle.gather import Programmes
from lifecycle.models import AccountState
from lifecycle.reviews import nearness, steps
from tests.factories.cast import NOW, TODAY
from tests.factories.reviews import begun, customer, filled

pytestmark = pytest.mark.django_db


def due(on=TODAY):
    return list(nearness.lines(AccountState.objects.all(), on=on, most=10))


@pytest.mark.parametrize(
    ("day", "expected"), [(135, 0), (136, 1)], ids=["a day too early", "two weeks before day 150"]
)
def test_first_review_is_due_by_the_programmes_rhythm(day, expected):
    account = customer()
    found = due(on=account.state.relationship_start + timedelta(day))
    assert len(found) == expected
    if found:
        assert found[0].due_on == account.state.relationship_start + timedelta(150)


def test_list_and_account_agree_on_the_day():
    account = customer("enterprise")
    assert [row.due_on for row in due()] == [nearness.due_on(account)]


def test_digital_accounts_have_none():
    customer("digital")
    assert due() == []


@pytest.mark.parametrize("stage", ["", "prospect", "onboarding"])
def test_account_in_an_early_stage_waits(stage):
    account = customer()
    AccountState.objects.filter(account=account).update(stage=stage)
    assert due() == []


def test_account_whose_review_is_prepared_or_was_held_is_left_out():
    account = customer()
    review = begun(account)
    assert due() == []
    steps.hold(review, held_on=TODAY, by=None, on=TODAY, now=NOW)
    assert due() == []
    (row,) = due(on=TODAY + timedelta(365 - 14))
    assert (row.due_on, row.last_held_on) == (TODAY + timedelta(365), TODAY)


def test_removed_account_is_left_out():
    account = customer()
    account.removed_at = NOW
    account.save()
    assert due() == []


def wanting(on=TODAY):
    return list(nearness.wanting(on=on, programmes=Programmes.load()))


@pytest.mark.parametrize(
    ("days", "expected"), [(15, []), (14, [4])], ids=["far", "two weeks before"]
)
def test_draft_near_its_day_counts_its_gaps(days, expected):
    begun(planned_on=TODAY + timedelta(days))
    assert [review.gaps for review in wanting()] == expected


def test_full_draft_wants_somebody_only_when_its_day_is_past():
    filled(begun(planned_on=TODAY))
    assert wanting(on=TODAY + timedelta(1)) == []
    assert len(wanting(on=TODAY + timedelta(2))) == 1


def test_held_review_wants_signatures_until_it_is_archived():
    review = begun()
    steps.hold(review, held_on=TODAY, by=None, on=TODAY, now=NOW)
    assert wanting() == [review]
    steps.archive(review, now=NOW)
    assert wanting() == []
