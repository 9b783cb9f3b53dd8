"""Tests of everybody's share of the work."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lifecycle.work import task as tasks
from lifecycle.work import workload
from tests.admin_book import NOON, member
from tests.factories.accounts import AccountFactory, UserFactory
from tests.factories.cast import TODAY
from tests.factories.work import TaskFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(1)
PAGE = "/admin/lifecycle/task/workload/"


def test_share_counts_by_how_near_the_tasks_are():
    busy, account = UserFactory(), AccountFactory()
    for days in (-1, 0, 7, 8, 30, 31):
        TaskFactory(owner=busy, account=account, due_on=TODAY + days * DAY)
    TaskFactory(owner=busy, due_on=TODAY - DAY, snoozed_until=TODAY + DAY)
    done = TaskFactory(owner=busy)
    tasks.finish(done, by=busy, on=TODAY, now=NOON)
    (share,) = workload.read(on=TODAY)["shares"]
    counted = (share.open, share.late, share.week, share.month, share.accounts, share.asleep)
    assert (counted, share.done) == ((7, 1, 2, 4, 2, 1), 1)


def test_most_overdue_stands_first_and_nobodys_work_on_its_own():
    one, two = UserFactory(), UserFactory()
    for owner, days in ((one, 3), (one, 4), (two, -1), (None, -2)):
        TaskFactory(owner=owner, due_on=TODAY + days * DAY)
    found = workload.read(on=TODAY)
    assert [share.key for share in found["shares"]] == [str(two.pk), str(one.pk)]
    assert [(share.role, share.open, share.late) for share in found["nobodys"]] == [("ta", 1, 1)]


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_workload_asks_as_often_whatever_there_is(rows):
    for _ in range(rows):
        TaskFactory(owner=UserFactory())
        TaskFactory()
    with CaptureQueriesContext(connection) as captured:
        workload.read(on=TODAY)
    assert len(captured) == 4


@pytest.mark.parametrize(
    ("group", "answer"), [("Technical Advisor", 403), ("Read-only", 403), ("Manager", 200)]
)
def test_workload_is_for_those_who_share_work_out(group, answer, client, time_machine):
    time_machine.move_to(NOON, tick=False)
    TaskFactory(owner=UserFactory())
    client.force_login(member(group))
    assert client.get(PAGE).status_code == answer
