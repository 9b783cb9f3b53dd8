"""An answer is promised on the working days of who looks after the account."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.models import Pool
from campaigns.help import promise
from lifecycle.policy import Policy
from tests.factories.accounts import AccountFactory, UserFactory
from tests.factories.booking import HostFactory
from tests.factories.pools import PoolMemberFactory

pytestmark = pytest.mark.django_db

# 1 May 2026, a Friday, is a holiday in Germany and none in the United Kingdom.
THURSDAY = datetime(2026, 4, 30, 10, tzinfo=UTC)
DAYS, HOURS = Policy(help_clock="working_days"), Policy(help_clock="hours")


def due(account, policy=DAYS, now=THURSDAY) -> timedelta:
    return promise.due(account, 48, policy, now=now) - now


def host(country=""):
    return HostFactory(country=country).user


@pytest.mark.parametrize(("country", "days"), [("DE", 5), ("GB", 5), ("", 4), ("XX", 4)], ids=str)
def test_a_holiday_of_the_advisor_is_no_working_day(country, days):
    """In the United Kingdom it is the Monday after, which the weekend leads up to."""
    assert due(AccountFactory(ta=host(country))) == timedelta(days)


def test_an_advisor_without_hours_for_meetings_has_no_holidays_that_are_known():
    assert due(AccountFactory(ta=UserFactory())) == timedelta(4)


def test_plain_hours_know_no_holidays():
    assert due(AccountFactory(ta=host("DE")), HOURS) == timedelta(2)


@pytest.mark.parametrize(
    ("countries", "days"), [(["DE"], 5), (["DE", "DE"], 5), (["DE", "GB"], 4), (["DE", ""], 4)]
)
def test_a_pool_is_free_when_nobody_in_it_works(countries, days):
    pool = Pool.objects.get(slug="digital")
    for country in countries:
        PoolMemberFactory(pool=pool, user=host(country))
    assert due(AccountFactory(ta=None, programme__slug="digital")) == timedelta(days)


def test_holidays_of_the_next_year_count():
    eve = datetime(2026, 12, 31, 10, tzinfo=UTC)  # a Thursday
    assert due(AccountFactory(ta=host("DE")), now=eve) == timedelta(5)


def test_what_falls_due_at_midnight_is_of_the_day_before():
    assert str(promise.last_day(datetime(2026, 5, 2, tzinfo=UTC))) == "2026-05-01"
