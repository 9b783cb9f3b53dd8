"""How long customers wait for the page to book, beside a page of the same size that asks nothing.

    python -m benchmarks.booking_page

Both come from the same gunicorn over one connection, in turn; the yardstick is a template of as
many bytes without any tag. Prints one JSON object a line.
"""

import http.client
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks.booking import _book, _told

VISITORS, LOOKS = 8, 600


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATABASE_URL"] = f"sqlite:///{folder}/book.sqlite3"
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cs_portal.settings")
        subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], check=True)
        import django

        django.setup()
        addresses = _addresses()
        with _served() as port:
            _measure(port, addresses)


def _addresses() -> list[str]:
    """Where visitors go: the first page, a month, a day, another zone."""
    from django.utils import timezone

    from campaigns import links

    kind, contacts = _book(now=timezone.now())
    pages = ["", "?all=1", "?zone=Europe/London", "?day={}", "?zone=Asia/Tokyo&day={}"]
    today = timezone.localdate()
    days = [today.replace(day=1), today]
    return [
        f"{links.path_for(contact, links.BOOK)}{kind.slug}/{page.format(day)}"
        for contact in contacts
        for page in pages
        for day in days
    ]


@contextmanager
def _served() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "benchmarks.served:application", "--threads", "4"]
    command += ["--bind", f"127.0.0.1:{port}", "--log-level", "error", "--no-control-socket"]
    server = subprocess.Popen(command)
    try:
        for _ in range(100):
            time.sleep(0.1)
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except OSError:
                continue
        yield port
    finally:
        server.terminate()
        server.wait(20)


def _measure(port: int, addresses: list[str]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    first = _taken(connection, addresses[0])
    size = _size(connection, addresses[0])
    chance = random.Random(1)
    ours, empty = [], []
    for _ in range(LOOKS):
        ours.append(_taken(connection, chance.choice(addresses)))
        empty.append(_taken(connection, f"/empty/{size}/"))
    _told("booking page of a pool of twenty, first look of a new process", round(first), "ms")
    for name, all_ in (("booking page", ours), ("empty page", empty)):
        middle, late = statistics.median(all_), statistics.quantiles(all_, n=20)[-1]
        _told(f"{name}, {size:,} bytes: median", round(middle, 2), "ms")
        _told(f"{name}, {size:,} bytes: p95", round(late, 2), "ms")
    share = statistics.median(ours) / statistics.median(empty)
    _told("booking page against an empty page, median", round(share, 2), "times")
    share = statistics.quantiles(ours, n=20)[-1] / statistics.quantiles(empty, n=20)[-1]
    _told("booking page against an empty page, p95", round(share, 2), "times", "<= 2", share <= 2)


def _size(connection: http.client.HTTPConnection, address: str) -> int:
    connection.request("GET", address, headers={"Host": "localhost"})
    return len(connection.getresponse().read())


def _taken(connection: http.client.HTTPConnection, address: str) -> float:
    began = time.perf_counter()
    connection.request("GET", address, headers={"Host": "localhost"})
    response = connection.getresponse()
    response.read()
    assert response.status == 200, (response.status, address)
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    main()
