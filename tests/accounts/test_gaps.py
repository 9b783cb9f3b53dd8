"""Tests of product gaps, what they are worth, and feedback."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from accounts import gaps
from accounts.models import GapReport, GapStatus, ProductGap, TimelineEntry
from tests.factories.accounts import MOMENT, START, AccountFactory, ContractFactory
from tests.factories.voices import GapReportFactory, ProductGapFactory

pytestmark = pytest.mark.django_db
SAID = {"by": None, "on": START, "now": MOMENT}


def weighed() -> dict[str, tuple]:
    found = ProductGap.objects.weighed(on=START)
    return {one.title: (one.p0, one.p1, one.p2, one.reporters, one.impacted_arr) for one in found}


def test_gap_is_worth_the_arr_that_runs_at_those_who_report_it():
    gap = ProductGapFactory(title="Missing")
    ProductGapFactory(title="Unheard")
    first = GapReportFactory(gap=gap, severity="p0").account
    second = GapReportFactory(gap=gap, severity="p2").account
    gone = GapReportFactory(gap=gap, severity="p0", account__removed_at=MOMENT).account
    for account, fields in (
        (first, {"arr": 100}),
        (first, {"arr": 20, "kind": "add_on", "products": "cody"}),
        (second, {"arr": 7}),
        (gone, {"arr": 1000}),
        (AccountFactory(), {"arr": 1000}),
    ):
        ContractFactory(account=account, **fields)
    ContractFactory(account=second, arr=500, start=START - timedelta(400), end=START)
    third = GapReportFactory(gap=gap, severity="p1").account
    ContractFactory(account=third, arr=900, churned_on=START)
    assert weighed() == {
        "Missing": (1, 1, 1, 3, Decimal(127)),
        "Unheard": (0, 0, 0, 0, Decimal(0)),
    }


def test_account_reports_a_gap_once():
    account, gap = AccountFactory(), ProductGapFactory(title="Audit log")
    gaps.report(account, gap, severity="p0", impact="60 seats wait", **SAID)
    with pytest.raises(ValueError, match="already"):
        gaps.report(account, gap, severity="p1", **SAID)
    assert GapReport.objects.get().severity == "p0"
    entry = TimelineEntry.objects.get()
    assert (entry.kind, entry.title) == ("feedback", "Product gap, P0: Audit log")


def test_changed_severity_is_told():
    report = GapReportFactory(severity="p2")
    gaps.change(report, severity="p2", impact="More", workaround="", **SAID)
    assert not TimelineEntry.objects.exists()
    gaps.change(report, severity="p0", impact="More", workaround="", **SAID)
    assert TimelineEntry.objects.get().title == f"Product gap from P2 to P0: {report.gap}"


def test_gap_is_shipped_on_a_day_and_those_who_asked_are_told_once():
    report = GapReportFactory()
    with pytest.raises(ValueError, match="not shipped yet"):
        gaps.tell(report, **SAID)
    for day in (None, START + timedelta(1)):
        with pytest.raises(ValueError, match="on which day"):
            gaps.move(report.gap, GapStatus.DONE, shipped_on=day, on=START)
    gaps.move(report.gap, GapStatus.DONE, shipped_on=START, on=START)
    assert gaps.tell(report, **SAID) is True
    assert gaps.tell(report, **SAID) is False
    assert TimelineEntry.objects.count() == 1
    with pytest.raises(ValueError, match="was shipped"):
        gaps.report(AccountFactory(), report.gap, severity="p0", **SAID)
    gaps.move(report.gap, GapStatus.OPEN, on=START)
    assert ProductGap.objects.get().shipped_on is None


@pytest.mark.parametrize("fields", [{"status": "done"}, {"shipped_on": START}])
def test_database_keeps_status_and_day_together(fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        ProductGapFactory(**fields)


def test_opinion_is_noted_on_its_day():
    account = AccountFactory()
    gaps.opinion(account, "Fast.", source="call", day=START - timedelta(1), **SAID)
    entry = TimelineEntry.objects.get()
    assert (entry.on, entry.title) == (START - timedelta(1), "Feedback, call: Fast.")
    with pytest.raises(ValueError, match="still to come"):
        gaps.opinion(account, "Soon.", source="call", day=START + timedelta(1), **SAID)
