"""How fast a whole day is decided, beside fetching and saving each account one by one.

    python -m benchmarks.sweep --accounts 100000 --database sqlite

Prints one JSON object a line: name, value, unit, target, holds.
"""

import argparse
import json
import multiprocessing
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

NAIVE = 1000
# What is timed: a day as the target means it, the same with all it opens for the team, and that
# with many changes.
DAY, WITH_WORK, CHANGED = "day", "with work", "changed"
TARGETS = {"postgresql": 40, "sqlite": 12}
# What docs/deployment.md advises for a large book.
SERVER = """
shared_buffers = 1GB
max_wal_size = 8GB
checkpoint_timeout = 30min
jit = off
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--accounts", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--database", choices=sorted(TARGETS), required=True)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if options.database == "sqlite":
            _measure(Sqlite(Path(folder)), options)
        else:
            from tests.postgres import Server

            with Server(SERVER) as url:
                _measure(Postgres(url), options)


class Sqlite:
    """A book in a file, put back from a copy before each run."""

    vendor = "sqlite"

    def __init__(self, folder: Path) -> None:
        self.file, self.copy = folder / "book.sqlite3", folder / "copy.sqlite3"
        self.url = f"sqlite:///{self.file}"

    def keep(self) -> None:
        _in_child(self.url, _checkpoint)
        shutil.copy(self.file, self.copy)

    def put_back(self) -> None:
        for left in self.file.parent.glob("book.sqlite3*"):
            left.unlink()
        shutil.copy(self.copy, self.file)


class Postgres:
    """A book in a database, put back from a template before each run."""

    vendor = "postgresql"

    def __init__(self, server: str) -> None:
        self.server = server
        self.url = server.replace("/postgres", "/book") if server.endswith("/postgres") else server
        self._sql("CREATE DATABASE book")

    def keep(self) -> None:
        self._sql("CREATE DATABASE kept TEMPLATE book")

    def put_back(self) -> None:
        # Written out before the clock starts, so that the copy's own writes are not timed.
        self._sql(
            "DROP DATABASE IF EXISTS book",
            "CREATE DATABASE book TEMPLATE kept STRATEGY FILE_COPY",
            "CHECKPOINT",
        )

    def _sql(self, *statements: str) -> None:
        import psycopg

        with psycopg.connect(self.server, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)


def _measure(database, options) -> None:
    environment = {**os.environ, "DATABASE_URL": database.url}
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], check=True, env=environment)
    _in_child(database.url, _fill, options.accounts)
    database.keep()
    # SQLite has one writer at a time: there more workers would only wait for each other.
    workers = options.workers if database.vendor == "postgresql" else 1
    naive: list[float] = []
    seconds: dict[str, list[float]] = {DAY: [], WITH_WORK: [], CHANGED: []}
    peaks = []
    for _ in range(options.runs):
        for kind, percent in ((DAY, 2), (WITH_WORK, 2), (CHANGED, 30)):
            database.put_back()
            _in_child(database.url, _disturb, percent)
            if kind == DAY:
                naive.append(_in_child(database.url, _naive))
            took, peak = _sweep(database.url, workers, team=kind != DAY)
            seconds[kind].append(took)
            peaks.append(peak)
    writes = _in_child(database.url, _again)
    _report(database, options, naive, seconds, peaks, writes, workers)


def _report(database, options, naive, seconds, peaks, writes, workers) -> None:
    base = statistics.median(naive)
    changed = statistics.median(seconds[CHANGED]) / statistics.median(seconds[WITH_WORK])
    where = f"{database.vendor}, {options.accounts:,} accounts"
    told(f"day, {where}: get and save each", round(base), "accounts/s")
    target = TARGETS[database.vendor]
    for kind, name in ((DAY, "the portal"), (WITH_WORK, "with the team's work")):
        rate = options.accounts / statistics.median(seconds[kind])
        told(f"day, {where}: {name}, {workers} worker(s)", round(rate), "accounts/s")
        against, holds = round(rate / base, 1), rate / base >= target
        told(f"day, {where}: {name} against get and save", against, "times", f">= {target}", holds)
    told(f"day, {where}: 30 % change against 2 %", round(changed, 2), "times", "<= 3", changed <= 3)
    told(f"day, {where}: peak memory of a worker", max(peaks), "MB", "<= 300", max(peaks) <= 300)
    told(f"day, {where}: tables changed by a second run", writes, "tables", "0", writes == 0)


def told(name, value, unit, target="", holds=None) -> None:
    line = {"name": name, "value": value, "unit": unit, "target": target, "holds": holds}
    print(json.dumps(line), flush=True)


def _in_child(url: str, work, *arguments):
    """Run in a process of its own, whose connection and memory end with it."""
    with multiprocessing.get_context("spawn").Pool(1, _ready, [url]) as pool:
        return pool.apply(work, arguments)


def _ready(url: str) -> None:
    os.environ["DATABASE_URL"] = url
    os.environ["DJANGO_SETTINGS_MODULE"] = "cs_portal.settings"
    import django

    django.setup()


def _fill(accounts: int) -> None:
    from benchmarks import book

    book.fill(accounts)
    book.live(on=book.DAY)
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze" if connection.vendor == "postgresql" else "analyze")


def _checkpoint() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("pragma wal_checkpoint(truncate)")


def _disturb(percent: int) -> None:
    from benchmarks import book

    book.disturb(percent)


def _naive() -> float:
    """Accounts a second, each fetched, decided by nothing at all, and saved; 2 % with history."""
    from django.utils import timezone

    from lifecycle.models import AccountState, StageChange

    now = timezone.now()
    keys = list(AccountState.objects.order_by("pk").values_list("pk", flat=True)[:NAIVE])
    began = time.perf_counter()
    for number, key in enumerate(keys):
        state = AccountState.objects.get(pk=key)
        state.save()
        if number % 50 == 0:
            StageChange.objects.create(
                account_id=key, on="2020-01-01", rule="S8", actor="rule", recorded_at=now
            )
    return len(keys) / (time.perf_counter() - began)


def _sweep(url: str, workers: int, *, team: bool) -> tuple[float, int]:
    """Seconds for the whole day, all workers started and connected before the clock."""
    context = multiprocessing.get_context("spawn")
    ready, go = context.Barrier(workers + 1), context.Barrier(workers + 1)
    results = context.Queue()
    children = [
        context.Process(target=_work, args=(url, ready, go, results, team)) for _ in range(workers)
    ]
    for child in children:
        child.start()
    ready.wait()
    go.wait()
    began = time.perf_counter()
    peaks = [results.get() for _ in children]
    took = time.perf_counter() - began
    for child in children:
        child.join()
    return took, max(peaks)


def _work(url: str, ready, go, results, team: bool) -> None:
    _ready(url)
    if not team:
        from lifecycle.work import day as work

        work.STEPS = ()
    from django.db import connection
    from django.utils import timezone

    from benchmarks import book
    from campaigns import day

    rules = day.Rules.load()
    connection.ensure_connection()
    ready.wait()
    go.wait()
    day.run(book.DAY, rules, clock=timezone.now)
    results.put(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)


def _again() -> int:
    """How many tables a second run of the same day leaves otherwise than before."""
    from django.db import connection
    from django.utils import timezone

    from benchmarks import book
    from campaigns import day

    rules = day.Rules.load()
    tables = [model._meta.db_table for model in _ledgers()]
    before = [_content(connection, table) for table in tables]
    day.run(book.DAY, rules, clock=timezone.now)
    after = [_content(connection, table) for table in tables]
    return sum(old != new for old, new in zip(before, after, strict=True))


def _ledgers():
    from campaigns.models import Touch
    from lifecycle.models import AccountState, Alert, HealthChange, StageChange

    return (AccountState, Alert, HealthChange, StageChange, Touch)


def _content(connection, table: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} ORDER BY 1")
        return cursor.fetchall()


if __name__ == "__main__":
    main()
