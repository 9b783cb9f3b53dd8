"""Tests of the reminders of open cases."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Contract
from campaigns import day as days
from campaigns.day import Rules
from lifecycle import gather
from lifecycle.gather import Programmes
from lifecycle.models import RiskCase, Task
from lifecycle.renewals import cases, reminding
from lifecycle.work import task as tasks
from tests.factories.accounts import MOMENT, START, UserFactory
from tests.factories.renewals import RiskCaseFactory, renewing

pytestmark = pytest.mark.django_db


def live(on: date) -> int:
    programmes = Programmes.load()
    accounts = list(Contract.objects.values_list("account_id", flat=True).distinct())
    facts = gather.facts(accounts, programmes, on=on, recent_from=on, closed_month=False)
    pairs = days.conclude(facts, {}, Rules(programmes, None), on=on)
    return reminding.day(pairs, programmes, on=on, now=MOMENT)["case reminders"]


def after(number: int) -> date:
    return START + timedelta(number)


def kinds() -> list[str]:
    return [
        key.split("-", 2)[2] for key in Task.objects.order_by("pk").values_list("key", flat=True)
    ]


def test_one_update_a_week_and_one_sync_in_two_while_each_is_done():
    RiskCaseFactory()
    for number in range(30):
        live(after(number))
        for task in Task.objects.filter(state="open"):
            tasks.finish(task, by=None, on=after(number), now=MOMENT)
    assert kinds() == ["update-1", "update-2", "sync-1", "update-3", "update-4", "sync-2"]


def test_none_piles_up_while_an_earlier_one_is_open():
    RiskCaseFactory()
    for number in range(40):
        live(after(number))
    assert kinds() == ["update-1", "sync-1"]


def test_days_that_were_missed_bring_one_and_repeated_days_none():
    RiskCaseFactory()
    assert live(after(20)) == 2
    assert live(after(20)) == 0
    assert kinds() == ["update-2", "sync-1"]


def test_no_reminder_when_the_update_was_written_in_its_week():
    case, ta = RiskCaseFactory(), UserFactory()
    cases.update(case, "update", happened="Went well", by=ta, on=after(7), now=MOMENT)
    assert live(after(7)) == 0
    assert live(after(13)) == 0
    assert live(after(14)) == 2


def test_reminders_go_to_the_account_s_advisor_and_stop_with_the_case():
    ta = UserFactory()
    case = RiskCaseFactory(account=renewing(ta=ta))
    live(after(7))
    assert Task.objects.get().owner == ta
    RiskCase.objects.filter(pk=case.pk).update(state="closed")
    assert live(after(14)) == 0


def test_case_of_a_customer_who_churned_is_closed():
    case = RiskCaseFactory()
    Contract.objects.update(churned_on=after(3))
    live(after(3))
    case.refresh_from_db()
    assert (case.ended, case.closed_on, case.closed_by) == ("churned", after(3), None)


def test_queries_do_not_grow_with_the_cases():
    RiskCaseFactory()
    with CaptureQueriesContext(connection) as one:
        assert live(after(7)) == 1
    for _ in range(20):
        RiskCaseFactory(opened_on=after(1))
    with CaptureQueriesContext(connection) as many:
        assert live(after(8)) == 20
    assert len(one) == len(many)
