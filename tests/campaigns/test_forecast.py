"""The forecast says what the run then does, and writes nothing."""

import json
import os
from datetime import date, timedelta
from io import StringIO
from random import Random

import pytest
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from accounts.models import Account
from campaigns import day, send
from campaigns.forecast import forecast
from campaigns.models import Status, Touch
from campaigns.outlook import rows
from lifecycle.models import AccountState, HealthChange, PlaybookRun, StageChange, Task
from tests import random_book

FIRST = date(2025, 2, 17)
DAYS = 90
EXAMPLES = int(os.environ.get("TEST_BOOKS", "2"))

pytestmark = pytest.mark.django_db

TOUCH = (
    "account_id",
    "email",
    "campaign",
    "step",
    "variant",
    "due_on",
    "status",
    "reason",
    "sent_on",
)
PLAYBOOK = ("account_id", "on", "campaign", "step", "due_on", "reason")


def sent_on(touch: Touch) -> str:
    return str(touch.decided_on) if touch.status == Status.SENT else ""


def run(first: date, through: date) -> None:
    rules = day.Rules.load()
    while first <= through:
        day.run(first, rules, clock=lambda: random_book.MOMENT)
        send.planned(clock=lambda: random_book.MOMENT, through=first)
        first += timedelta(1)


def foreseen(first: date, through: date, **options) -> set[tuple]:
    found = forecast(day.Rules.load(), first=first, through=through, steady=False, **options)
    told = set()
    for row in rows(found):
        if row["kind"] == "stage":
            told.add(("stage", row["account_id"], row["on"], row["from_stage"], row["to_stage"]))
        elif row["kind"] == "health":
            told.add(("health", row["account_id"], row["on"], row["to_stage"], row["campaign"]))
        elif row["kind"] == "playbook":
            told.add(("playbook", *(row[name] for name in PLAYBOOK)))
        else:
            told.add(("touch", *(row[name] for name in TOUCH)))
    return told


def happened(first: date, through: date) -> set[tuple]:
    days = {"on__range": (first, through)}
    stages = StageChange.objects.filter(**days).select_related("account")
    events = HealthChange.objects.filter(kind__in=("worse", "after_renewal"), **days)
    touches = Touch.objects.filter(status__in=(Status.SENT, Status.SKIPPED))
    return (
        {("stage", c.account.external_id, str(c.on), c.from_stage, c.to_stage) for c in stages}
        | {
            ("health", e.account.external_id, str(e.on), e.to_band, e.mail)
            for e in events.select_related("account")
        }
        | {
            (
                *("touch", t.account.external_id, t.address, t.campaign.slug, t.step),
                *(t.variant, str(t.due_on), t.status, t.reason, sent_on(t)),
            )
            for t in touches.select_related("account", "campaign")
        }
        | {
            (
                *("playbook", run.account.external_id, str(run.opened_on), run.playbook.slug),
                *(run.occurrence, str(run.due_on), run.because),
            )
            for run in PlaybookRun.objects.select_related("account", "playbook")
        }
    )


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(seed=st.integers(min_value=0, max_value=10**6))
def test_ninety_days_of_any_book_happen_as_foreseen(seed):
    chance = Random(seed)
    through = FIRST + timedelta(DAYS - 1)
    random_book.clear()
    random_book.make(chance, first=FIRST)
    run(FIRST - timedelta(2), FIRST - timedelta(1))
    random_book.override(chance, on=FIRST)
    before = happened(date.min, date.max)
    told = foreseen(FIRST, through)
    run(FIRST, through)
    assert happened(date.min, date.max) - before == told


def test_foreseeing_writes_nothing():
    random_book.make(Random(7), first=FIRST)
    run(FIRST, FIRST)
    models = (AccountState, StageChange, HealthChange, Touch, PlaybookRun, Task)
    before = [list(model.objects.order_by("pk").values()) for model in models]
    assert foreseen(FIRST + timedelta(1), FIRST + timedelta(40))
    assert [list(model.objects.order_by("pk").values()) for model in models] == before


def test_one_account_is_foreseen_with_those_who_share_its_addresses():
    random_book.make(Random(11), first=FIRST, accounts=4)
    through = FIRST + timedelta(30)
    whole = foreseen(FIRST, through)
    for account in Account.objects.all():
        alone = foreseen(FIRST, through, accounts={account.pk})
        assert alone == {row for row in whole if row[1] == account.external_id}


def test_steady_metrics_keep_recaps_coming_where_pings_end(adopting):
    month = {"first": FIRST, "through": date(2025, 5, 31)}
    rules = day.Rules.load()
    steady = list(rows(forecast(rules, **month)))
    without = list(rows(forecast(rules, steady=False, **month)))
    assert sum(row["campaign"] == "monthly_recap" for row in sent(steady)) == 3
    assert sum(row["campaign"] == "monthly_recap" for row in sent(without)) == 1


def test_command_prints_json_that_says_the_same(adopting):
    out = StringIO()
    options = {"first": FIRST, "through": date(2025, 3, 31), "assume": "no-data", "format": "json"}
    call_command("forecast", stdout=out, **options)
    told = json.loads(out.getvalue())
    assert [row["step"] for row in sent(told) if row["campaign"] == "monthly_recap"] == ["2025-03"]


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"through": date(2025, 1, 1)}, "--through 2025-01-01 is before --from 2025-02-17."),
        ({"through": FIRST, "account": "nobody"}, "--account nobody: there is no such account."),
    ],
    ids=["backwards", "unknown account"],
)
def test_command_refuses_what_makes_no_sense(options, error):
    with pytest.raises(CommandError, match=error):
        call_command("forecast", first=FIRST, **options)


def sent(told):
    return [row for row in told if row["kind"] == "touch" and row["status"] == "sent"]


@pytest.fixture
def adopting():
    """A digital customer for half a year, used every day until the day before the first."""
    from accounts.models import Ping
    from tests.factories.accounts import AccountFactory, ContactFactory, ContractFactory

    account = AccountFactory(tracked_from=FIRST)
    start = FIRST - timedelta(183)
    ContractFactory(account=account, start=start, end=start + timedelta(365), seats=100)
    ContactFactory(account=account, program_contact=True)
    days = (FIRST - timedelta(back) for back in range(1, 40))
    Ping.objects.bulk_create(Ping(account=account, date=on, dau=9, mau=60) for on in days)
    return account
