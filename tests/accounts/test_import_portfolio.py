"""The command as a user runs it, on both databases: what it says, and that it is all or nothing."""

import sqlite3
import time
import tracemalloc
from datetime import date
from pathlib import Path

import psycopg
import pytest

from accounts.intake.portfolio import Portfolio
from accounts.intake.roster import Roster
from tests.accounts.intake.books import WORDS, book

SAMPLE = Path(__file__).parents[1] / "portfolio"
FACTS = ("account", "contract", "contact", "ping", "featureuse", "signal", "suppression", "user")
TABLES = [f"accounts_{name}" for name in (*FACTS, "importrun")]


def rows(url: str) -> dict[str, int]:
    """Count the rows of every table that an import writes, past the portal itself."""
    if url.startswith("sqlite"):
        connection = sqlite3.connect(url.removeprefix("sqlite:///"), timeout=20)
    else:
        connection = psycopg.connect(url)
    try:
        return {
            table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in TABLES
        }
    finally:
        connection.close()


def test_sample_book_goes_in_once(portal, fresh_database):
    first = portal("import_portfolio", SAMPLE, DATABASE_URL=fresh_database)
    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout.splitlines() == [
        "accounts.csv: team members 9 new, 0 changed, 0 unchanged; "
        "accounts 39 new, 0 changed, 0 unchanged; terms 54 new, 0 changed, 0 unchanged; 0 rejected",
        "contacts.csv: contacts 137 new, 0 changed, 0 unchanged; "
        "opt-outs 1 new, 0 changed, 0 unchanged; 0 rejected",
        "usage.csv: pings 18,243 new, 0 changed, 0 unchanged; 0 rejected",
        "features.csv: features 37 new, 0 changed, 0 unchanged; 0 rejected",
        "signals.csv: signals 12 new, 0 changed, 0 unchanged; 0 rejected",
    ]
    before = rows(fresh_database)
    second = portal("import_portfolio", SAMPLE, DATABASE_URL=fresh_database)
    assert second.returncode == 0
    assert "usage.csv: pings 0 new, 0 changed, 18,243 unchanged; 0 rejected" in second.stdout
    assert rows(fresh_database) == {**before, "accounts_importrun": 2}


def test_changes_of_every_kind_go_in_on_both_databases(portal, fresh_database, tmp_path):
    plain = book(tmp_path / "plain")
    portal("import_portfolio", plain, DATABASE_URL=fresh_database)
    changed = book(
        tmp_path / "changed",
        accounts=[{"seats": "7", "arr": "1.5", "tier": "2"}],
        contacts=[{"title": "CTO", "roles": "", "opted_out": "true"}],
        usage=[{"mau": "5", "feature:cody": "2", "version": "5.1"}],
        features=[{"first_used_on": "2024-01-09"}],
        signals=[{"defect_tickets_90d": "", "last_activity_on": ""}],
    )
    dry = portal("import_portfolio", changed, "--dry-run", DATABASE_URL=fresh_database)
    wet = portal("import_portfolio", changed, DATABASE_URL=fresh_database)
    assert (wet.returncode, wet.stderr) == (0, "")
    assert dry.stdout == wet.stdout + "Dry run: nothing was written.\n"
    assert wet.stdout.count("0 new, 1 changed, 0 unchanged") == 6
    again = portal("import_portfolio", changed, DATABASE_URL=fresh_database)
    assert again.stdout.count("0 new, 0 changed, 1 unchanged") == 7


def test_bad_book_is_refused_with_a_line_for_each_problem(portal, fresh_database, tmp_path):
    before = rows(fresh_database)
    folder = book(tmp_path / "book", usage=[{"mau": "-1"}], contacts=[{"roles": "boss"}])
    done = portal("import_portfolio", folder, DATABASE_URL=fresh_database)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.splitlines() == [
        "CommandError: nothing was written",
        "contacts.csv:2: roles: “boss” is unknown; allowed, joined by “;”: instance_admin, "
        "program_contact, champion, deal_contact, economic_buyer, executive, end_user",
        "usage.csv:2: mau: “-1” is no whole number from 0 to 2147483647",
    ]
    assert rows(fresh_database) == before


