"""Runs and tasks are written once, whole, and in a fixed number of queries."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.models import Account, Programme, TimelineEntry
from campaigns import day as days
from lifecycle.models import HealthChange, Playbook, PlaybookRun, Task
from lifecycle.playbooks import catalogue, opening, versions
from lifecycle.work import task as tasks
from tests.factories.accounts import AccountFactory, ContractFactory, UserFactory
from tests.lifecycle.playbooks.examples import STEP, definition

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 1, 5)
NOW = datetime(2026, 1, 5, 5, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def bare():
    """Only the playbooks of the test."""
    Playbook.objects.update(state="archived")


def customer(name: str = "acme", began: int = 30, **changes) -> Account:
    programme = Programme.objects.get(slug=changes.pop("programme", "digital"))
    account = AccountFactory(
        external_id=name, name=name, programme=programme, **({"tracked_from": MONDAY} | changes)
    )
    start = MONDAY - timedelta(began)
    ContractFactory(account=account, start=start, end=start + timedelta(365))
    return account


def publish(slug: str = "greeting", kind: str = "relationship_day", **changes) -> Playbook:
    if kind == "relationship_day":
        changes.setdefault("trigger", {"days": [30]})
    versions.publish(slug, definition(kind, **changes), now=NOW)
    return Playbook.objects.get(slug=slug)


def run(on: date = MONDAY):
    """The day through the real verbs."""
    return days.run(on, days.Rules.load(), clock=lambda: NOW + timedelta((on - MONDAY).days))


def work(*columns: str) -> list:
    return list(Task.objects.order_by("run__playbook__slug", "pk").values_list(*columns))


def test_day_opens_a_run_with_its_tasks_for_who_holds_the_roles():
    ta = UserFactory()
    account = customer(ta=ta)
    steps = [
        STEP | {"checklist": ["Ask", "Listen"], "say": "Be kind."},
        STEP | {"key": "sign", "title": "Sign", "owner": "ae"},
    ]
    publish(steps=steps)
    counts = run()
    assert (counts["playbooks"], counts["tasks"]) == (1, 2)
    made = PlaybookRun.objects.get()
    assert (made.account, made.relationship, made.occurrence) == (account, 1, "day 30")
    assert (made.due_on, made.opened_on, made.opened_by) == (MONDAY, MONDAY, None)
    assert made.because == "Day 30 of the relationship"
    assert work("key", "owner", "owner_role", "due_on") == [
        ("call", ta.pk, "ta", MONDAY + timedelta(2)),
        ("sign", None, "ae", MONDAY + timedelta(2)),
    ]
    call = Task.objects.get(key="call")
    assert (call.instructions, call.checklist) == (
        "Be kind.",
        [{"text": "Ask"}, {"text": "Listen"}],
    )
    told = TimelineEntry.objects.get()
    assert (told.kind, told.title) == ("task", "Playbook “Greeting” opened")
    assert (told.body, told.on, told.author) == ("Day 30 of the relationship", MONDAY, None)


def test_who_left_gets_no_new_work():
    customer(ta=UserFactory(is_active=False))
    publish()
    run()
    assert work("owner") == [(None,)]


def test_days_of_the_window_and_days_again_add_nothing():
    customer()
    publish()
    for number in range(8):
        run(MONDAY + timedelta(number))
    run(MONDAY + timedelta(7))
    assert (PlaybookRun.objects.count(), Task.objects.count()) == (1, 1)
    assert TimelineEntry.objects.count() == 1


def test_finished_work_is_not_opened_again():
    customer()
    publish()
    run()
    tasks.finish(Task.objects.get(), by=None, on=MONDAY, now=NOW)
    run(MONDAY + timedelta(1))
    assert list(PlaybookRun.objects.values_list("state", flat=True)) == ["done"]


def test_corrected_start_opens_nothing_a_second_time():
    account = customer()
    publish()
    run()
    account.contracts.update(start=MONDAY - timedelta(28))
    for number in range(1, 8):
        run(MONDAY + timedelta(number))
    assert PlaybookRun.objects.count() == 1


@pytest.mark.parametrize("state", ["paused", "archived"])
def test_stopped_playbook_opens_nothing_and_one_taken_up_again_what_is_still_open(state):
    customer()
    playbook = publish()
    versions.set_state(playbook, state)
    run()
    assert not PlaybookRun.objects.exists()
    versions.set_state(playbook, "active")
    run(MONDAY + timedelta(1))
    assert PlaybookRun.objects.get().due_on == MONDAY


def test_run_keeps_the_version_it_began_with():
    customer()
    playbook = publish()
    run()
    publish(steps=[STEP | {"title": "Ring"}])
    customer("later", began=29)
    run(MONDAY + timedelta(1))
    begun = PlaybookRun.objects.order_by("pk").values_list("version__number", "tasks__title")
    assert list(begun) == [(1, "Call"), (2, "Ring")]
    assert playbook.versions.count() == 2


def test_missed_day_loses_nothing_inside_the_window():
    customer(tracked_from=MONDAY - timedelta(1), began=30)
    publish()
    rules = days.Rules.load()
    days.run(MONDAY - timedelta(1), rules, clock=lambda: NOW)
    # Nothing ran for five days; those are caught up for stages only (R3).
    days.decide_through(MONDAY + timedelta(5), rules, now=NOW)
    made = PlaybookRun.objects.get()
    assert (made.due_on, made.opened_on) == (MONDAY, MONDAY + timedelta(5))


def test_health_events_come_from_the_ledger():
    account = customer(began=100, tracked_from=MONDAY - timedelta(50))
    publish(kind="health_event", trigger={"bands": ["poor"]})
    event = {"account": account, "recorded_at": NOW, "on": MONDAY - timedelta(3)}
    HealthChange.objects.create(kind="confirmed", to_band="poor", **event | {"on": MONDAY})
    HealthChange.objects.create(kind="worse", from_band="", to_band="poor", **event)
    found = opening.health_events([account.pk], catalogue.load(), since=MONDAY, before=MONDAY)
    assert found == {account.pk: [opening.Event(MONDAY - timedelta(3), "poor")]}
    long_ago = {"on": MONDAY - timedelta(8)}
    HealthChange.objects.filter(kind="worse").update(**long_ago)
    assert opening.health_events([account.pk], catalogue.load(), since=MONDAY, before=MONDAY) == {}


def test_event_a_month_after_the_renewal_is_about_the_band_before():
    account = customer()
    publish(kind="health_event", trigger={"bands": ["poor"]})
    event = {"account": account, "recorded_at": NOW, "on": MONDAY - timedelta(1)}
    HealthChange.objects.create(
        kind="after_renewal", from_band="poor", to_band="concerning", **event
    )
    found = opening.health_events([account.pk], catalogue.load(), since=MONDAY, before=MONDAY)
    assert found[account.pk][0].band == "poor"


def pairs_of(on: date):
    """What the day concludes, without recording any of it."""
    from lifecycle import gather

    rules = days.Rules.load()
    accounts = list(Account.objects.values_list("pk", flat=True))
    facts = gather.facts(
        accounts, rules.programmes, on=on, recent_from=on - timedelta(14), closed_month=False
    )
    return days.conclude(facts, {}, rules, on=on), rules.programmes


def test_two_runners_at_once_open_it_once(monkeypatch):
    customer()
    publish()
    pairs, programmes = pairs_of(MONDAY)
    opening.day(pairs, programmes, on=MONDAY, now=NOW)
    # The second one looked before the first had written.
    monkeypatch.setattr(opening, "recorded", lambda *_: set())
    opening.day(pairs, programmes, on=MONDAY, now=NOW + timedelta(seconds=1))
    assert (PlaybookRun.objects.count(), Task.objects.count()) == (1, 1)
    assert TimelineEntry.objects.count() == 1


def test_interrupted_day_leaves_no_run_without_tasks(monkeypatch):
    customer()
    publish()

    def fail(*_, **__):
        raise RuntimeError("cut")

    with monkeypatch.context() as patched:
        patched.setattr(opening.assign, "owners", fail)
        assert run()["failed"] == 1
    assert not PlaybookRun.objects.exists()
    run()
    assert (PlaybookRun.objects.count(), Task.objects.count()) == (1, 1)


@pytest.mark.parametrize("number", [1, 3, 50])
def test_opening_takes_the_same_queries_for_any_number(number, django_assert_num_queries):
    for index in range(number):
        customer(f"customer-{index}")
    publish()
    pairs, programmes = pairs_of(MONDAY)
    with django_assert_num_queries(13):
        opening.day(pairs, programmes, on=MONDAY, now=NOW)
    assert Task.objects.count() == number
    with django_assert_num_queries(3):
        opening.day(pairs, programmes, on=MONDAY + timedelta(1), now=NOW)


# By hand.


def test_person_opens_a_playbook_on_the_spot():
    account, by = customer(ta=UserFactory()), UserFactory(username="robin")
    playbook = publish(kind="by_hand")
    made = opening.open_by_hand(account, playbook, by=by, on=MONDAY, now=NOW)
    assert (made.occurrence, made.opened_by, made.because) == (
        "by hand 2026-01-05",
        by,
        "Opened by robin",
    )
    assert work("title", "owner", "due_on") == [("Call", account.ta_id, MONDAY + timedelta(2))]
    assert TimelineEntry.objects.get().author == by


def test_open_playbook_is_not_opened_beside_itself_but_again_when_done():
    account, by = customer(), UserFactory()
    playbook = publish(kind="by_hand")
    opening.open_by_hand(account, playbook, by=by, on=MONDAY, now=NOW)
    with pytest.raises(ValueError, match="is open for acme already"):
        opening.open_by_hand(account, playbook, by=by, on=MONDAY, now=NOW)
    tasks.finish(Task.objects.get(), by=by, on=MONDAY, now=NOW)
    again = opening.open_by_hand(account, playbook, by=by, on=MONDAY, now=NOW)
    assert again.occurrence == "by hand 2026-01-05 #2"


def test_stopped_playbooks_and_those_of_other_programmes_are_refused_by_hand():
    account, by = customer(), UserFactory()
    playbook = publish(kind="by_hand", programmes={"scaled": None})
    with pytest.raises(ValueError, match="is not for accounts in"):
        opening.open_by_hand(account, playbook, by=by, on=MONDAY, now=NOW)
    versions.set_state(playbook, "paused")
    with pytest.raises(ValueError, match="is paused and opens nothing"):
        opening.open_by_hand(account, playbook, by=by, on=MONDAY, now=NOW)
    assert not PlaybookRun.objects.exists()
