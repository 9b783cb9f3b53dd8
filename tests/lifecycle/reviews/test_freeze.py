"""Freezing figures: what is read, that it stays, and that a refresh is a new freeze."""

from datetime import timedelta

import pytest

from accounts.models import Ping
from lifecycle.models import ReviewFreeze
from lifecycle.reviews import freeze, sources, steps
from lifecycle.reviews.figures import by_key
from tests.factories.accounts import ContractFactory, TimelineEntryFactory
from tests.factories.cast import NOW
from tests.factories.reviews import FIRST, LAST, begun, customer

pytestmark = pytest.mark.django_db


def figures(review):
    return by_key(freeze.newest(review).content)


def test_figures_of_the_period_are_frozen_when_a_review_is_begun():
    found = figures(begun())
    assert {key: found[key]["text"] for key in ("monthly_users", "utilization", "version")} == {
        "monthly_users": "85",
        "utilization": "85 %",
        "version": "5.9.0",
    }
    assert found["features_new"]["value"] == 1


def test_frozen_figures_stay_when_facts_change():
    review = begun()
    before = freeze.newest(review).content
    Ping.objects.filter(account=review.account).update(mau=12)
    assert freeze.newest(review).content == before


def test_refresh_makes_a_new_freeze_and_shows_the_difference():
    review = begun()
    Ping.objects.filter(account=review.account).update(mau=12)
    taken = freeze.take(review, by=None, now=NOW)
    assert taken.number == 2
    assert freeze.changes(review)[0] == ("Monthly users", "85", "12")


def test_refresh_that_finds_nothing_new_writes_nothing():
    review = begun()
    assert freeze.take(review, by=None, now=NOW) == freeze.newest(review)
    assert ReviewFreeze.objects.count() == 1


def test_figures_are_refreshed_in_a_draft_only():
    review = begun()
    steps.make_ready(review)
    with pytest.raises(ValueError, match="in a draft only"):
        freeze.take(review, by=None, now=NOW)


def test_seats_follow_the_terms_month_by_month():
    account = customer()
    account.contracts.update(end=LAST.replace(month=12, day=1))
    ContractFactory(account=account, start=LAST.replace(month=12, day=1), seats=140)
    months = freeze.newest(begun(account)).content["months"]
    assert [month["seats"] for month in months] == [100, 100, 140]


def test_contacts_are_counted_beside_as_many_days_before():
    account = customer()
    for day in (FIRST, LAST, FIRST.replace(month=9)):
        TimelineEntryFactory(account=account, kind="meeting", on=day)
    TimelineEntryFactory(account=account, kind="note", on=FIRST)
    meetings = figures(begun(account))["meetings"]
    assert (meetings["text"], meetings["before"]) == ("2", "1")


def test_before_there_was_a_customer_nothing_is_compared():
    account = customer()
    account.contracts.update(start=FIRST.replace(day=2), signed_on=FIRST)
    assert figures(begun(account))["meetings"]["before"] == ""


def test_other_apps_hang_their_counts_in():
    assert "campaign_mails" in {source.key for source in sources.registered()}
    assert figures(begun())["campaign_mails"]["text"] == "0"


@pytest.mark.parametrize("pings", [1, 50])
def test_reading_costs_the_same_at_any_size(pings, django_assert_num_queries):
    review = begun()
    Ping.objects.bulk_create(
        Ping(account=review.account, date=FIRST - timedelta(100 + back), mau=1, dau=1)
        for back in range(pings)
    )
    with django_assert_num_queries(23):
        freeze.read(review, now=NOW)
