"""The sample book lived through day by day gives exactly what is expected of it."""

import csv
from datetime import date
from functools import cache
from io import StringIO
from pathlib import Path

import pytest

from tests import portfolio_playbooks

BOOK = Path(__file__).parent / "portfolio"
FIRST, LAST = "2024-01-01", "2026-02-28"
STAGES = ("account_id", "on", "from_stage", "to_stage")
TOUCHES = ("account_id", "email", "campaign", "step", "variant", "due_on", "sent_on")
# An import keeps a record of itself, and nothing else may grow.
COUNT_ROWS = """
from django.apps import apps
for model in apps.get_models():
    if model._meta.app_label in ("accounts", "lifecycle", "campaigns"):
        if model.__name__ != "ImportRun":
            print(model.__name__, model.objects.count())
"""

# What the playbooks opened, but for those that a health event opens.
PLAYBOOKS = """
from django.db.models import Count
from lifecycle.models import PlaybookRun
runs = PlaybookRun.objects.exclude(playbook__slug="get_well").annotate(count=Count("tasks"))
names = "account__external_id", "playbook__slug", "occurrence", "opened_on", "count"
for row in runs.values_list(*names):
    print(*row, sep=";")
"""

Rows = list[tuple[str, ...]]


def columns(text: str, names: tuple[str, ...]) -> Rows:
    return sorted(tuple(row[name] for name in names) for row in csv.DictReader(StringIO(text)))


def expected(file: str, names: tuple[str, ...]) -> Rows:
    return columns((BOOK / "expected" / file).read_text(encoding="utf-8"), names)


def differences(found: Rows, wanted: Rows) -> dict[str, Rows]:
    """The first few rows on one side only: two thousand would hide them."""
    missing, surplus = sorted(set(wanted) - set(found)), sorted(set(found) - set(wanted))
    return {"missing": missing[:10], "surplus": surplus[:10]}


NONE: dict[str, Rows] = {"missing": [], "surplus": []}


@cache
def playbooks_wanted() -> Rows:
    days = date.fromisoformat(FIRST), date.fromisoformat(LAST)
    return portfolio_playbooks.opened(BOOK, *days)


@pytest.fixture
def command(portal, fresh_database):
    """Run a command on this test's own database; its output, if it went well."""

    def run(*arguments: str) -> str:
        done = portal(*arguments, timeout=1200, DATABASE_URL=fresh_database, PORTAL_SENDING="log")
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    return run


@pytest.mark.slow
def test_sample_book_gives_exactly_the_expected_stages_mails_and_playbooks(command):
    command("import_portfolio", str(BOOK), "--tracked-from", FIRST)
    command("run_day", "--on", FIRST, "--through", LAST)

    stages, touches = command("export_stages"), command("export_touches", "--status", "sent")
    found, wanted = columns(stages, STAGES), expected("stages.csv", STAGES)
    assert differences(found, wanted) == NONE
    assert len(found) == len(wanted)
    found, wanted = columns(touches, TOUCHES), expected("touches.csv", TOUCHES)
    assert differences(found, wanted) == NONE
    assert len(found) == len(wanted)

    opened = command("shell", "-v0", "-c", PLAYBOOKS).splitlines()
    found, wanted = sorted(tuple(row.split(";")) for row in opened), playbooks_wanted()
    assert differences(found, wanted) == NONE
    assert len(found) == len(wanted)

    # A second time changes nothing; two months of days already decided stand for them all.
    all_touches, counts = command("export_touches"), command("shell", "-v0", "-c", COUNT_ROWS)
    command("import_portfolio", str(BOOK), "--tracked-from", FIRST)
    command("run_day", "--on", "2026-01-01", "--through", LAST)
    assert command("export_stages") == stages
    assert command("export_touches") == all_touches
    assert command("shell", "-v0", "-c", COUNT_ROWS) == counts
