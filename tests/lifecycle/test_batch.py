"""A batch knows its accounts, and a query of them is bounded or listed."""

import pytest
from django.db.models import Q

from accounts.lookups import Keys
from accounts.models import Account
from lifecycle.batch import Accounts, Batch
from lifecycle.gather import chosen
from tests.factories.accounts import AccountFactory
from tests.lifecycle.snapshots import facts


def test_batch_names_each_account():
    batch = Batch((facts(account=pk), None) for pk in (7, 3, 5))
    assert batch.accounts == {3, 5, 7}
    assert batch.accounts.reach == (3, 7)
    assert batch.accounts is batch.accounts


@pytest.mark.parametrize("kind", [list, set, Accounts])
def test_close_accounts_are_chosen_by_their_range(kind):
    assert chosen("pk", kind([4, 5, 7])) == Q(pk__gte=4, pk__lte=7)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", [list, set, Accounts])
def test_scattered_accounts_are_chosen_one_by_one(kind):
    accounts = [AccountFactory() for _ in range(9)]
    some = [accounts[0].pk, accounts[8].pk]
    found = Account.objects.filter(chosen("pk", kind(some)))
    assert sorted(found.values_list("pk", flat=True)) == some


@pytest.mark.django_db
def test_keys_are_found_as_a_list_of_them_is():
    accounts = [AccountFactory().pk for _ in range(3)]
    for wanted in ([], accounts[:1], accounts):
        listed = Account.objects.filter(pk__among=wanted)
        hidden = Account.objects.filter(pk__among=Keys(wanted))
        assert {row.pk for row in hidden} == {row.pk for row in listed} == set(wanted)