def test_folder_that_is_not_there_is_one_clear_line(portal, fresh_sqlite):
    done = portal("import_portfolio", "nowhere", DATABASE_URL=fresh_sqlite)
    assert done.returncode == 1
    assert done.stderr == "CommandError: nothing was written\nnowhere: there is no such folder\n"


def test_bad_day_is_refused_before_anything_is_read(portal, fresh_sqlite):
    done = portal(
        "import_portfolio", SAMPLE, "--tracked-from", "1/2/2024", DATABASE_URL=fresh_sqlite
    )
    assert done.returncode == 2
    assert "--tracked-from: “1/2/2024” is no day" in done.stderr


def test_skipped_rows_are_told_and_kept(portal, fresh_sqlite, tmp_path):
    folder = book(tmp_path / "book", usage=[{}, {"date": "soon"}])
    done = portal("import_portfolio", folder, "--skip-bad-rows", DATABASE_URL=fresh_sqlite)
    assert done.returncode == 0
    assert done.stderr == "usage.csv:3: date: “soon” is no date; write it as YYYY-MM-DD\n"
    assert "usage.csv: pings 1 new, 0 changed, 0 unchanged; 1 rejected\n" in done.stdout
    assert done.stdout.endswith(f"rejected rows are in {folder / 'usage.rejected.csv'}\n")


@pytest.mark.slow
def test_killed_import_leaves_nothing_behind(portal, portal_process, fresh_database, tmp_path):
    ids = [f"k-{n}" for n in range(3000)]
    folder = book(
        tmp_path / "book",
        accounts=[{}, *({"account_id": key, "name": key} for key in ids)],
        usage=[{"account_id": key, "date": f"2024-02-{d:02}"} for key in ids for d in range(1, 29)],
    )
    before = rows(fresh_database)
    for wait in (1.5, 2.5, 3.5):
        process = portal_process("import_portfolio", folder, DATABASE_URL=fresh_database)
        time.sleep(wait)
        process.kill()
        process.wait()
        found = rows(fresh_database)
        # One that was quicker than its killer leaves the whole book, and so does every later one.
        runs = found["accounts_importrun"]
        finished = {**before, **_whole(before), "accounts_importrun": max(runs, 1)}
        assert found in (before, finished)
    done = portal("import_portfolio", folder, DATABASE_URL=fresh_database)
    assert done.returncode == 0
    assert rows(fresh_database) == {**finished, "accounts_importrun": runs + 1}


def _whole(before: dict[str, int]) -> dict[str, int]:
    return {
        "accounts_account": 3001,
        "accounts_contract": 3001,
        "accounts_contact": 1,
        "accounts_ping": 84_000,
        "accounts_featureuse": 1,
        "accounts_signal": 1,
        "accounts_user": before["accounts_user"] + 1,
        "accounts_importrun": 1,
    }


@pytest.mark.slow
def test_memory_does_not_grow_with_the_pings_of_an_account(tmp_path):
    def peak(days: int) -> int:
        header = "account_id,date,dau,mau\n"
        first = date(1991, 1, 1).toordinal()
        pings = "".join(f"a-1,{date.fromordinal(first + n)},{n},{n}\n" for n in range(days))
        folder = book(tmp_path / str(days), usage=header + pings)
        del pings
        portfolio = Portfolio(folder, WORDS)
        tracemalloc.start()
        refusals = portfolio.refusals(
            Roster({}), lambda _: (), lambda rows, *_: rows, on=date(2026, 11, 22)
        )
        assert list(refusals) == []
        assert (
            sum(1 for file in portfolio.files for _ in file.good_rows(lambda r, *_: r)) == days + 4
        )
        size = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return size

    small, large = peak(6_000), peak(24_000)
    assert large < small * 1.1
