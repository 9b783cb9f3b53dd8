"""Alerts are put away by people, with who, when and why, and come back."""

from datetime import timedelta

import pytest

from lifecycle import record
from lifecycle.models import Alert, AlertEntry
from tests.factories.accounts import MOMENT, START, AccountFactory, UserFactory
from tests.factories.lifecycle import AlertFactory

pytestmark = pytest.mark.django_db

WEEK = START + timedelta(7)
ALL = Alert.objects.all()


def entries():
    return list(AlertEntry.objects.order_by("pk").values_list("kind", "text"))


def test_alerts_are_acknowledged_once_and_keep_who_was_first():
    first, second = UserFactory(), UserFactory()
    AlertFactory()
    assert record.acknowledge(ALL.all(), by=first, now=MOMENT, note=" Called them. ") == 1
    assert record.acknowledge(ALL.all(), by=second, now=MOMENT) == 0
    assert Alert.objects.get().acknowledged_by == first
    assert entries() == [("seen", "Called them.")]


def test_what_passed_is_not_acknowledged():
    AlertFactory(passed_on=START)
    assert record.acknowledge(ALL.all(), by=UserFactory(), now=MOMENT) == 0


def test_snoozed_alert_comes_back_on_its_day():
    AlertFactory()
    assert record.snooze(ALL.all(), WEEK, by=UserFactory(), on=START, now=MOMENT) == 1
    assert not Alert.objects.open(on=WEEK - timedelta(1)).exists()
    assert Alert.objects.snoozed(on=WEEK - timedelta(1)).exists()
    assert Alert.objects.open(on=WEEK).back().exists()
    assert entries() == [("snoozed", f"until {WEEK}")]


def test_snooze_needs_a_day_to_come():
    with pytest.raises(ValueError, match="after today"):
        record.snooze(ALL.all(), START, by=UserFactory(), on=START, now=MOMENT)


def test_alert_is_taken_up_again():
    user = UserFactory()
    AlertFactory()
    assert record.reopen(ALL.all(), by=user, now=MOMENT) == 0
    record.acknowledge(ALL.all(), by=user, now=MOMENT)
    assert record.reopen(ALL.all(), by=user, now=MOMENT, note="Not solved") == 1
    alert = Alert.objects.open(on=START).back().get()
    assert alert.acknowledged_by is None
    assert entries()[-1] == ("reopened", "Not solved")


def test_note_says_something():
    with pytest.raises(ValueError, match="Say something"):
        record.note(AlertFactory(), " ", by=UserFactory(), now=MOMENT)


def test_alerts_belong_to_the_roles_they_are_for():
    ta, ae = UserFactory(), UserFactory()
    account = AccountFactory(ta=ta, ae=ae)
    seats = AlertFactory(account=account, kind="seats", for_ae=True)
    health = AlertFactory(account=account)
    pooled = AlertFactory()
    assert set(Alert.objects.of(ta)) == {seats, health}
    assert set(Alert.objects.of(ae)) == {seats}
    assert set(Alert.objects.of_the_pool()) == {pooled}
