"""Tests of what a decided day does to success plans."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Account
from lifecycle import gather
from lifecycle.batch import Batch
from lifecycle.decide import decide
from lifecycle.facts import NEW
from lifecycle.gather import Programmes
from lifecycle.models import Objective, ObjectiveReading, SuccessPlan
from lifecycle.plans import daily, objective, plan
from tests.factories.accounts import (
    MOMENT,
    START,
    AccountFactory,
    ContactFactory,
    ContractFactory,
    PingFactory,
)
from tests.factories.plans import ObjectiveFactory, SuccessPlanFactory

pytestmark = pytest.mark.django_db

DAY = timedelta(1)
WHEN = {"by": None, "on": START, "now": MOMENT}


def live(on: date) -> Counter[str]:
    programmes = Programmes.load()
    keys = list(Account.objects.values_list("pk", flat=True))
    found = gather.facts(keys, programmes, on=on, recent_from=on, closed_month=False)
    policy = programmes.policies["digital"]
    pairs = Batch((facts, decide(facts, NEW, policy, on=on)) for facts in found.values())
    return daily.step(pairs, programmes, on=on, now=MOMENT)


def planned(mau: int = 40, **changes) -> Objective:
    """A plan with an objective of utilization, for a hundred seats in use from the start on."""
    account = AccountFactory()
    ContractFactory(account=account, start=START - 30 * DAY)
    for ago in range(1, 6):
        PingFactory(account=account, date=START - ago * DAY, mau=mau, dau=10)
    given = {"measure": "utilization", "baseline": Decimal(30), "target": Decimal(80)} | changes
    return ObjectiveFactory(plan=SuccessPlanFactory(account=account), **given)


def stands() -> tuple:
    return Objective.objects.values_list("value", "value_on", "standing").get()


def test_measured_objective_takes_the_days_figure_with_its_date():
    planned()
    assert live(START) == {"objectives read": 1}
    assert stands() == (Decimal(40), START - DAY, "on_track")


def test_month_is_read_once_and_the_next_month_again():
    one = planned()
    assert [live(START + days * DAY).total() for days in (0, 0, 1)] == [1, 0, 0]
    PingFactory(account=one.plan.account, date=date(2026, 1, 31), mau=70)
    live(date(2026, 2, 1))
    rows = ObjectiveReading.objects.values_list("month", "on", "value")
    assert list(rows) == [
        (date(2026, 1, 1), START - DAY, Decimal(40)),
        (date(2026, 2, 1), date(2026, 1, 31), Decimal(70)),
    ]


def test_figure_after_the_due_date_does_not_count():
    one = planned(due_on=START + 3 * DAY)
    live(START)
    PingFactory(account=one.plan.account, date=START + 4 * DAY, mau=95)
    live(START + 5 * DAY)
    assert stands() == (Decimal(40), START - DAY, "missed")


def test_objective_by_hand_is_missed_when_its_day_has_passed():
    one = planned(measure="hand", baseline=Decimal(0))
    objective.take(one, Decimal(50), dated=START, **WHEN)
    live(one.due_on)
    assert stands() == (Decimal(50), START, "on_track")
    live(one.due_on + DAY)
    assert stands() == (Decimal(50), START, "missed")


def test_objective_without_data_stays_unknown():
    one = planned()
    one.plan.account.pings.all().delete()
    live(START)
    assert stands() == (None, None, "unknown")


def test_archived_plan_is_left_alone():
    one = planned()
    plan.archive(one.plan, "Over", **WHEN)
    Objective.objects.update(value=None, standing="unknown")
    live(START)
    assert stands()[0] is None


@pytest.mark.parametrize(
    ("measure", "feature", "value"),
    [
        ("utilization", "", 40),
        ("usage", "", 25),
        ("mau", "", 40),
        ("dau", "", 10),
        ("champions", "", 1),
        ("feature_users", "cody_chat", 7),
        ("feature_users", "notebooks", None),
    ],
)
def test_measure_says_what_the_facts_say(measure, feature, value):
    one = planned(measure=measure, feature=feature, baseline=Decimal(0), target=Decimal(999))
    ContactFactory(account=one.plan.account, champion=True)
    one.plan.account.pings.update(feature_users={"cody_chat": 7})
    found = objective.figure(one.plan, measure, feature, on=START)
    assert (found and found.value) == value
    live(START)
    assert stands()[0] == value


def test_health_score_is_measured_in_points():
    one = planned(measure="health", baseline=Decimal(0), target=Decimal(9))
    found = objective.figure(one.plan, "health", on=START)
    assert found.on == START
    assert 0 <= found.value <= 10


@pytest.mark.parametrize("many", [1, 3, 20])
def test_day_asks_as_often_whatever_the_number_of_plans(many):
    for _ in range(many):
        first = planned()
        ObjectiveFactory(plan=first.plan, measure="champions", target=Decimal(5))
        ObjectiveFactory(plan=first.plan, measure="feature_users", feature="cody_chat")
    programmes = Programmes.load()
    keys = list(Account.objects.values_list("pk", flat=True))
    found = gather.facts(keys, programmes, on=START, recent_from=START, closed_month=False)
    policy = programmes.policies["digital"]
    pairs = Batch((facts, decide(facts, NEW, policy, on=START)) for facts in found.values())
    with CaptureQueriesContext(connection) as captured:
        daily.step(pairs, programmes, on=START, now=MOMENT)
    statements = [row["sql"] for row in captured if "SAVEPOINT" not in row["sql"]]
    assert len(statements) == 5
    with CaptureQueriesContext(connection) as captured:
        daily.step(pairs, programmes, on=START, now=MOMENT)
    assert not [row for row in captured if not row["sql"].startswith("SELECT")]


def test_measured_objective_takes_no_reading_by_hand():
    with pytest.raises(ValueError, match="comes from the data"):
        objective.take(planned(), Decimal(1), dated=START, **WHEN)


def test_reading_corrected_for_the_same_day_counts_instead():
    one = planned(measure="hand", baseline=Decimal(0), target=Decimal(100))
    for value in (10, 90):
        objective.take(one, Decimal(value), dated=START, **WHEN)
    assert stands()[0] == 90
    objective.take(one, Decimal(5), dated=START - DAY, **WHEN)
    assert stands()[0] == 90
    assert one.readings.count() == 3
    with pytest.raises(ValueError, match="lies ahead"):
        objective.take(one, Decimal(5), dated=START + DAY, **WHEN)


def test_persons_word_counts_until_it_is_given_back():
    one = planned(measure="hand", baseline=Decimal(0))
    with pytest.raises(ValueError, match="why"):
        objective.say(one, "met", " ", **WHEN)
    objective.say(one, "off_track", "Their budget is frozen.", **WHEN)
    objective.take(one, Decimal(100), dated=START, **WHEN)
    one.refresh_from_db()
    assert (one.standing, one.stands) == ("met", "off_track")
    assert SuccessPlan.objects.filter(objectives__in=Objective.objects.off_track()).exists()
    objective.say(one, "", "", **WHEN)
    assert Objective.objects.get().stands == "met"


def test_objective_that_leads_nowhere_is_refused():
    one = planned()
    one.target = Decimal(20)
    with pytest.raises(ValueError, match="below the baseline"):
        objective.keep(one, on=START, now=MOMENT)
