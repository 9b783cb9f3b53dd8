"""Two senders, a real mail server, kill -9: no mail twice, no row lost, doubt no wider than a wave.

TEST_KILLS says how often a sender is killed; 8 times on an ordinary day, 50 where CI is set.
"""

import contextlib
import json
import os
import random
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import psycopg
import pytest

from campaigns.carriers.smtp import SLOTS
from tests.conftest import ROOT

KILLS = int(os.environ.get("TEST_KILLS") or (50 if os.environ.get("CI") else 8))
MAILS_A_KILL = 150
DELAY_MS = 40
GOES_ON_WITHIN = 10  # seconds
ENOUGH = 120


class Sink:
    """The mail server as a process of its own, asked for its counts over its control port."""

    def __init__(self) -> None:
        command = [sys.executable, str(ROOT / "benchmarks" / "smtp_sink.py"), "--port", "0"]
        command += ["--control", "0", "--delay-ms", str(DELAY_MS)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        _, self.port, self.control = self.process.stdout.readline().split()

    def ask(self, command: str) -> dict[str, int]:
        with socket.create_connection(("127.0.0.1", int(self.control)), timeout=10) as asked:
            asked.sendall(f"{command}\n".encode())
            return json.loads(b"".join(iter(lambda: asked.recv(65536), b"")))

    @property
    def mails(self) -> int:
        return self.ask("STATS")["mails"]


@pytest.fixture
def sink() -> Iterator[Sink]:
    sink = Sink()
    yield sink
    sink.process.terminate()
    sink.process.wait()


class Book:
    """Reads a ledger from outside, as it stands on the disk."""

    def __init__(self, url: str, table: str = "campaigns_touch") -> None:
        self.url, self.table = url, table

    def ask(self, query: str) -> list[tuple]:
        if self.url.startswith("sqlite"):
            with contextlib.closing(sqlite3.connect(urlsplit(self.url).path, timeout=20)) as file:
                return file.execute(query).fetchall()
        with psycopg.connect(self.url) as connection:
            return connection.execute(query).fetchall()

    def statuses(self) -> Counter[str]:
        return Counter(dict(self.ask(f"SELECT status, count(*) FROM {self.table} GROUP BY status")))

    def addresses(self, status: str) -> set[str]:
        rows = self.ask(f"SELECT address FROM {self.table} WHERE status = '{status}'")
        return {address for (address,) in rows}


def wait_for(what: Callable[[], bool], seconds: float) -> float:
    """The seconds it took; fails when time is up."""
    began = time.monotonic()
    while not what():
        assert time.monotonic() - began < seconds, "nothing more happened"
        time.sleep(0.01)
    return time.monotonic() - began


def environment_of(url: str, sink: Sink) -> dict[str, str]:
    return {
        "DATABASE_URL": url,
        "PORTAL_SENDING": "on",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": sink.port,
        "PORTAL_LOG_LEVEL": "warning",
    }


def seed(count: int, portal, environment: dict[str, str], plan: str = "plan") -> None:
    code = f"from tests.campaigns.planned_book import {plan}; {plan}({count})"
    assert portal("shell", "-c", code, **environment).returncode == 0


# By ledger: who plans for it, and how its doubtful ones are found before their time.
LEDGERS = {
    "campaigns_touch": ("plan", "from campaigns.send import expire_leases as expire"),
    "campaigns_customermail": (
        "plan_single",
        "from functools import partial; from campaigns.models import CustomerMail;"
        " from campaigns.sending import outbox; expire = partial(outbox.expire, CustomerMail)",
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("ledger", LEDGERS)
def test_no_mail_leaves_twice_and_none_is_lost_however_often_senders_are_killed(
    fresh_database, sink, portal, portal_process, ledger
):
    environment, total = environment_of(fresh_database, sink), KILLS * MAILS_A_KILL
    plan, expire = LEDGERS[ledger]
    seed(total, portal, environment, plan)
    book, chance = Book(fresh_database, ledger), random.Random(20260105)

    def start() -> subprocess.Popen[str]:
        return portal_process("send_planned", **environment)

    senders = [start(), start()]
    for kill in range(1, KILLS + 1):
        seen = sink.mails
        # Whoever is left or starts anew goes on: nobody waits for what the dead had in hand.
        if book.statuses()["planned"]:
            assert wait_for(lambda: sink.mails > seen, GOES_ON_WITHIN) < GOES_ON_WITHIN  # noqa: B023
        time.sleep(chance.random() * 0.4)
        # Mostly whoever is at work, at times whoever has only begun.
        victim = kill % 2 if chance.random() < 0.8 else 1 - kill % 2
        os.killpg(senders[victim].pid, signal.SIGKILL)
        senders[victim].wait()
        statuses = book.statuses()
        assert statuses.total() == total
        assert set(statuses) <= {"planned", "sending", "sent"}
        assert statuses["sending"] <= SLOTS * (kill + 1)
        assert sink.ask("STATS")["duplicates"] == 0
        senders[victim] = start()

    for sender in senders:
        assert sender.wait(timeout=ENOUGH) == 0
    portal("send_planned", **environment)
    assert book.statuses()["planned"] == 0
    expiry = f"{expire}; from django.utils import timezone as t; import datetime"
    expiry += "; expire(now=t.now() + datetime.timedelta(hours=1))"
    assert portal("shell", "-c", expiry, **environment).returncode == 0
    assert portal("send_planned", **environment).stdout.strip() == "nothing to do"

    taken, sent, doubtful = sink.ask("COUNTS"), book.addresses("sent"), book.addresses("uncertain")
    assert max(taken.values()) == 1
    # A single mail gets its address as it is written: of those cut before, several have none.
    doubt = book.statuses()["uncertain"]
    assert book.statuses() == Counter(sent=len(sent), uncertain=doubt)
    assert len(sent) + doubt == total
    assert sent <= set(taken) <= sent | doubtful
    assert doubt <= SLOTS * KILLS
    assert doubt or KILLS < 20, "no kill hit a mail under way"


def test_a_sender_asked_to_stop_finishes_what_is_under_way(
    fresh_sqlite, sink, portal, portal_process
):
    environment = environment_of(fresh_sqlite, sink)
    seed(500, portal, environment)
    sender, book = portal_process("send_planned", **environment), Book(fresh_sqlite)
    wait_for(lambda: sink.mails > 0, ENOUGH)
    sender.send_signal(signal.SIGTERM)
    assert sender.wait(timeout=GOES_ON_WITHIN) == 0
    statuses = book.statuses()
    assert set(statuses) == {"planned", "sent"}
    assert statuses["sent"] == sink.mails
