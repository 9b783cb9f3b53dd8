"""Tests of the supervisor, with real processes that are really killed."""

import os
import signal
import socket
import time
import urllib.request
from datetime import UTC, datetime

import psutil
import pytest

from tests.cs_portal import supervised
from tests.cs_portal.supervised import all_gone, beat, cluster, tree, wait_for, wait_for_beat_after
from tests.postgres import free_port

pytestmark = pytest.mark.slow

STALE = 20  # long enough for a cluster to start on a busy machine


@pytest.fixture
def supervise(portal_process):
    """Start a supervisor on a database and wait for the first heartbeat."""

    def start(url, *arguments, **variables):
        process = portal_process(
            "supervise", "--stale", STALE, *arguments, DATABASE_URL=url, **variables
        )
        wait_for(lambda: beat(url) or process.poll() is not None)
        return process

    return start


def test_cluster_works_again_whatever_of_it_is_killed(supervise, fresh_database, tmp_path):
    process = supervise(fresh_database, "--only", "cluster")
    url, pid = fresh_database, process.pid
    for victim in ("main", "sentinel", "workers"):
        main, sentinel, workers = wait_for(lambda: whole_cluster(pid))
        before, old = beat(url), [main, *main.children(recursive=True)]
        for killed in {"main": [main], "sentinel": [sentinel], "workers": workers}[victim]:
            killed.kill()
        # A frozen cluster is silent for half of the time, and asked for the other half.
        with all_gone(old, STALE * 2):
            wait_for_beat_after(url, before, STALE * 2 + 15)
            wait_for(lambda gone=main: whole_cluster(pid) and not gone.is_running(), STALE * 2)
    with all_gone(tree(pid)):
        assert supervised.stop(process) == 0
    said = supervised.log(tmp_path)
    assert "cluster ended by itself (signal SIGKILL)" in said
    assert "cluster ended by itself (exit code 0)" in said
    assert f"cluster did not answer for {STALE} s" in said


def whole_cluster(pid):
    try:
        found = cluster(pid)
    except (ValueError, psutil.Error):
        return None
    return found if len(found[2]) == 2 else None


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "Ctrl-C"])
def test_web_and_cluster_start_together_and_stop_without_orphans(
    supervise, fresh_sqlite, tmp_path, number
):
    port = free_port()
    process = supervise(fresh_sqlite, PORTAL_BASE_URL=f"http://localhost:{port}")
    url = f"http://127.0.0.1:{port}/healthz"
    wait_for(lambda: answers(url))
    with urllib.request.urlopen(url) as answer:
        assert answer.status == 200
    with all_gone(tree(process.pid)):
        assert supervised.stop(process, number) == 0
    assert f"http://localhost:{port}/admin/" in supervised.log(tmp_path)


def answers(url):
    try:
        with urllib.request.urlopen(url, timeout=5):
            return True
    except OSError:
        return False


def test_web_that_dies_is_started_again(supervise, fresh_sqlite):
    port = free_port()
    process = supervise(fresh_sqlite, PORTAL_BASE_URL=f"http://localhost:{port}")
    url = f"http://127.0.0.1:{port}/healthz"
    wait_for(lambda: answers(url))
    (web,) = (c for c in psutil.Process(process.pid).children() if "gunicorn" in c.cmdline())
    web.kill()
    web.wait(10)
    wait_for(lambda: answers(url))
    supervised.stop(process)


def test_supervisor_that_is_killed_takes_its_processes_along(supervise, fresh_sqlite):
    process = supervise(fresh_sqlite, "--only", "cluster")
    with all_gone(tree(process.pid)):
        process.kill()


def test_second_signal_does_not_wait(supervise, fresh_sqlite):
    process = supervise(fresh_sqlite, "--only", "cluster")
    with all_gone(tree(process.pid)):
        # A stopped process ends neither by itself nor when asked to.
        for member in tree(process.pid):
            member.suspend()
        os.kill(process.pid, signal.SIGTERM)
        time.sleep(1)
        began = time.monotonic()
        assert supervised.stop(process) == 0
        assert time.monotonic() - began < 10


def test_port_that_is_taken_is_refused_at_once(portal, fresh_sqlite):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = portal(
            "supervise", DATABASE_URL=fresh_sqlite, PORTAL_BASE_URL=f"http://localhost:{port}"
        )
    assert done.returncode == 1
    assert f"cannot listen on 127.0.0.1:{port}" in done.stderr
    assert len(done.stderr.splitlines()) == 1


NINE = datetime(2026, 3, 4, 9, tzinfo=UTC)  # a Wednesday


def test_due_mail_leaves_at_nine_without_anybody_calling_a_command(
    portal, portal_process, fresh_database, tmp_path
):
    """From the schedule through the queue and a worker into the ledger and the log."""
    url = fresh_database
    made = portal("shell", "-v0", "-c", BOOK, DATABASE_URL=url)
    assert made.returncode == 0, made.stderr
    # The portal's clock shows a quarter of a minute before nine when it is up.
    shift = (NINE - datetime.now(UTC)).total_seconds() - 18
    travel = {"PYTHONPATH": supervised.TRAVEL, "PORTAL_TEST_SHIFT": str(shift)}
    assert portal("sync_schedule", DATABASE_URL=url, **travel).returncode == 0
    process = portal_process("supervise", "--only", "cluster", DATABASE_URL=url, **travel)
    wait_for(lambda: statuses(url) == [("planned", "")])
    wait_for(lambda: statuses(url) == [("sent", "log")], 80)
    assert supervised.rows(url, "SELECT count(*) FROM campaigns_touch WHERE attempts = 1") == [(1,)]
    supervised.stop(process)
    assert "to ada@new.example" in supervised.log(tmp_path)


BOOK = """
from datetime import date
from tests.factories.accounts import AccountFactory, ContactFactory, ContractFactory
account = AccountFactory(name="New", tracked_from=date(2026, 3, 4))
ContractFactory(account=account, start=date(2026, 3, 4))
ContactFactory(account=account, email="ada@new.example", instance_admin=True)
"""


def statuses(url):
    return supervised.rows(url, "SELECT status, transport FROM campaigns_touch")
