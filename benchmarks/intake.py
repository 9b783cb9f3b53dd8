"""How fast a checked import of pings is, beside bulk_create of the same pings unchecked.

    python -m benchmarks.intake --pings 300000 --database sqlite

Prints one JSON object a line: name, value, unit, target, holds.
"""

import argparse
import json
import multiprocessing
import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

ACCOUNTS = 2000
FIRST = date(2024, 1, 1)
NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)
HEADERS = {
    "accounts": "account_id,name,program,tier,developers,hosting,products,seats,arr,contract_start,"
    "contract_end,signed_on,churned_on,ta_email,ae_email,ce_email,time_zone,kind",
    "contacts": "account_id,email,first_name,last_name,title,time_zone,opted_out,roles",
    "features": "account_id,feature,first_used_on",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pings", type=int, default=300_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--database", choices=["postgresql", "sqlite"], required=True)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if options.database == "sqlite":
            _measure(f"sqlite:///{folder}/book.sqlite3", Path(folder), options)
        else:
            from tests.postgres import Server

            with Server() as url:
                _measure(url, Path(folder), options)


def _measure(url: str, folder: Path, options: argparse.Namespace) -> None:
    environment = {**os.environ, "DATABASE_URL": url}
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], check=True, env=environment)
    days = max(options.pings // ACCOUNTS, 1)
    small, large = _folder(folder / "small", days), _folder(folder / "large", days * 4)
    bulk, fresh, same = [], [], []
    _in_child(url, _import, small)  # the accounts are there before anything is measured
    for _ in range(options.runs):
        _in_child(url, _clear)
        bulk.append(_in_child(url, _bulk, days))
        _in_child(url, _clear)
        fresh.append(_in_child(url, _import, small))
        same.append(_in_child(url, _import, small))
    peaks = []
    for folder in (small, large):
        _in_child(url, _clear)
        peaks.append(_in_child(url, _peak, folder))
    _report(options, days * ACCOUNTS, bulk, fresh, same, peaks[1] / peaks[0])


def _report(options, pings, bulk, fresh, same, growth) -> None:
    where = f"import, {options.database}, {pings:,} pings"
    base, rate, again = (pings / statistics.median(times) for times in (bulk, fresh, same))
    told(f"{where}: bulk_create with update_conflicts", round(base), "pings/s")
    told(f"{where}: checked import", round(rate), "pings/s")
    share = rate / base
    told(f"{where}: against bulk_create", round(share, 2), "times", ">= 0.5", share >= 0.5)
    told(f"{where}: again, nothing changed", round(again), "pings/s")
    name = f"{where}: memory with 4 times as many"
    told(name, round(growth, 2), "times", "<= 1.1", growth <= 1.1)


def told(name, value, unit, target="", holds=None) -> None:
    line = {"name": name, "value": value, "unit": unit, "target": target, "holds": holds}
    print(json.dumps(line), flush=True)


def _folder(folder: Path, days: int) -> Path:
    """Write a book of so many days of pings for every account."""
    folder.mkdir()
    for name, header in HEADERS.items():
        (folder / f"{name}.csv").write_text(header + "\n")
    with (folder / "accounts.csv").open("a") as file:
        for number in range(ACCOUNTS):
            file.write(
                f"bench-{number},Account {number},digital,,9,cloud,cody,50,0,{FIRST},2030-01-01"
                ",,,,,,UTC,\n"
            )
    with (folder / "usage.csv").open("w") as file:
        file.write("account_id,date,dau,mau\n")
        for number, day, dau, mau in _pings(days):
            file.write(f"bench-{number},{day},{dau},{mau}\n")
    return folder


def _pings(days: int):
    for number in range(ACCOUNTS):
        for day in range(days):
            yield number, FIRST + timedelta(day), (number + day) % 97, 100 + number % 301


def _in_child(url: str, work, *arguments):
    """Run in a process of its own, whose connection and memory end with it."""
    with multiprocessing.get_context("spawn").Pool(1, _ready, [url]) as pool:
        return pool.apply(work, arguments)


def _ready(url: str) -> None:
    os.environ["DATABASE_URL"] = url
    os.environ["DJANGO_SETTINGS_MODULE"] = "cs_portal.settings"
    import django

    django.setup()


def _clear() -> None:
    from accounts.models import Ping

    Ping.objects.all().delete()


def _bulk(days: int) -> float:
    from django.db import transaction

    from accounts.models import Account, Ping

    keys = dict(Account.objects.values_list("external_id", "pk"))
    rows = [(keys[f"bench-{number}"], *rest) for number, *rest in _pings(days)]
    began = time.perf_counter()
    with transaction.atomic():
        for first in range(0, len(rows), 1000):
            Ping.objects.bulk_create(
                [
                    Ping(account_id=account, date=day, dau=dau, mau=mau)
                    for account, day, dau, mau in rows[first : first + 1000]
                ],
                update_conflicts=True,
                unique_fields=["account", "date"],
                update_fields=["dau", "mau", "wau", "version", "feature_users"],
            )
    return time.perf_counter() - began


def _import(folder: Path, progress=lambda rows, *_: rows) -> float:
    from accounts.intake.run import Order, bring_in

    began = time.perf_counter()
    bring_in(Order(folder, NOW.date()), now=NOW, progress=progress)
    return time.perf_counter() - began


def _peak(folder: Path) -> int:
    """The most memory of its own that the process has while it imports."""
    from django.db import connection

    if connection.vendor == "sqlite":  # its cache fills up to a limit, which both sizes must reach
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA cache_size = -2000")
    peak = 0

    def watched(rows, *_):
        nonlocal peak
        for number, row in enumerate(rows):
            if not number % 5000:
                peak = max(peak, _own_memory())
            yield row

    _import(folder, watched)
    return peak


def _own_memory() -> int:
    """Kilobytes without mapped files: SQLite maps its database, as far as there is memory."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("RssAnon:")[2].split()[0])


if __name__ == "__main__":
    main()
