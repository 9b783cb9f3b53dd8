"""Tests of counting champions and advocates by month."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from accounts.models import AdvocacyCount
from lifecycle.batch import Batch
from lifecycle.work import advocacy
from tests.factories.accounts import MOMENT, START, AccountFactory, ContactFactory
from tests.factories.voices import AdvocacyFactory
from tests.lifecycle.snapshots import facts

pytestmark = pytest.mark.django_db
CUSTOMER = SimpleNamespace(relationship=object())
PROSPECT = SimpleNamespace(relationship=None)


def day(*accounts, on: date = START, decision=CUSTOMER) -> dict[str, int]:
    pairs = [(facts(account=account.pk), decision) for account in accounts]
    return dict(advocacy.day(Batch(pairs), {}, on=on, now=MOMENT))


def test_month_is_counted_once_on_its_first_decided_day():
    account, other = AccountFactory(), AccountFactory()
    person = ContactFactory(account=account, champion=True)
    ContactFactory(account=account, champion=True, removed_at=MOMENT)
    AdvocacyFactory(contact=person)
    AdvocacyFactory(contact__account=account, since=START + timedelta(1))
    AdvocacyFactory(contact__account=account, since=START - timedelta(9), until=START)
    assert day(account, other) == {"advocates counted": 2}
    assert day(account, other, on=START.replace(day=31)) == {}
    counts = AdvocacyCount.objects.values_list("account", "month", "champions", "advocates")
    month = START.replace(day=1)
    assert set(counts) == {(account.pk, month, 1, 1), (other.pk, month, 0, 0)}
    assert day(account, on=START + timedelta(31)) == {"advocates counted": 1}


def test_prospects_are_not_counted():
    assert day(AccountFactory(), decision=PROSPECT) == {}


@pytest.mark.parametrize("count", [1, 20])
def test_counting_takes_as_many_queries_for_many(count, django_assert_num_queries):
    accounts = [AccountFactory() for _ in range(count)]
    with django_assert_num_queries(4):
        day(*accounts)
    with django_assert_num_queries(1):
        day(*accounts)
