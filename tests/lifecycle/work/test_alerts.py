"""Standing alerts of decided days: raised once an episode, in a fixed number of queries."""

from datetime import date, timedelta

import pytest

from accounts import consent
from campaigns import day
from lifecycle.models import Alert, AlertEntry
from lifecycle.work import alerts
from tests.factories.accounts import (
    MOMENT,
    AccountFactory,
    ContactFactory,
    ContractFactory,
    PingFactory,
    TimelineEntryFactory,
)
from tests.factories.work import TaskFactory

pytestmark = pytest.mark.django_db

ON = date(2026, 1, 5)
ROLES = {"instance_admin": True, "program_contact": True, "champion": True}


def customer(began=100, roles=ROLES, **given):
    account = AccountFactory(tracked_from=ON, **given)
    ContractFactory(account=account, start=ON - timedelta(began))
    if roles:
        ContactFactory(account=account, email=f"{account.external_id}@x.example", **roles)
    return account


def pinged(account, days, mau=60, dau=20):
    for on in days:
        PingFactory(account=account, date=on, mau=mau, dau=dau)


def live(through, mail=True):
    day.decide_through(through, day.Rules.load(), now=MOMENT)


def stands(account, kind):
    rows = Alert.objects.filter(account=account, kind=kind, passed_on=None)
    return list(rows.order_by("key").values_list("key", flat=True))


def test_missing_roles_are_found_without_any_mail_and_pass_when_held():
    account = customer(roles={"program_contact": True})
    live(ON)
    assert stands(account, "missing_role") == ["champion", "instance_admin"]
    ContactFactory(account=account, champion=True)
    live(ON + timedelta(1))
    assert stands(account, "missing_role") == ["instance_admin"]
    passed = Alert.objects.get(key="champion")
    assert passed.passed_on == ON + timedelta(1)
    assert list(passed.entries.values_list("kind", "by")) == [("passed", None)]


def test_role_held_by_somebody_unreachable_is_missing():
    account = customer()
    consent.opt_out([account.contacts.get().email], source="link in a mail", now=MOMENT)
    live(ON)
    assert stands(account, "missing_role") == ["champion", "instance_admin", "program_contact"]


def test_missing_role_of_a_due_mail_is_no_second_alert():
    account = customer(began=0, roles={"program_contact": True, "champion": True})
    live(ON + timedelta(3))
    assert stands(account, "missing_role") == ["instance_admin"]
    assert Alert.objects.filter(kind="missing_role").count() == 1


def test_day_decided_again_and_days_on_end_raise_nothing_twice():
    account = customer(roles=None)
    live(ON)
    live(ON)
    live(ON + timedelta(4))
    assert Alert.objects.filter(account=account, kind="missing_role").count() == 3
    assert not AlertEntry.objects.exists()


def test_stale_data_stand_until_a_report_comes():
    account = customer()
    pinged(account, [ON - timedelta(30), ON - timedelta(10)])
    live(ON)
    assert stands(account, "stale_data") == []
    live(ON + timedelta(1))
    assert stands(account, "stale_data") == [""]
    assert Alert.objects.get(kind="stale_data").title == f"No usage data since {ON - timedelta(10)}"
    pinged(account, [ON + timedelta(1)])
    live(ON + timedelta(2))
    assert stands(account, "stale_data") == []


def test_condition_that_flickers_goes_on_as_one_episode():
    account = customer()
    pinged(account, [ON - timedelta(1)], mau=95)
    live(ON)
    alert = Alert.objects.get(kind="seats")
    pinged(account, [ON], mau=60)
    live(ON + timedelta(1))
    pinged(account, [ON + timedelta(1)], mau=95)
    live(ON + timedelta(2))
    alert.refresh_from_db()
    assert (alert.passed_on, alert.on) == (None, ON)
    kinds = alert.entries.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["passed", "returned"]


def test_overdue_tasks_alert_when_older_than_a_week():
    account = customer()
    TaskFactory(account=account, due_on=ON - timedelta(7))
    live(ON)
    assert stands(account, "overdue_tasks") == []
    live(ON + timedelta(1))
    assert stands(account, "overdue_tasks") == [""]


def test_snoozed_task_is_not_overdue():
    account = customer()
    TaskFactory(account=account, due_on=ON - timedelta(9), snoozed_until=ON + timedelta(9))
    live(ON)
    assert stands(account, "overdue_tasks") == []


def test_no_contact_ends_with_a_call():
    account = customer()
    TimelineEntryFactory(account=account, on=ON - timedelta(40))
    live(ON)
    assert stands(account, "no_contact") == [""]
    TimelineEntryFactory(account=account, on=ON)
    live(ON + timedelta(1))
    assert stands(account, "no_contact") == []


def month(first, days=20):
    return [first + timedelta(n) for n in range(days)]


def test_usage_down_is_looked_at_on_the_first_days_of_a_month_and_stays_meanwhile():
    account = customer(began=200)
    for first, mau in ((date(2025, 10, 1), 80), (date(2025, 11, 1), 70), (date(2025, 12, 1), 60)):
        pinged(account, month(first), mau=mau)
    live(ON)
    alert = Alert.objects.get(account=account, kind="usage_down")
    assert "80 in October 2025, 70 in November 2025, 60 in December 2025" in alert.evidence[0]
    live(date(2026, 1, 20))
    assert stands(account, "usage_down") == [""]
    pinged(account, month(date(2026, 1, 1)), mau=90)
    live(date(2026, 2, 1))
    assert stands(account, "usage_down") == []


def test_usage_down_is_not_looked_at_later_in_a_month():
    account = customer(began=200)
    for first, mau in ((date(2025, 10, 1), 80), (date(2025, 11, 1), 70), (date(2025, 12, 1), 60)):
        pinged(account, month(first), mau=mau)
    on = date(2026, 1, 1 + alerts.MONTH_DAYS)
    account.tracked_from = on
    account.save()
    live(on)
    assert stands(account, "usage_down") == []


def test_not_deployed_stands_until_the_first_report():
    account = customer(began=60)
    live(ON)
    assert stands(account, "not_deployed") == [""]
    pinged(account, [ON])
    live(ON + timedelta(1))
    assert stands(account, "not_deployed") == []


@pytest.mark.parametrize("number", [1, 3, 50])
def test_day_looks_with_the_same_queries_for_any_number(number, django_assert_num_queries):
    from lifecycle import gather
    from lifecycle.gather import Programmes

    for n in range(number):
        account = customer(roles=None, external_id=f"acc-{number}-{n}")
        pinged(account, [ON - timedelta(80)])
        TaskFactory(account=account, due_on=ON - timedelta(20))
    programmes = Programmes.load()
    rules = day.Rules.load()
    keys = list(account.__class__.objects.values_list("pk", flat=True))
    found = gather.facts(keys, programmes, on=ON, recent_from=ON, closed_month=False)
    pairs = day.conclude(found, {}, rules, on=ON)
    with django_assert_num_queries(5):  # its alerts are one statement
        counts = alerts.day(pairs, programmes, on=ON, now=MOMENT)
    assert counts["alerts raised"] == 5 * number
    with django_assert_num_queries(4):
        assert not alerts.day(pairs, programmes, on=ON, now=MOMENT)["alerts raised"]
