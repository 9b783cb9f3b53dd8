"""Tests of finding out whose work it is from the book."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Account, Pool
from lifecycle.models import Task
from lifecycle.work import assign
from lifecycle.work import task as tasks
from tests.factories.accounts import MOMENT, START, AccountFactory, UserFactory
from tests.factories.pools import AbsenceFactory, PoolMemberFactory
from tests.factories.work import TaskFactory

pytestmark = pytest.mark.django_db
QUERIES = 7


def owner(account: Account, role: str = "ta"):
    return assign.owner(account.pk, role, on=START)


def test_pool_shares_out_one_batch_evenly_in_a_fixed_number_of_queries():
    members = [PoolMemberFactory(), PoolMemberFactory(), PoolMemberFactory(weight=50)]
    PoolMemberFactory(active=False)
    PoolMemberFactory(user__is_active=False)
    for count in (1, 25):
        accounts = [AccountFactory() for _ in range(count)]
        with CaptureQueriesContext(connection) as captured:
            found = assign.owners([(account.pk, "ta") for account in accounts], on=START)
        assert len(captured) == QUERIES
    shares = [sum(route.owner == m.user_id for route in found.values()) for m in members]
    assert shares == [10, 10, 5]


def test_within_one_count_a_pool_is_counted_once_and_what_is_given_out_is_added():
    first, second = sorted(PoolMemberFactory().user_id for _ in range(2))
    accounts = [AccountFactory() for _ in range(4)]

    def given(account: Account) -> tuple[int, int]:
        """The owner, and how often the database was asked."""
        with CaptureQueriesContext(connection) as captured:
            route = assign.owner(account.pk, "ta", on=START)
        return route.owner, len(captured)

    with assign.one_count():
        taken = [given(account) for account in accounts[:3]]
    assert [owner for owner, _ in taken] == [first, second, first]
    assert [asked for _, asked in taken] == [QUERIES, QUERIES - 3, QUERIES - 3]
    # None of it was written, so a count of its own knows nothing of it.
    assert given(accounts[3]) == (first, QUERIES)


def test_load_is_open_work_of_the_pool_and_what_others_do_in_their_stead():
    busy, lent, free = (PoolMemberFactory().user for _ in range(3))
    pool = Pool.objects.get(slug="digital").pk
    TaskFactory(owner=busy)
    TaskFactory(owner=UserFactory(), instead_of=lent)
    TaskFactory(owner=free, state="done")
    TaskFactory(owner=free, account__removed_at=MOMENT)
    TaskFactory(owner=free, owner_role="ae")
    assert assign.loads([pool]) == {(pool, busy.pk): 1, (pool, lent.pk): 1}
    assert owner(AccountFactory()).owner == free.pk


def test_named_accounts_work_is_the_pools_only_where_a_member_stands_in():
    member, holder = PoolMemberFactory().user, UserFactory()
    pool = Pool.objects.get(slug="digital").pk
    TaskFactory(owner=member, account__ta=member)
    assert not assign.loads([pool])
    TaskFactory(owner=member, account__ta=holder, instead_of=holder)
    assert assign.loads([pool]) == {(pool, member.pk): 1}


def test_account_stays_with_whoever_has_most_open_work_there():
    first, second = PoolMemberFactory().user, PoolMemberFactory().user
    account = AccountFactory()
    TaskFactory(account=account, owner=first)
    TaskFactory.create_batch(2, account=account, owner=second)
    assert owner(account).owner == second.pk
    AbsenceFactory(user=second)
    assert owner(account).owner == first.pk


def test_pool_has_advisors_work_only():
    PoolMemberFactory()
    assert owner(AccountFactory(), "ae").owner is None


def test_account_of_a_programme_without_a_pool_waits():
    PoolMemberFactory()
    Pool.objects.get(slug="digital").programmes.update(pool=None)
    assert owner(AccountFactory()) == (None, "the account has no Technical Advisor", None, None)


def test_holder_who_left_holds_nothing():
    member = PoolMemberFactory().user
    account = AccountFactory(ta=UserFactory(is_active=False), ae=UserFactory(is_active=False))
    assert owner(account).owner == member.pk
    assert owner(account, "ae").owner is None


@pytest.mark.parametrize(("days", "covered"), [(-1, False), (0, True), (6, True), (7, False)])
def test_cover_takes_it_on_the_days_of_the_absence(days, covered):
    absence = AbsenceFactory(cover=UserFactory())
    account = AccountFactory(ce=absence.user)
    on = START.fromordinal(START.toordinal() + days)
    route = assign.owner(account.pk, "ce", on=on)
    assert route.owner == (absence.cover_id if covered else absence.user_id)
    absence.called_off = True
    absence.save()
    assert assign.owner(account.pk, "ce", on=on).owner == absence.user_id


def test_task_opened_by_a_verb_says_why_it_is_whose():
    absence = AbsenceFactory(cover=UserFactory())
    account = AccountFactory(ta=absence.user)
    tasks.add(account, "Call", due_on=START, now=MOMENT)
    task = Task.objects.get()
    assert (task.owner, task.instead_of, task.absence) == (absence.cover, absence.user, absence)
    assert task.because.startswith("covers for ")
