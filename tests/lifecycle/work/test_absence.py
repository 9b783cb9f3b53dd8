"""Tests of handing work over while somebody is away, and back."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Absence
from lifecycle.batch import Batch
from lifecycle.models import Task, TaskEntry
from lifecycle.work import absence as absences
from lifecycle.work import coverage
from tests.factories.accounts import MOMENT, START, AccountFactory, UserFactory
from tests.factories.lifecycle import AccountStateFactory
from tests.factories.pools import AbsenceFactory, PoolMemberFactory
from tests.factories.work import TaskFactory
from tests.lifecycle.snapshots import facts

pytestmark = pytest.mark.django_db
BACK = START + timedelta(7)


@pytest.fixture
def away() -> Absence:
    return AbsenceFactory(cover=UserFactory(username="cover"), user=UserFactory(username="away"))


def hand_over(absence: Absence, on=START) -> int:
    return absences.hand_over(absence, by=absence.cover or absence.user, on=on, now=MOMENT)


def give_back(*tasks: Task, on) -> int:
    pairs = [(facts(account=task.account_id), None) for task in tasks]
    return absences.give_back(Batch(pairs), {}, on=on, now=MOMENT)["tasks given back"]


@pytest.mark.parametrize(("due", "goes"), [(-30, True), (0, True), (6, True), (7, False)])
def test_what_is_due_before_they_are_back_goes_to_the_cover(due, goes, away):
    task = TaskFactory(owner=away.user, due_on=START + timedelta(due))
    assert hand_over(away) == int(goes)
    task.refresh_from_db()
    assert task.owner == (away.cover if goes else away.user)
    assert task.absence == (away if goes else None)


def test_other_peoples_and_finished_work_stays_where_it_is(away):
    TaskFactory(owner=UserFactory(), due_on=START)
    TaskFactory(owner=away.user, due_on=START, state="done")
    assert hand_over(away) == 0


def test_lent_work_comes_back_once_when_they_are_there_again(away):
    task = TaskFactory(owner=away.user, due_on=START)
    hand_over(away)
    assert give_back(task, on=BACK - timedelta(1)) == 0
    assert give_back(task, on=BACK) == 1
    assert give_back(task, on=BACK) == give_back(task, on=BACK + timedelta(1)) == 0
    task.refresh_from_db()
    assert (task.owner, task.instead_of, task.absence) == (away.user, None, None)
    said = TaskEntry.objects.order_by("pk").values_list("text", "by__username")
    assert list(said) == [
        (f"from away to cover: away until {BACK}", "cover"),
        ("from cover to away: back from being away", None),
    ]


def test_finished_work_does_not_come_back(away):
    task = TaskFactory(owner=away.user, due_on=START)
    hand_over(away)
    Task.objects.update(state="done")
    assert give_back(task, on=BACK) == 0


def test_absence_that_is_prolonged_or_called_off_is_followed(away):
    task = TaskFactory(owner=away.user, due_on=START)
    hand_over(away)
    AbsenceFactory(user=away.user, starts_on=BACK)
    assert give_back(task, on=BACK) == 0
    Absence.objects.update(called_off=True)
    assert give_back(task, on=START) == 1


def test_pool_takes_over_without_a_cover_and_nobody_without_a_pool():
    absence, member = AbsenceFactory(), PoolMemberFactory().user
    pooled = TaskFactory(owner=absence.user, due_on=START)
    alone = TaskFactory(owner=absence.user, owner_role="ae", due_on=START)
    assert hand_over(absence) == 2
    pooled.refresh_from_db()
    alone.refresh_from_db()
    assert (pooled.owner, alone.owner) == (member, None)
    assert give_back(pooled, alone, on=BACK) == 2


def test_absence_that_is_over_hands_nothing_over(away):
    with pytest.raises(ValueError, match="is over"):
        hand_over(away, on=BACK)


def test_coverage_list_holds_what_matters_in_that_time(away):
    mine = {"account__ta": away.user}
    renews = AccountStateFactory(stage="renewing", renewal_on=BACK - timedelta(1), **mine)
    AccountStateFactory(stage="renewing", renewal_on=BACK, **mine)
    AccountStateFactory(stage="renewing", renewal_on=START)
    poor = AccountStateFactory(stage="adopting", confirmed_band="poor", **mine)
    due = TaskFactory(owner=away.user, due_on=START)
    with CaptureQueriesContext(connection) as captured:
        found = coverage.read(away)
    assert len(captured) == 7
    assert (found.accounts, found.renewals, found.unhealthy) == (3, [renews], [poor])
    assert found.cases == []
    assert (found.to_hand_over, found.lent) == ([due], [])
    hand_over(away)
    found = coverage.read(away)
    assert (found.to_hand_over, found.lent) == ([], [due])


def test_account_in_the_batch_is_needed_to_give_back(away):
    task = TaskFactory(owner=away.user, due_on=START)
    hand_over(away)
    assert give_back(TaskFactory(account=AccountFactory()), on=BACK) == 0
    assert give_back(task, on=BACK) == 1
