"""How fast planned mail is handed over and marked, beside smtplib and django-post_office.

    python -m benchmarks.send

The same mail for all, over loopback to a mail server that counts, on PostgreSQL with durable
commits. From "planned" to "accepted and marked"; post_office from "decided" to the same. Prints
one JSON object a line: name, value, unit, target, holds.
"""

import argparse
import contextlib
import json
import multiprocessing
import os
import resource
import smtplib
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks import peers
from benchmarks.sweep import told

HERE = Path(__file__).parent
RELAY_MS = 20
MOST = 20_000
OWN = {"first_name": "Ada", "account": "Acme"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--mails", type=int, default=4000)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    from tests.postgres import Server

    with Server() as url, tempfile.TemporaryDirectory() as folder:
        Bench(url, Path(folder)).measure(options.mails, options.runs)


class Sink:
    """The mail server of a measurement."""

    def __init__(self, delay_ms: int) -> None:
        command = [sys.executable, str(HERE / "smtp_sink.py"), "--port", "0", "--control", "0"]
        self.process = subprocess.Popen(
            [*command, "--delay-ms", str(delay_ms)], stdout=subprocess.PIPE, text=True
        )
        _, self.port, self.control = self.process.stdout.readline().split()

    def take(self, mails: int) -> None:
        """Hold what arrived to what was sent, and count from nought again."""
        stats = self._ask("STATS")
        assert (stats["unique"], stats["duplicates"]) == (mails, 0), stats
        self._ask("RESET")

    def _ask(self, command: str) -> dict:
        with socket.create_connection(("127.0.0.1", int(self.control))) as asked:
            asked.sendall(f"{command}\n".encode())
            return json.loads(b"".join(iter(lambda: asked.recv(65536), b"")))


@contextlib.contextmanager
def sink(delay_ms: int = 0) -> Iterator[Sink]:
    found = Sink(delay_ms)
    try:
        yield found
    finally:
        found.process.terminate()
        found.process.wait()


class Bench:
    """One database server, with a book of planned mails and a place for the peer's queue."""

    def __init__(self, server: str, folder: Path) -> None:
        import psycopg

        self.server, self.mail_file = server, folder / "mail.json"
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute("CREATE DATABASE book")
            connection.execute("CREATE DATABASE peer")
        self.url = server.rpartition("/")[0] + "/book"
        subprocess.run(
            [sys.executable, "manage.py", "migrate", "-v0"],
            check=True,
            env={**os.environ, "DATABASE_URL": self.url},
        )
        _in_child(self.url, "1", _fill, MOST)
        self.mail_file.write_text(json.dumps(_in_child(self.url, "1", _sample)))

    def measure(self, mails: int, runs: int) -> None:
        peer = peers.interpreter()
        raw, post_office, one, two = [], [], [], []
        with sink() as fast:
            for _ in range(runs):  # in turns, so that a busy moment of the machine hits all
                raw.append(mails / self.raw(fast, mails))
                one.append(mails / self.portal(fast, mails)[0])
                if peer:
                    post_office.append(mails / self.post_office(peer, fast, mails))
                two.append(mails / self.portal(fast, mails, senders=2)[0])
            memory = [self.portal(fast, count)[1] for count in (2000, MOST)]
            statements = self.portal(fast, 2000, count=True)[2]
        with sink(RELAY_MS) as slow:
            latent = [mails / self.portal(slow, mails)[0] for _ in range(3)]
        self.report(raw, post_office, one, two, latent, memory, statements)

    def raw(self, to: Sink, mails: int) -> float:
        """One connection, one mail after the other, the bytes made beforehand."""
        source = json.loads(self.mail_file.read_text())
        contents = source["bytes"].encode("latin-1")
        with smtplib.SMTP("127.0.0.1", int(to.port)) as smtp:
            smtp.ehlo()
            began = time.perf_counter()
            for number in range(mails):
                smtp.sendmail(source["sender"], [f"p{number}@customer.example"], contents)
            took = time.perf_counter() - began
        to.take(mails)
        return took

    def post_office(self, peer: Path, to: Sink, mails: int) -> float:
        port = urlsplit(self.server).port
        command = [peer, HERE / "peer_post_office.py", "peer", port, to.port, self.mail_file, mails]
        done = subprocess.run(
            list(map(str, command)), check=True, stdout=subprocess.PIPE, text=True
        )
        to.take(mails)
        return float(done.stdout)

    def portal(
        self, to: Sink, mails: int, *, senders: int = 1, count: bool = False
    ) -> tuple[float, int, int]:
        """Seconds, most memory of a sender in MB, statements."""
        _in_child(self.url, to.port, _plan_again, mails)
        context = multiprocessing.get_context("spawn")
        with context.Pool(senders, _ready, [self.url, to.port]) as pool:
            pool.map(_warm, range(senders), chunksize=1)
            began = time.perf_counter()
            peaks = pool.map(_send, [count] * senders, chunksize=1)
            took = time.perf_counter() - began
        to.take(mails)
        return took, max(peak for peak, _ in peaks), sum(asked for _, asked in peaks)

    def report(self, raw, post_office, one, two, latent, memory, statements) -> None:
        from campaigns.carriers.smtp import SLOTS

        rates = {
            "smtplib, one connection, nothing recorded": raw,
            "django-post_office, batches of 1000, 2 processes": post_office,
            "the portal, one sender": one,
            "the portal, two senders": two,
        }
        for name, rate in rates.items():
            if rate:
                told(f"mail: {name}", round(statistics.median(rate)), "mails/s")
        ratio("mail: one sender against smtplib", one, raw, 0.65)
        ratio("mail: two senders against smtplib", two, raw)
        if post_office:
            ratio("mail: one sender against post_office", one, post_office, 2.5)
            ratio("mail: two senders against post_office", two, post_office)
        limit = SLOTS * 1000 / RELAY_MS
        share = statistics.median(latent) / limit
        told(
            f"mail: of connections / latency at a relay of {RELAY_MS} ms",
            round(share, 2),
            "",
            ">= 0.75",
            share >= 0.75,
        )
        each = statements / 2000
        told("mail: statements a mail", round(each, 2), "", "<= 1.1", each <= 1.1)
        growth = memory[1] / memory[0]
        told("mail: memory at 20,000 mails", memory[1], "MB")
        told("mail: memory against 2,000", round(growth, 2), "times", "<= 1.1", growth <= 1.1)


def ratio(name: str, mine: list[float], theirs: list[float], least: float | None = None) -> None:
    """The median of the ratios, each taken within its round."""
    found = statistics.median(a / b for a, b in zip(mine, theirs, strict=True))
    target = f">= {least}" if least else ""
    told(name, round(found, 2), "times", target, found >= least if least else None)


# What runs in processes of their own.


def _in_child(url: str, port: str, work, *arguments):
    with multiprocessing.get_context("spawn").Pool(1, _ready, [url, port]) as pool:
        return pool.apply(work, arguments)


def _ready(url: str, port: str) -> None:
    os.environ.update(DATABASE_URL=url, PORTAL_SENDING="on", EMAIL_HOST="127.0.0.1")
    os.environ.update(EMAIL_PORT=port, PORTAL_LOG_LEVEL="warning")
    os.environ["DJANGO_SETTINGS_MODULE"] = "cs_portal.settings"
    import django

    django.setup()


def _fill(count: int) -> None:
    from tests.campaigns.planned_book import plan

    plan(count)


def _plan_again(count: int) -> None:
    """The first so many mails are planned, the others out of the way."""
    from django.db import connection
    from django.utils import timezone

    from campaigns.models import Touch

    chosen = Touch.objects.order_by("pk").values("pk")[:count]
    Touch.objects.update(status="sent", attempts=0, lease_until=None)
    Touch.objects.filter(pk__in=chosen).update(status="planned", not_before=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("VACUUM FULL ANALYZE campaigns_touch")
        cursor.execute("CHECKPOINT")


def _sample() -> dict:
    """The portal's own mail, as bytes and as a Django template for the peer."""
    from django.utils import timezone

    from campaigns import mime
    from campaigns.models import Touch
    from campaigns.sending.letters import letter_of

    mail = letter_of(Touch.objects.order_by("pk")[0]).outgoing(1)

    def template(text: str) -> str:
        for name, value in OWN.items():
            text = text.replace(value, f"{{{{ {name} }}}}")
        return text

    return {
        "subject": template(mail.subject),
        "text": template(mail.text),
        "html": template(mail.html),
        "own": OWN,
        "sender": mail.sender,
        "headers": {k: v for k, v in mail.headers.items() if k.startswith("List-")},
        "bytes": mime.build(mail, date=timezone.now(), allow_8bit=True).decode("latin-1"),
    }


def _warm(_: int) -> None:
    """Everything is imported and the database is open before the clock starts."""
    from django.db import connection
    from django.urls import reverse

    from campaigns import send  # noqa: F401 - read here, so that the clock does not see it

    reverse("admin:index")  # a mail's links need the addresses of all pages, read once a process
    connection.ensure_connection()
    time.sleep(0.3)


def _send(count: bool) -> tuple[int, int]:
    from django.db import connection
    from django.utils import timezone

    from campaigns import send
    from campaigns.sending import early

    asked = 0

    def counting(execute, *arguments):
        nonlocal asked
        asked += 1
        return execute(*arguments)

    usual = early.send
    if count:
        early.send = lambda *arguments: counting(usual, *arguments)
        with connection.execute_wrapper(counting):
            send.planned(clock=timezone.now)
    else:
        send.planned(clock=timezone.now)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, asked


if __name__ == "__main__":
    main()
