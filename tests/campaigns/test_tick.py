"""Tests of the heartbeat's work: whole, again, at once, cut short, late."""

import json
import random
import time
from datetime import UTC, date, datetime, timedelta

import pytest

from campaigns import day, tick
from campaigns.models import CampaignVersion, ProviderEvent, Status, Touch
from lifecycle import lease
from lifecycle.models import AccountState, Heartbeat, StageChange
from tests.campaigns.ticking import EARLY, NINE, build
from tests.factories.accounts import AccountFactory, ContactFactory, ContractFactory

TODAY = date(2026, 1, 5)
ACCOUNTS = 3


@pytest.fixture
def book(db) -> None:
    build(ACCOUNTS)


def beat(at: datetime) -> dict[str, int]:
    return tick.beat(clock=lambda: at)


def statuses() -> list[str]:
    return sorted(Touch.objects.values_list("status", flat=True))


def test_heartbeat_decides_and_plans_early_in_the_day_but_sends_nothing_before_nine(book):
    beat(EARLY)
    assert AccountState.objects.filter(decided_through=TODAY).count() == ACCOUNTS
    assert statuses() == [Status.PLANNED] * ACCOUNTS


def test_heartbeat_after_nine_sends(book):
    beat(EARLY)
    beat(NINE)
    assert statuses() == [Status.SENT] * ACCOUNTS


def test_mail_decided_after_nine_waits_for_the_next_morning(book):
    beat(NINE)
    beat(NINE + timedelta(hours=14))
    assert statuses() == [Status.PLANNED] * ACCOUNTS


def test_ten_heartbeats_in_a_second_are_one(book):
    for _ in range(10):
        beat(EARLY)
    for _ in range(10):
        beat(NINE)
    assert statuses() == [Status.SENT] * ACCOUNTS
    assert set(Touch.objects.values_list("attempts", flat=True)) == {1}
    assert StageChange.objects.count() == ACCOUNTS


def test_heartbeat_leaves_the_work_to_whoever_holds_the_lease(book):
    hold = lease.take("tick", now=EARLY, lasts=timedelta(minutes=1))
    assert beat(EARLY) == {"busy": 1}
    assert not AccountState.objects.exists()
    lease.release(hold)
    assert beat(EARLY)["planned"] == ACCOUNTS


def test_heartbeat_gives_the_lease_back(book):
    beat(EARLY)
    assert lease.take("tick", now=EARLY, lasts=timedelta(minutes=1))


def test_heartbeat_of_a_dead_holder_is_taken_over_when_its_lease_ran_out(book):
    lease.take("tick", now=EARLY, lasts=tick.LEASE)
    assert beat(EARLY + tick.LEASE)["planned"] == ACCOUNTS


def test_days_missed_are_caught_up_without_mail(book):
    beat(EARLY - timedelta(1))
    beat(EARLY + timedelta(4))
    assert set(AccountState.objects.values_list("decided_through", flat=True)) == {
        TODAY + timedelta(4)
    }
    sent_on = set(Touch.objects.filter(step="1").values_list("decided_on", flat=True))
    assert sent_on == {TODAY + timedelta(4)}


def test_heartbeat_stops_when_its_time_is_up_and_the_next_one_goes_on(book, monkeypatch):
    monkeypatch.setattr(day, "BATCH", 1)
    moments = iter(EARLY + timedelta(seconds=15 * number) for number in range(1000))
    tick.beat(clock=lambda: next(moments))
    decided = AccountState.objects.count()
    assert 0 < decided < ACCOUNTS
    # Some accounts are undecided: nobody's budget can be settled yet.
    assert statuses() == [Status.DUE] * decided
    beat(EARLY + timedelta(minutes=10))
    assert statuses() == [Status.PLANNED] * ACCOUNTS


def test_slice_is_over_when_the_lease_is_lost(db):
    hold = lease.take("tick", now=EARLY, lasts=tick.LEASE)
    late = EARLY + tick.LEASE
    part = tick.Slice(hold, lambda: late, began=late, renewed=EARLY)
    lease.take("tick", now=late, lasts=tick.LEASE)
    assert part.past(timedelta(hours=1))


def test_slice_renews_its_lease(db):
    hold = lease.take("tick", now=EARLY, lasts=tick.LEASE)
    clock = iter(EARLY + timedelta(seconds=20 * number) for number in range(1, 10))
    part = tick.Slice(hold, lambda: next(clock), began=EARLY, renewed=EARLY)
    assert not any(part.past(timedelta(hours=1)) for _ in range(8))


