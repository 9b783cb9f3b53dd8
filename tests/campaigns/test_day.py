"""A day of the whole book: its four lives, days caught up, and two runners at once."""

import shutil
from datetime import timedelta

import pytest
from django.db import connection, transaction

from accounts import consent
from campaigns import day
from campaigns.models import Touch
from lifecycle.models import AccountState, HealthChange, StageChange
from tests.campaigns.days import (
    MONDAY,
    book,
    customer,
    early,
    person,
    pinged,
    run,
    run_through,
    touches,
)
from tests.factories.accounts import FeatureUseFactory
from tests.factories.cast import TODAY, cast
from tests.factories.lifecycle import AccountStateFactory
from tests.test_portfolio import BOOK

TUESDAY = MONDAY + timedelta(1)


def small_book() -> None:
    """Something for every table a day writes: changes, bands, alerts, mails, a full inbox."""
    for number in range(4):
        person(customer(f"new-{number}"), email="ada@partner.example")
    alone = customer("alone", began=10)
    consent.opt_out(["bob@alone.example"], source="test", now=early(MONDAY))
    person(alone, "bob")
    used = customer("used", began=150, tracked_from=MONDAY - timedelta(1))
    person(used), person(used, "bob", instance_admin=False)
    pinged(used, until=MONDAY)
    FeatureUseFactory(account=used, feature="cody_chat", first_used_on=MONDAY - timedelta(1))
    customer("nobody")


# Four lives: new, nothing to do, run twice, cut and run again


@pytest.mark.django_db
def test_first_run_of_a_day_decides_and_plans_it_whole():
    found = cast()
    counts = run(TODAY)
    stages = AccountState.objects.values_list("account__external_id", "stage")
    assert dict(stages) == {
        "healthy": "nurturing",
        "slipping": "adopting",
        "renewing": "renewing",
        "opted-out": "nurturing",
    }
    assert counts["decided"] == 4
    assert StageChange.objects.filter(account=found.healthy).get().rule == "S7"


@pytest.mark.django_db
def test_day_with_nothing_to_do_does_nothing():
    assert run(MONDAY) == {}
    customer(tracked_from=TUESDAY)
    assert run(MONDAY) == {}
    assert not AccountState.objects.exists()


@pytest.mark.django_db
def test_day_run_twice_is_the_same_as_once():
    small_book()
    run(MONDAY)
    once = book()
    assert run(MONDAY) == {}
    assert book() == once
    assert sorted(touches("status")) == ["planned"] * 5 + ["waiting"] * 3


class Cut(BaseException):
    """The process dies here."""


class CutAt:
    """Raises instead of the numbered statement, once."""

    def __init__(self, number: int) -> None:
        self.left = number
        self.cut = False

    def __call__(self, execute, sql, params, many, context):
        self.left -= 1
        if self.left < 0 and not self.cut:
            self.cut = True
            raise Cut
        return execute(sql, params, many, context)


@pytest.mark.django_db
def test_day_cut_at_any_statement_and_run_again_is_the_day_uncut(monkeypatch):
    monkeypatch.setattr(day, "BATCH", 3)
    small_book()
    with transaction.atomic():
        run(MONDAY)
        uncut = book()
        transaction.set_rollback(True)
    number = 0
    while True:
        cut = CutAt(number)
        with transaction.atomic():
            with connection.execute_wrapper(cut):
                try:
                    run(MONDAY)
                except Cut:
                    run(MONDAY)
            assert book() == uncut, f"cut at statement {number}"
            transaction.set_rollback(True)
        if not cut.cut:
            break
        number += 5
    assert number > 60


@pytest.mark.django_db
def test_mail_of_a_day_that_was_never_finished_belongs_to_the_next():
    """Decided, but cut before planning, and run again only the day after."""
    person(customer())
    day.decide_through(MONDAY, day.Rules.load(), now=early(MONDAY))
    assert touches("status", "decided_on") == [("due", MONDAY)]
    run(TUESDAY)
    assert touches("status", "decided_on") == [("planned", TUESDAY)]


