"""Runs heartbeats in a process of its own, on the database that its environment names."""

import json
import threading
from collections import Counter
from datetime import UTC, datetime, timedelta

from django.db import connections

from accounts.models import Account
from campaigns import day, tick
from campaigns.models import Touch
from lifecycle.models import AccountState, StageChange
from tests.factories.accounts import AccountFactory, ContactFactory, ContractFactory

DAY = datetime(2026, 1, 5, tzinfo=UTC)  # a Monday
EARLY, NINE = DAY.replace(hour=5), DAY.replace(hour=9, minute=1)


def build(accounts: int) -> None:
    """New customers, to each of whom the first mail for administrators is due today."""
    for number in range(accounts):
        account = AccountFactory(external_id=f"new-{number:03d}", tracked_from=DAY.date())
        ContractFactory(account=account, start=DAY.date())
        ContactFactory(
            account=account, email=f"admin@new-{number:03d}.example", instance_admin=True
        )


def beat(at: datetime) -> None:
    """One heartbeat at that moment, whose clock goes on."""
    began = datetime.now(UTC)
    tick.beat(clock=lambda: at + (datetime.now(UTC) - began))


def creep() -> None:
    """Decide one account at a time, so that there are many places to be killed in."""
    day.BATCH = 1


def race(threads: int, beats: int, *, lease: bool) -> None:
    """So many beats of each at once, early and again at nine; without a lease all of them work."""
    if not lease:
        tick.LEASE = timedelta(0)
    errors: list[BaseException] = []
    together = threading.Barrier(threads)

    def run() -> None:
        try:
            for moment in (EARLY, NINE):
                together.wait(60)
                for _ in range(beats):
                    beat(moment)
        except BaseException as error:
            errors.append(error)
        finally:
            connections.close_all()

    started = [threading.Thread(target=run) for _ in range(threads)]
    for thread in started:
        thread.start()
    for thread in started:
        thread.join()
    print(json.dumps({"errors": [repr(error) for error in errors], **told()}))


def told() -> dict[str, object]:
    """What the book says now, in a form that two runs can be compared by."""
    touches = Touch.objects.values_list(
        "account__external_id", "campaign__slug", "step", "address", "status", "attempts"
    )
    return {
        "accounts": Account.objects.count(),
        "decided": AccountState.objects.filter(decided_through=DAY.date()).count(),
        "changes": StageChange.objects.count(),
        "status": Counter(Touch.objects.order_by().values_list("status", flat=True)),
        "touches": sorted(map(list, touches)),
    }