def test_day_that_cannot_be_decided_does_not_keep_mail_back(book):
    beat(EARLY)
    CampaignVersion.objects.filter(campaign__slug="asp_sync").update(rule={"nonsense": 1})
    with pytest.raises(tick.HeartbeatError, match="nonsense"):
        beat(NINE)
    assert statuses() == [Status.SENT] * ACCOUNTS
    assert Heartbeat.objects.get(name="tick").error.startswith("DefinitionError: ")


def test_heartbeat_that_is_timed_out_says_so_and_lets_go(book, monkeypatch):
    class TimeOutError(SystemExit):
        """As the queue raises it: none of Exception."""

    def hang(**_):
        raise TimeOutError("task exceeded 120 s")

    monkeypatch.setattr(tick.send, "planned", hang)
    with pytest.raises(TimeOutError):
        beat(EARLY)
    assert Heartbeat.objects.get(name="tick").error == "TimeOutError: task exceeded 120 s"
    assert lease.take("tick", now=EARLY, lasts=tick.LEASE)


def test_heartbeat_shows_when_it_began_and_what_it_did(book):
    beat(EARLY)
    row = Heartbeat.objects.get(name="tick")
    assert (row.began_at, row.ended_at, row.error) == (EARLY, EARLY, "")
    assert row.counts["planned"] == ACCOUNTS


def test_heartbeat_handles_what_providers_told_and_could_not_be_handled_then(book):
    came = EARLY - timedelta(minutes=5)
    told = {"reason": "bounced", "said": ["", ""], "message_id": ""}
    ProviderEvent.objects.create(
        provider="postmark",
        event_key="1",
        kind="bounced",
        address="admin@new-000.example",
        at=came,
        received_at=came,
        raw={"told": told, "came": {}},
    )
    assert beat(EARLY)["events handled"] == 1
    assert statuses() == [Status.PLANNED] * (ACCOUNTS - 1) + [Status.WAITING]


def test_account_added_later_in_the_day_still_gets_its_day(book):
    beat(EARLY)
    late = AccountFactory(tracked_from=TODAY)
    ContractFactory(account=late, start=TODAY)
    ContactFactory(account=late, instance_admin=True)
    beat(EARLY + timedelta(hours=2))
    assert statuses() == [Status.PLANNED] * (ACCOUNTS + 1)


def test_day_is_that_of_the_portals_time_zone(book, settings):
    settings.TIME_ZONE = "Asia/Tokyo"
    beat(datetime(2026, 1, 4, 16, tzinfo=UTC))
    assert set(AccountState.objects.values_list("decided_through", flat=True)) == {TODAY}


# --- With other processes and threads, on both databases ----------------------------------------

MANY = 12


def shell(portal, url, code, **options):
    code = f"from tests.campaigns import ticking; {code}"
    return portal("shell", "-v0", "-c", code, DATABASE_URL=url, **options)


def build_book(portal, url):
    assert shell(portal, url, f"ticking.build({MANY})").returncode == 0


def sent_once_each(told):
    return (
        told["accounts"] == told["decided"] == told["changes"] == MANY
        and told["status"] == {"sent": MANY}
        and {touch[-1] for touch in told["touches"]} == {1}
    )


@pytest.mark.slow
@pytest.mark.parametrize("held", [True, False], ids=["with the lease", "without any lease"])
def test_heartbeats_at_once_do_everything_once(portal, fresh_database, held):
    build_book(portal, fresh_database)
    done = shell(portal, fresh_database, f"ticking.race(4, 3, lease={held})")
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["errors"] == []
    assert sent_once_each(told)


@pytest.mark.slow
def test_heartbeat_killed_anywhere_is_finished_by_the_next(portal, portal_process, fresh_database):
    build_book(portal, fresh_database)
    chance = random.Random(5)
    for number in range(5):
        # Each a quarter of an hour later: the lease of the one killed before has run out.
        at = f"ticking.EARLY + ticking.timedelta(minutes={15 * number})"
        code = f"from tests.campaigns import ticking; ticking.creep(); ticking.beat({at})"
        process = portal_process("shell", "-v0", "-c", code, DATABASE_URL=fresh_database)
        time.sleep(chance.uniform(1.0, 2.5))
        process.kill()
        process.wait()
    done = shell(
        portal,
        fresh_database,
        "ticking.beat(ticking.EARLY + ticking.timedelta(hours=3)); "
        "ticking.beat(ticking.NINE); ticking.race(1, 1, lease=True)",
    )
    assert sent_once_each(json.loads(done.stdout.splitlines()[-1]))
