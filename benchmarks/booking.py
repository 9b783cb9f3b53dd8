"""How fast slots are found, beside computing them plainly, and whether races give a slot twice.

    python -m benchmarks.booking --races 1000 --database sqlite

Prints one JSON object a line: name, value, unit, target, holds.
"""

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from datetime import time as wall
from zoneinfo import ZoneInfo

HOSTS, RIVALS = 20, 8
NOW = datetime(2026, 3, 2, 6, tzinfo=UTC)
ZONES = ("America/New_York", "Europe/London", "Australia/Lord_Howe", "Asia/Kolkata")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--races", type=int, default=1000)
    parser.add_argument("--database", choices=["postgresql", "sqlite"], required=True)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if options.database == "sqlite":
            _measure(f"sqlite:///{folder}/book.sqlite3", options)
        else:
            from tests.postgres import Server

            with Server() as url:
                _measure(url, options)


def _measure(url: str, options: argparse.Namespace) -> None:
    os.environ["DATABASE_URL"] = url
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], check=True)
    import django

    django.setup()
    kind, contacts = _book()
    if options.database == "sqlite":
        _computation(kind)
    _offers(kind, contacts[0].account, options.database)
    _races(kind, contacts, options)


def _book(now: datetime = NOW):
    """A pool of hosts who have a fifth of their time taken, and customers of it."""
    from accounts.models import Account, Contact, Pool, PoolMember, Programme, User
    from campaigns.booking import hosting
    from campaigns.models import BusyCalendar, BusyTime, MeetingType

    pool = Pool.objects.get(slug="digital")
    chance = random.Random(1)
    for number in range(HOSTS):
        zone = ZONES[number % len(ZONES)]
        name = f"host{number}"
        user = User.objects.create(username=name, email=f"{name}@portal.example", time_zone=zone)
        PoolMember.objects.create(pool=pool, user=user)
        host = hosting.begin(user)
        calendar = BusyCalendar.objects.create(host=host, name="Work", url="https://x.example/")
        taken = [now + timedelta(minutes=30 * chance.randrange(60 * 48)) for _ in range(250)]
        BusyTime.objects.bulk_create(
            BusyTime(calendar=calendar, starts_at=at, ends_at=at + timedelta(minutes=30))
            for at in taken
        )
    account = Account.objects.create(
        external_id="bench",
        name="Bench",
        programme=Programme.objects.get(slug="digital"),
        tracked_from=now.date(),
    )
    contacts = [
        Contact.objects.create(account=account, email=f"p{number}@customer.example")
        for number in range(RIVALS)
    ]
    return MeetingType.objects.get(slug="sync-call"), contacts


def _plainly(days: int) -> list[datetime]:
    """What everybody writes first: each slot of one host made as a moment and brought to UTC."""
    zone, first = ZoneInfo("America/New_York"), NOW.date()
    return [
        datetime.combine(day, wall(minute // 60, minute % 60), tzinfo=zone).astimezone(UTC)
        for day in (date.fromordinal(first.toordinal() + n) for n in range(days))
        if day.weekday() < 5
        for minute in range(540, 1020, 30)
    ]


def _computation(kind) -> None:
    from accounts.models import User
    from campaigns.booking import availability, slots
    from campaigns.booking.wall import minute

    users = list(User.objects.values_list("pk", flat=True))
    known = availability.hosts(users, since=NOW, until=NOW + timedelta(60))
    terms = availability.terms(kind)

    def all_hosts() -> None:
        for host in known.values():
            slots.starts([host], terms, now=minute(NOW))

    base, ours = _milliseconds(lambda: _plainly(30)), _milliseconds(all_hosts)
    _told("slots, one host, 30 days, plainly computed", round(base, 2), "ms")
    share = ours / (HOSTS * base)
    _told(f"slots, {HOSTS} hosts, 60 days", round(ours, 2), "ms")
    told = f"slots, {HOSTS} hosts, 60 days against {HOSTS} hosts, 30 days plainly"
    _told(told, round(share, 2), "times", "<= 1", share <= 1)


def _offers(kind, account, database: str) -> None:
    from campaigns.booking import offers

    taken = _milliseconds(lambda: offers.offer(kind, account, now=NOW))
    _told(f"offer of {HOSTS} hosts, 60 days, {database}", round(taken, 1), "ms")


def _races(kind, contacts, options: argparse.Namespace) -> None:
    """In each, rivals ask one host at once for times that overlap; who lost gets other slots."""
    from django.db import connection

    from accounts.models import User
    from campaigns.booking.book import book
    from campaigns.booking.refused import Taken
    from campaigns.models import Meeting, MeetingHost

    host = User.objects.get(username="host0")
    doubles = nobody = 0
    for race in range(options.races):
        start = NOW + timedelta(days=1 + race % 50, minutes=5)
        gate, won = threading.Barrier(RIVALS), []

        def ask(number: int, contact, start=start, gate=gate, won=won) -> None:
            gate.wait()
            try:
                at = start + timedelta(minutes=10 * (number % 3))
                won.append(book(kind, contact, at, now=NOW, hosts=[host], by=host, anytime=True))
            except Taken:
                pass
            finally:
                connection.close()

        rivals = [threading.Thread(target=ask, args=pair) for pair in enumerate(contacts)]
        for rival in rivals:
            rival.start()
        for rival in rivals:
            rival.join()
        doubles += MeetingHost.objects.filter(live=True).count() > 1
        nobody += not won
        Meeting.objects.all().delete()
    where = f"{options.races:,} races of {RIVALS} for a slot, {options.database}"
    _told(f"{where}: double bookings", doubles, "", "0", doubles == 0)
    _told(f"{where}: without a winner", nobody, "", "0", nobody == 0)


def _milliseconds(work: Callable[[], object], runs: int = 30) -> float:
    work()
    taken = []
    for _ in range(runs):
        began = time.process_time()
        work()
        taken.append((time.process_time() - began) * 1000)
    return statistics.median(taken)


def _told(name, value, unit, target="", holds=None) -> None:
    line = {"name": name, "value": value, "unit": unit, "target": target, "holds": holds}
    print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
