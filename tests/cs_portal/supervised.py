"""A real supervisor with its processes, to look at and to kill."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import psycopg

from tests.conftest import ROOT

TRAVEL = str(ROOT / "tests" / "travel")
SLOW = 60  # seconds: far more than anything waited for should take


def rows(url: str, query: str) -> list[tuple]:
    """Read the portal's database from outside."""
    if url.startswith("sqlite"):
        import sqlite3

        with sqlite3.connect(url.removeprefix("sqlite:///"), timeout=20) as connection:
            return connection.execute(query).fetchall()
    with psycopg.connect(url) as connection:
        return connection.execute(query).fetchall()


def beat(url: str) -> object:
    """When the newest heartbeat began."""
    found = rows(url, "SELECT began_at FROM lifecycle_heartbeat WHERE name = 'tick'")
    return found[0][0] if found else None


def wait_for(what: Callable[[], object], seconds: float = SLOW) -> object:
    limit = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < limit, f"waited {seconds} s in vain"
        time.sleep(0.2)
    return found


def wait_for_beat_after(url: str, before: object, seconds: float = SLOW) -> None:
    wait_for(lambda: (now := beat(url)) is not None and now != before, seconds)


def tree(supervisor: int) -> list[psutil.Process]:
    """All that the supervisor started."""
    return psutil.Process(supervisor).children(recursive=True)


def cluster(supervisor: int) -> tuple[psutil.Process, psutil.Process, list[psutil.Process]]:
    """The cluster's main process, its sentinel, and its workers in the order of their start."""
    (main,) = (
        child for child in psutil.Process(supervisor).children() if "qcluster" in child.cmdline()
    )
    (sentinel,) = main.children()
    started = sorted(sentinel.children(), key=lambda child: (child.create_time(), child.pid))
    return main, sentinel, started[:2]


@contextmanager
def all_gone(processes: list[psutil.Process], seconds: float = 30) -> Iterator[None]:
    """After the block, none of the processes is left, orphaned or not."""
    yield
    _, alive = psutil.wait_procs(processes, timeout=seconds)
    assert alive == []


def stop(process, number: int = signal.SIGTERM, seconds: float = 30) -> int:
    os.kill(process.pid, number)
    return process.wait(seconds)


def log(folder: Path) -> str:
    return "".join(file.read_text() for file in sorted(folder.glob("process-*.log")))