# Batches


@pytest.mark.django_db
@pytest.mark.parametrize("size", [1, 3, 2000])
def test_size_of_a_batch_changes_nothing(size, monkeypatch):
    small_book()
    with transaction.atomic():
        run_through(MONDAY, TUESDAY)
        expected = book()
        transaction.set_rollback(True)
    monkeypatch.setattr(day, "BATCH", size)
    run_through(MONDAY, TUESDAY)
    assert book() == expected


@pytest.mark.django_db
def test_day_stops_after_the_batch_in_which_its_time_is_over(monkeypatch):
    monkeypatch.setattr(day, "BATCH", 2)
    for number in range(5):
        customer(f"acme-{number}")
    counts = day.decide_day(
        MONDAY, day.Rules.load(), mail=True, now=early(MONDAY), until=lambda: True, failed=set()
    )
    assert counts["decided"] == 2
    assert day.next_day(through=MONDAY) == MONDAY
    assert run(MONDAY)["decided"] == 3


@pytest.mark.django_db
def test_progress_adds_up_to_all_account_days():
    for number in range(3):
        customer(f"acme-{number}")
    shown: list[int] = []
    day.run(TUESDAY, day.Rules.load(), clock=lambda: early(TUESDAY), progress=shown.append)
    assert sum(shown) == 6


# Order of days (R1), catching up (R3)


@pytest.mark.django_db
def test_next_day_is_the_earliest_that_some_account_lacks():
    assert day.next_day(through=MONDAY) is None
    customer("a", tracked_from=TUESDAY)
    assert day.next_day(through=MONDAY) is None
    assert day.next_day(through=TUESDAY) == TUESDAY
    customer("b", tracked_from=MONDAY)
    assert day.next_day(through=TUESDAY) == MONDAY
    run(MONDAY)
    assert day.next_day(through=TUESDAY) == TUESDAY
    run(TUESDAY)
    assert day.next_day(through=TUESDAY) is None


@pytest.mark.django_db
def test_days_missed_are_caught_up_one_by_one_for_stages_and_health():
    """The band is confirmed on the seventh day in a row, although six of them are caught up."""
    account = customer(began=100)
    person(account, champion=False)
    pinged(account, until=MONDAY + timedelta(7), days=40, dau=0, mau=1)
    last = MONDAY + timedelta(6)
    run(last)
    assert HealthChange.objects.get().on == last
    assert StageChange.objects.get().on == MONDAY
    state = AccountState.objects.get()
    assert (state.decided_through, state.mailed_through) == (last, last)


def concluded() -> list[list[tuple]]:
    stages = StageChange.objects.order_by("account_id", "on")
    health = HealthChange.objects.order_by("account_id", "on")
    return [
        list(stages.values_list("account_id", "on", "to_stage", "rule", "inputs")),
        list(health.values_list("account_id", "on", "kind", "to_band", "mail", "evidence")),
    ]


@pytest.mark.django_db
def test_catching_up_gives_the_same_stages_and_health_as_every_day():
    cast(on=MONDAY)
    last = MONDAY + timedelta(12)
    with transaction.atomic():
        run_through(MONDAY, last)
        daily = concluded()
        transaction.set_rollback(True)
    run(last)
    assert concluded() == daily
    assert [len(rows) for rows in daily] == [4, 4]


@pytest.mark.django_db
def test_mail_is_decided_only_for_the_present_day():
    person(customer())
    last = MONDAY + timedelta(11)  # step 3 is due on day 10
    run(last)
    assert touches("step", "status", "reason", "decided_on") == [
        ("1", "skipped", "missed", last),
        ("2", "skipped", "missed", last),
        ("3", "planned", "", last),
    ]


