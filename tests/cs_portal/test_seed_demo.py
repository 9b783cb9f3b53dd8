"""Tests of the demo book: lively, true, the same each time, and never in the way."""

import random
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from cs_portal.demo import book, usage
from cs_portal.demo.stories import Moment
from tests.cs_portal.supervised import rows

ON = date(2026, 3, 4)
SEED = ("seed_demo", "--on", ON.isoformat())
SHORT = (*SEED, "--days", "3")


@pytest.fixture
def seed(portal, fresh_sqlite):
    def run(*arguments):
        done = portal(*arguments, DATABASE_URL=fresh_sqlite)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


def counted(url, query):
    return Counter(dict(rows(url, query)))


@pytest.mark.slow
def test_demo_is_lively_and_true(seed, portal, fresh_sqlite):
    url = fresh_sqlite
    seed(*SEED)
    stages = counted(url, "SELECT stage, count(*) FROM lifecycle_accountstate GROUP BY stage")
    assert set(stages) == {"", "prospect", "onboarding", "adopting", "nurturing", "renewing"}
    assert 40 <= sum(stages.values()) <= 65
    bands = rows(url, "SELECT DISTINCT confirmed_band FROM lifecycle_accountstate")
    assert {band for (band,) in bands} == {"", "healthy", "concerning", "poor"}
    programmes = rows(url, "SELECT DISTINCT programme_id FROM accounts_account")
    assert len(programmes) == 4
    sent = counted(
        url, "SELECT transport, count(*) FROM campaigns_touch WHERE status = 'sent' GROUP BY 1"
    )
    assert set(sent) == {"log"}
    campaigns = rows(
        url, "SELECT count(DISTINCT campaign_id) FROM campaigns_touch WHERE status = 'sent'"
    )
    assert campaigns == [(14,)]
    # A release that arrived and one just begun, a mail held and one reworded, two questions asked.
    parts = rows(
        url, "SELECT count(*), count(out_on) FROM campaigns_releasemember GROUP BY release_id"
    )
    assert sorted(out == every for every, out in parts) == [False, True]
    acts = rows(url, "SELECT DISTINCT kind FROM campaigns_touchact ORDER BY kind")
    assert acts == [("edited",), ("held",)]
    assert rows(url, "SELECT state, count(*) FROM campaigns_whatif GROUP BY 1") == [("done", 2)]
    drafts = rows(url, "SELECT submitted_at IS NOT NULL FROM campaigns_campaigndraft")
    assert [bool(handed_in) for (handed_in,) in drafts] == [True]
    assert rows(url, "SELECT count(*) FROM lifecycle_stageoverride") == [(1,)]
    whole = rows(url, "SELECT reason FROM accounts_suppression WHERE topic = '' ORDER BY reason")
    assert whole == [("bounced",), ("opted_out",)]
    by_topic = rows(url, "SELECT DISTINCT reason FROM accounts_suppression WHERE topic <> ''")
    assert by_topic == [("opted_out",)]
    # Its day is decided whole: deciding it again changes nothing.
    before = portal("export_touches", DATABASE_URL=url).stdout
    assert portal("run_day", "--on", ON, "--no-send", DATABASE_URL=url).returncode == 0
    assert portal("export_touches", DATABASE_URL=url).stdout == before


@pytest.mark.slow
def test_demo_prints_a_login_that_works_and_makes_only_one(portal, fresh_database):
    made = portal(*SHORT, DATABASE_URL=fresh_database)
    assert made.returncode == 0, made.stderr
    said = made.stdout.splitlines()[-1]
    name, password = said.removeprefix("log in as ").split(" with the password ")
    check = (
        "from django.contrib.auth import authenticate; "
        f"user = authenticate(username={name!r}, password={password!r}); "
        "print(user.is_superuser, user.role)"
    )
    told = portal("shell", "-v0", "-c", check, DATABASE_URL=fresh_database)
    assert told.stdout.split() == ["True", "operations"]
    again = portal(*SHORT, "--again", DATABASE_URL=fresh_database)
    assert (again.returncode, "password" in again.stdout) == (0, False), again.stderr


@pytest.mark.slow
def test_book_that_is_not_empty_is_left_alone(seed, portal, fresh_sqlite):
    url = fresh_sqlite
    seed(*SHORT)
    refused = portal(*SEED, DATABASE_URL=url)
    assert refused.returncode == 1
    assert "not empty" in refused.stderr
    assert portal(*SEED, "--if-empty", DATABASE_URL=url).returncode == 0
    add = "from tests.factories.accounts import AccountFactory; AccountFactory()"
    assert portal("shell", "-v0", "-c", add, DATABASE_URL=url).returncode == 0
    refused = portal(*SEED, "--again", DATABASE_URL=url)
    assert refused.returncode == 1
    assert "1 accounts of the book are no part of the demo" in refused.stderr


def test_portal_that_really_sends_gets_no_demo(portal, fresh_sqlite):
    refused = portal(*SEED, DATABASE_URL=fresh_sqlite, PORTAL_SENDING="on")
    assert refused.returncode == 1
    assert rows(fresh_sqlite, "SELECT count(*) FROM accounts_account") == [(0,)]


# --- The book itself ----------------------------------------------------------------------------


def files(folder: Path, *, seed: int) -> dict[str, str]:
    folder.mkdir()
    book.write(book.customers(on=ON, seed=seed), folder, on=ON, seed=seed)
    return {file.name: file.read_text() for file in folder.iterdir()}


def test_same_day_and_seed_make_the_same_book(tmp_path):
    first = files(tmp_path / "a", seed=7)
    assert first == files(tmp_path / "b", seed=7)
    assert first != files(tmp_path / "c", seed=8)


def test_nothing_of_today_or_later_is_reported_yet(tmp_path):
    written = files(tmp_path / "a", seed=7)
    days = {line.split(",")[1] for line in written["usage.csv"].splitlines()[1:]}
    assert max(days) < ON.isoformat()


def test_usage_changes_evenly_between_moments():
    moments = (Moment(100, 20, 30), Moment(50, 80, 50), Moment(0, 60, 40))
    assert usage.level(moments, 120) == (20, 30)
    assert usage.level(moments, 75) == (50, 40)
    assert usage.level(moments, 25) == (70, 45)
    assert usage.level(moments, -5) == (60, 40)


def test_weekends_are_quiet_and_nobody_is_counted_twice():
    found = list(
        usage.pings(
            (Moment(0, 99, 49),), 100, first=date(2026, 2, 2), last=date(2026, 3, 1),
            on=ON, chance=random.Random(1),
        )
    )  # fmt: skip
    assert all(dau <= wau <= mau <= 100 for _, dau, wau, mau in found)
    weekends = [dau for day, dau, _, _ in found if day.weekday() >= 5]
    workdays = [dau for day, dau, _, _ in found if day.weekday() < 5]
    assert max(weekends) < min(workdays)
