"""Tests that a restored copy of the database sends nothing until a person says that it may."""

import shutil
import sqlite3
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.core.management import CommandError, call_command
from psycopg import sql

from campaigns import send
from campaigns.models import SendingPlace, Status, Touch
from campaigns.sending import place
from cs_portal import health
from tests.campaigns.roads import NOW, Road
from tests.factories.campaigns import TouchFactory

LATER = NOW + timedelta(hours=1)


@pytest.fixture(autouse=True)
def really(settings, tmp_path):
    settings.PORTAL_SENDING = "on"
    settings.DATA_DIR = tmp_path


def deliver(at=NOW, **given) -> Road:
    """One more mail is planned, and the cluster comes by."""
    TouchFactory(**{"status": Status.PLANNED, "not_before": at} | given)
    road = Road()
    send.planned(clock=lambda: at, carrier=road)
    return road


@pytest.mark.django_db(transaction=True)
def test_copy_elsewhere_sends_nothing_until_a_person_says_so(monkeypatch):
    assert len(deliver().to) == 1
    monkeypatch.setattr(place, "identity", lambda: "somewhere else")
    assert deliver(LATER).to == []
    assert Touch.objects.filter(status=Status.PLANNED).count() == 1
    assert [found.code for found in health.held_copy(LATER)] == ["held_copy"]
    with pytest.raises(CommandError, match=r"restored or moved.*Planned: 1 mails"):
        call_command("allow_sending")
    assert deliver(LATER).to == []
    call_command("allow_sending", "--yes")
    assert len(deliver(LATER).to) == 3
    assert list(health.held_copy(LATER)) == []


@pytest.mark.django_db(transaction=True)
def test_backup_put_in_place_of_the_original_sends_nothing():
    deliver()
    backup = SendingPlace.objects.values("identity", "handed_over_at").get()
    deliver(LATER)
    SendingPlace.objects.update(**backup)
    assert deliver(LATER).to == []
    assert place.why_held() == place.OLDER
    place.allow(now=LATER)
    assert len(deliver(LATER).to) == 2


@pytest.mark.django_db(transaction=True)
def test_original_goes_on_whatever_the_clocks_and_without_its_marks(settings):
    deliver(LATER)
    assert len(deliver(NOW).to) == 1  # another machine, whose clock is behind
    for mark in Path(settings.DATA_DIR).glob("mails-left-*"):
        mark.unlink()
    assert len(deliver(NOW).to) == 1
    settings.DATA_DIR = Path("/nowhere/at/all")
    assert len(deliver(NOW).to) == 1


@pytest.mark.django_db(transaction=True)
def test_writing_to_the_log_and_sending_off_ask_no_such_question(settings, monkeypatch):
    deliver()
    monkeypatch.setattr(place, "identity", lambda: "somewhere else")
    settings.PORTAL_SENDING = "log"
    assert len(deliver(LATER).to) == 1
    settings.PORTAL_SENDING = "off"
    assert deliver(LATER).to == []


def test_file_that_was_copied_has_another_identity(tmp_path, settings, monkeypatch):
    original = tmp_path / "portal.sqlite3"
    sqlite3.connect(original).close()
    original.write_bytes(b"")

    def of(file: Path) -> str:
        monkeypatch.setattr(
            place,
            "connection",
            type("Of", (), {"vendor": "sqlite", "settings_dict": {"NAME": file}}),
        )
        return place.identity()

    first = of(original)
    assert of(original) == first
    copied = tmp_path / "elsewhere"
    copied.mkdir()
    shutil.copy(original, copied / "portal.sqlite3")
    assert of(copied / "portal.sqlite3") != first
    moved = original.rename(tmp_path / "backup.sqlite3")
    shutil.copy(moved, original)
    assert of(original) != first


def test_copy_on_the_same_postgresql_server_has_another_identity(
    portal, fresh_postgres, postgres_url
):
    def of(url: str) -> str:
        ask = "from campaigns.sending import place; print(place.identity())"
        done = portal("shell", "-v0", "-c", ask, DATABASE_URL=url)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    first = of(fresh_postgres)
    assert len(first.split()) == 3 and of(fresh_postgres) == first
    name = fresh_postgres.rpartition("/")[2]
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        create = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        connection.execute(create.format(sql.Identifier(f"{name}_copy"), sql.Identifier(name)))
        assert of(f"{fresh_postgres}_copy") != first
        connection.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(f"{name}_copy")))