@pytest.mark.django_db
def test_earlier_day_than_the_last_decided_changes_nothing():
    person(customer())
    run(TUESDAY)
    before = book()
    assert run(MONDAY) == {}
    assert book() == before


@pytest.mark.django_db
def test_account_entered_later_catches_up_beside_the_others():
    customer("old", tracked_from=MONDAY)
    run_through(MONDAY, TUESDAY)
    person(customer("late", tracked_from=MONDAY))
    wednesday = TUESDAY + timedelta(1)
    run(wednesday)
    days = AccountState.objects.values_list("decided_through", flat=True)
    assert set(days) == {wednesday}
    assert touches("decided_on", account__external_id="late", status="planned") == [wednesday]


@pytest.mark.django_db
def test_removed_account_is_decided_no_more_and_its_mail_goes_nowhere():
    account = customer()
    person(account)
    run(MONDAY)
    account.removed_at = early(TUESDAY)
    account.save()
    assert run(TUESDAY) == {}
    assert AccountState.objects.get().decided_through == MONDAY


@pytest.mark.django_db
def test_correction_of_the_past_changes_later_days_only():
    account = customer(began=100)
    run(MONDAY)
    pinged(account, until=TUESDAY, days=30, dau=3, mau=9)
    run(TUESDAY)
    changes = StageChange.objects.order_by("on").values_list("on", "to_stage")
    assert list(changes) == [(MONDAY, "adopting"), (TUESDAY, "nurturing")]
    assert Touch.objects.count() == 0


# Two at once


class DecidedMeanwhile:
    """Another runner decides the account between our looking for it and our lock."""

    def __init__(self, account) -> None:
        self.account = account
        self.done = False

    def __call__(self, execute, sql, params, many, context):
        found = execute(sql, params, many, context)
        if f"LIMIT {day.BATCH}" in sql and not self.done:
            self.done = True
            AccountStateFactory(account=self.account, decided_through=MONDAY)
        return found


@pytest.mark.django_db
@pytest.mark.parametrize("others", [0, 2], ids=["the whole batch", "one of the batch"])
def test_account_that_another_runner_decided_meanwhile_is_not_decided_again(others):
    account = customer()
    for number in range(others):
        customer(f"other-{number}")
    meanwhile = DecidedMeanwhile(account)
    with connection.execute_wrapper(meanwhile):
        counts = run(MONDAY)
    assert meanwhile.done
    assert counts["decided"] == others
    assert not StageChange.objects.filter(account=account).exists()


RUN_TWO_DAYS = """
from datetime import date
from django.utils import timezone
from campaigns import day
day.BATCH = 5
for on in (date(2025, 4, 1), date(2025, 4, 2)):
    day.run(on, day.Rules.load(), clock=timezone.now)
"""
READ = """
from campaigns.exports import touches
from lifecycle.exports import stages
print("".join(stages()) + "".join(touches()))
"""


@pytest.fixture
def lived(portal, portal_process):
    """The ledgers of the sample book on a database after two days run by so many at once."""

    def live(url: str, runners: int) -> str:
        done = portal(
            "import_portfolio", str(BOOK), "--tracked-from", "2025-04-01", DATABASE_URL=url
        )
        assert done.returncode == 0, done.stderr[-2000:]
        started = [
            portal_process("shell", "-v0", "-c", RUN_TWO_DAYS, DATABASE_URL=url)
            for _ in range(runners)
        ]
        assert [process.wait(240) for process in started] == [0] * runners
        return portal("shell", "-v0", "-c", READ, DATABASE_URL=url).stdout

    return live


@pytest.mark.slow
def test_two_runners_at_once_do_what_one_does(lived, fresh_database, _sqlite_template, tmp_path):
    alone = f"sqlite:///{shutil.copy(_sqlite_template, tmp_path / 'alone.sqlite3')}"
    expected = lived(alone, 1)
    assert expected.count(",planned,") > 20
    assert lived(fresh_database, 2) == expected
