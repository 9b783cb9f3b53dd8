"""Tests of the lease."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from lifecycle import lease
from lifecycle.models import Lease

NOW = datetime(2026, 3, 4, 8, tzinfo=UTC)
MINUTE = timedelta(minutes=1)

pytestmark = pytest.mark.django_db


def take(at=NOW):
    return lease.take("tick", now=at, lasts=MINUTE)


def test_lease_is_held_by_one_at_a_time():
    assert take()
    assert take(NOW + timedelta(seconds=59)) is None


def test_leases_of_different_names_do_not_meet():
    assert take()
    assert lease.take("other", now=NOW, lasts=MINUTE)


def test_lease_of_a_dead_holder_runs_out():
    assert take()
    assert take(NOW + MINUTE)


@pytest.fixture
def other_process():
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    yield process
    process.kill()
    process.wait()


def hand_over(hold, process):
    """Let it look as if the other process had taken the lease."""
    here, _, rest = hold.holder.partition(":")
    holder = f"{here}:{process.pid}:{rest.partition(':')[2]}"
    Lease.objects.filter(name=hold.name).update(holder=holder)


def test_lease_of_a_living_process_is_held(other_process):
    hand_over(take(), other_process)
    assert take() is None


def test_lease_of_a_process_killed_on_this_machine_is_free_at_once(other_process):
    hand_over(take(), other_process)
    other_process.kill()
    other_process.wait()
    assert take()
    assert take() is None


def test_lease_of_a_process_killed_on_another_machine_runs_out(other_process):
    hand_over(take(), other_process)
    other_process.kill()
    other_process.wait()
    held = Lease.objects.get()
    Lease.objects.update(holder=f"elsewhere{held.holder}")
    assert take() is None
    assert take(NOW + MINUTE)


def test_released_lease_is_free_at_once():
    lease.release(take())
    assert take()


def test_renewed_lease_lasts_longer():
    hold = take()
    assert lease.renew(hold, now=NOW + MINUTE / 2, lasts=MINUTE)
    assert take(NOW + MINUTE) is None


def test_lease_that_ran_out_cannot_be_renewed():
    hold = take()
    assert not lease.renew(hold, now=NOW + MINUTE, lasts=MINUTE)


def test_old_holder_can_neither_renew_nor_release_what_another_took():
    old = take()
    new = take(NOW + MINUTE)
    assert not lease.renew(old, now=NOW + MINUTE, lasts=MINUTE)
    lease.release(old)
    assert take(NOW + MINUTE) is None
    assert lease.renew(new, now=NOW + MINUTE, lasts=MINUTE)
