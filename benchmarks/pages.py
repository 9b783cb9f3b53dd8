"""How long the admin's pages take with a large book, beside plain pages of the same rows.

    python -m benchmarks.pages --accounts 100000

On PostgreSQL, by Django's test client, warm. The yardstick is a ModelAdmin tuned by hand: five
columns, joined, not counting the whole book; and Django's own search. Prints one JSON object a
line: name, value, unit, target, holds.
"""

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any, NamedTuple

from benchmarks.sweep import _in_child, told

LISTED, ACCOUNT, FRONT = "/admin/accounts/account/", "/admin/accounts/account/{}/change/", "/admin/"
TERM = "Account 77"
MOST_BYTES = 500_000
SMALL = 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--accounts", type=int, default=100_000)
    options = parser.parse_args()
    from tests.postgres import Server

    with Server() as server:
        small, large = (_book(server, size) for size in (SMALL, options.accounts))
        few, many = (_in_child(url, _measure) for url in (small, large))
    _report(few, many, options.accounts)


def _book(server: str, accounts: int) -> str:
    import psycopg

    name = f"book_{accounts}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    url = f"{server.rpartition('/')[0]}/{name}"
    environment = {**os.environ, "DATABASE_URL": url}
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], check=True, env=environment)
    _in_child(url, _fill, accounts)
    return url


def _fill(accounts: int) -> None:
    from django.db import connection

    from benchmarks import book

    book.fill(accounts)
    book.live(on=book.DAY)
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze")


class Seen(NamedTuple):
    """A page: milliseconds in the median, queries, bytes."""

    ms: float
    queries: int
    size: int


def _measure() -> dict[str, Seen]:
    """The portal's pages, and the plain ones."""
    import time_machine
    from django.test import Client

    from accounts.models import Account, User
    from benchmarks import book

    with time_machine.travel(book.DAY, tick=True):
        user = User.objects.create_superuser("bench", "bench@portal.example", "bench")
        client = Client(headers={"host": "localhost"})
        client.force_login(user)
        account = Account.objects.order_by("pk")[Account.objects.count() // 2].pk
        pages = {
            "account list": LISTED,
            "search": f"{LISTED}?q={TERM}",
            "account page": ACCOUNT.format(account),
            "front page": f"{FRONT}?whose=all",
        }
        found = {name: _timed(lambda path=path: client.get(path)) for name, path in pages.items()}
        plain = _plain(user)
        found["tuned ModelAdmin list"] = _timed(lambda: plain({}))
        found["default search"] = _timed(lambda: plain({"q": TERM}))
    return found


def _plain(user: Any) -> Callable[[dict], Any]:
    """A list as Django's documentation would have it tuned."""
    from django.contrib.admin import AdminSite, ModelAdmin
    from django.test import RequestFactory

    from accounts.models import Account

    class Plain(ModelAdmin):
        list_display = ("name", "external_id", "programme", "ta", "tracked_from")
        list_select_related = ("programme", "ta")
        search_fields = ("name", "external_id", "contacts__email")
        show_full_result_count = False
        list_filter = ("programme", "tier")

    page = Plain(Account, AdminSite(name="admin"))

    def get(parameters: dict) -> Any:
        request = RequestFactory().get(LISTED, parameters)
        request.user = user
        return page.changelist_view(request).render()

    return get


def _timed(get: Callable[[], Any], times: int = 7) -> Seen:
    from django.db import connection

    asked = 0

    def counting(execute, *arguments):
        nonlocal asked
        asked += 1
        return execute(*arguments)

    get()
    with connection.execute_wrapper(counting):
        response = get()
    assert response.status_code == 200, response.status_code
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        get()
        taken.append(time.perf_counter() - began)
    return Seen(1000 * statistics.median(taken), asked, len(response.content))


def _report(few: dict[str, Seen], many: dict[str, Seen], accounts: int) -> None:
    where = f"{accounts:,} accounts"
    for name, seen in many.items():
        told(f"pages, {where}: {name}", round(seen.ms), f"ms, {seen.queries} queries")
    listed = many["account list"]
    _ratio("account list against a tuned ModelAdmin", listed, many["tuned ModelAdmin list"], 2)
    _ratio(f"account list against that of {SMALL:,}", listed, few["account list"], 2)
    _ratio("search against Django's own", many["search"], many["default search"], 0.2)
    _at_most("queries of the account list", listed.queries, 12)
    ours = ("account list", "search", "account page", "front page")
    _at_most("largest page, bytes", max(many[name].size for name in ours), MOST_BYTES)
    other = sum(few[name].queries != many[name].queries for name in ours)
    _at_most(f"pages that ask more often than with {SMALL:,}", other, 0)


def _ratio(name: str, mine: Seen, yardstick: Seen, most: float) -> None:
    found = mine.ms / yardstick.ms
    told(f"pages: {name}", round(found, 2), "times", f"<= {most}", found <= most)


def _at_most(name: str, value: int, most: int) -> None:
    told(f"pages: {name}", value, "", f"<= {most:,}", value <= most)


if __name__ == "__main__":
    main()
