"""Tests of what a change of an account's team brings."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Account, TimelineEntry
from lifecycle.batch import Batch
from lifecycle.models import PlaybookRun, Task, TaskEntry, TeamChange, TeamSeen
from lifecycle.work import team, unowned
from tests.factories.accounts import MOMENT, START, AccountFactory, UserFactory
from tests.factories.pools import AbsenceFactory, PoolMemberFactory
from tests.factories.work import TaskFactory
from tests.lifecycle.snapshots import facts

pytestmark = pytest.mark.django_db


@pytest.fixture
def before():
    return UserFactory(username="before")


@pytest.fixture
def after():
    return UserFactory(username="after")


def settle(*accounts: Account, by=None) -> list[team.Change]:
    return team.settle([account.pk for account in accounts], by=by, on=START, now=MOMENT)


def known(**fields) -> Account:
    account = AccountFactory(**fields)
    settle(account)
    return account


def move(account: Account, **holders) -> list[team.Change]:
    Account.objects.filter(pk=account.pk).update(**holders)
    return settle(account)


def test_account_seen_for_the_first_time_has_not_changed(before):
    account = AccountFactory(ta=before)
    assert settle(account) == []
    assert TeamSeen.objects.get().ta == before


def test_open_work_of_the_role_goes_along_once(before, after):
    account = known(ta=before, ae=before)
    mine = TaskFactory(account=account, owner=before)
    other_role = TaskFactory(account=account, owner=before, owner_role="ae")
    somebody = TaskFactory(account=account, owner=UserFactory())
    done = TaskFactory(account=account, owner=before, state="done")
    elsewhere = TaskFactory(owner=before)
    assert move(account, ta=after) == [(account.pk, "ta", before.pk, after.pk)]
    assert settle(account) == []
    assert list(Task.objects.filter(owner=after, run=None)) == [mine]
    assert {other_role.owner, somebody.owner, done.owner, elsewhere.owner} >= {before}
    assert TaskEntry.objects.get(task=mine).text == "from before to after: the team changed"
    change = TeamChange.objects.get()
    assert (change.before, change.after, change.tasks, change.by) == (before, after, 1, None)


def test_timeline_tells_it_once(before, after):
    account = known(ta=before)
    move(account, ta=after)
    settle(account)
    entry = TimelineEntry.objects.get(kind="team")
    assert (entry.kind, entry.title) == ("team", "Technical Advisor: from before to after")


def test_work_lent_while_the_former_holder_is_away_goes_along_too(before, after):
    account = known(ta=before)
    absence = AbsenceFactory(user=before, cover=UserFactory())
    task = TaskFactory(account=account, owner=absence.cover, instead_of=before, absence=absence)
    move(account, ta=after)
    task.refresh_from_db()
    assert (task.owner, task.instead_of, task.absence) == (after, None, None)


def test_account_given_to_the_pool_and_taken_out_of_it(before, after):
    leaving, member = PoolMemberFactory(user=before).user, PoolMemberFactory().user
    account = known(ta=leaving)
    task = TaskFactory(account=account, owner=leaving)
    move(account, ta=None)
    task.refresh_from_db()
    assert task.owner == member
    move(account, ta=after)
    task.refresh_from_db()
    assert task.owner == after
    told = TimelineEntry.objects.filter(kind="team").order_by("pk")
    titles = told.values_list("title", flat=True)
    assert list(titles)[1].startswith("Technical Advisor: from the pool to after")


def test_work_that_waits_for_a_role_goes_to_its_first_holder(after):
    account = known()
    task = TaskFactory(account=account, owner_role="ce")
    move(account, ce=after)
    task.refresh_from_db()
    assert task.owner == after


def test_settling_asks_as_often_for_many_as_for_one(before, after):
    def asked(count: int) -> int:
        accounts = [known(ta=before) for _ in range(count)]
        for account in accounts:
            TaskFactory(account=account, owner=before)
        Account.objects.update(ta=after)
        with CaptureQueriesContext(connection) as captured:
            settle(*accounts)
        return len(captured)

    assert asked(1) == asked(4)


def test_day_without_a_change_asks_once(before):
    pairs = Batch((facts(account=known(ta=before).pk), None) for _ in range(3))
    with CaptureQueriesContext(connection) as captured:
        assert not team.day(pairs, {}, on=START, now=MOMENT)
    assert len(captured) == 1


def test_work_nobody_had_is_given_out_when_there_is_somebody():
    pooled, alone = TaskFactory(), TaskFactory(owner_role="ae")
    pairs = Batch((facts(account=task.account_id), None) for task in (pooled, alone))
    assert not unowned.day(pairs, {}, on=START, now=MOMENT)
    member, executive = PoolMemberFactory().user, UserFactory()
    Account.objects.filter(pk=alone.account_id).update(ae=executive)
    assert unowned.day(pairs, {}, on=START, now=MOMENT) == {"tasks given out": 2}
    assert not unowned.day(pairs, {}, on=START, now=MOMENT)
    pooled.refresh_from_db()
    alone.refresh_from_db()
    assert (pooled.owner, alone.owner) == (member, executive)


def test_change_of_advisor_begins_a_handover_that_the_former_one_writes(before, after):
    accounts = [known(ta=before), known(ta=before, ae=before)]
    Account.objects.filter(pk=accounts[1].pk).update(ae=after)
    assert move(accounts[0], ta=after)
    settle(*accounts)
    run = PlaybookRun.objects.get()
    assert (run.account, run.because) == (accounts[0], "before handed the account over")
    owners = {task.key: (task.owner, task.state) for task in run.tasks.all()}
    assert owners["write"] == (before, "open")
    assert owners["review"] == (after, "open")
    assert owners["assign"] == (None, "done")
    move(accounts[0], ta=before)
    assert PlaybookRun.objects.count() == 1
