"""Tests of the tasks that tell customers what was shipped."""

from datetime import timedelta

import pytest

from accounts.models import GapReport, Programme, TimelineEntry
from lifecycle.batch import Batch
from lifecycle.gather import Programmes
from lifecycle.models import Task
from lifecycle.work import shipped
from tests.factories.accounts import MOMENT, START, UserFactory
from tests.factories.voices import GapReportFactory, ProductGapFactory
from tests.lifecycle.snapshots import facts

pytestmark = pytest.mark.django_db


def day(*reports: GapReport) -> dict[str, int]:
    pairs = [(facts(account=report.account_id), None) for report in reports]
    return dict(shipped.day(Batch(pairs), Programmes.load(), on=START, now=MOMENT))


def test_advisor_of_each_account_that_asked_is_told_once():
    gap = ProductGapFactory(title="Audit log", status="done", shipped_on=START)
    advisor = UserFactory()
    reports = [GapReportFactory(gap=gap, account__ta=advisor) for _ in range(2)]
    assert day(*reports) == {"gaps to tell": 2}
    assert day(*reports) == {}
    titles = {(task.title, task.owner) for task in Task.objects.all()}
    assert titles == {("You asked, we shipped: Audit log", advisor)}


def test_programme_says_within_how_many_days_they_are_told():
    report = GapReportFactory(gap=ProductGapFactory(status="done", shipped_on=START))
    Programme.objects.filter(slug="digital").update(policy={"tell_shipped_days": 3})
    day(report)
    assert Task.objects.get().due_on == START + timedelta(3)


def test_customer_was_told_when_the_task_is_done():
    report = GapReportFactory(gap__status="done", gap__shipped_on=START)
    day(report)
    assert day(report) == {}
    report.refresh_from_db()
    assert report.told_on is None
    Task.objects.update(state="done")
    day(report)
    day(report)
    report.refresh_from_db()
    assert report.told_on == START
    assert TimelineEntry.objects.count() == 1


@pytest.mark.parametrize(
    "fields", [{}, {"gap__status": "done", "gap__shipped_on": START, "told_on": START}]
)
def test_nothing_is_opened_before_it_is_there_or_once_they_know(fields):
    assert day(GapReportFactory(**fields)) == {}
    assert not Task.objects.exists()


def test_dropped_task_is_not_opened_again():
    report = GapReportFactory(gap__status="done", gap__shipped_on=START)
    day(report)
    Task.objects.update(state="dropped")
    assert day(report) == {}
