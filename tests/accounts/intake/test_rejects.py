"""Imports that leave bad rows out: the good ones go in, the others are kept with their reasons."""

import csv
from datetime import UTC, date, datetime

import pytest

from accounts.intake import rejects
from accounts.intake.run import Order, Refused, bring_in, preview
from accounts.models import Account, Contact, ImportRun, Ping
from tests.accounts.intake.books import book, sheet

NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def no_progress(rows, doing, expected):
    return rows


def order(folder) -> Order:
    return Order(folder, date(2026, 11, 22), skip_bad_rows=True)


def run(folder):
    return bring_in(order(folder), now=NOW, progress=no_progress)


def rows_of(path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", errors="surrogateescape", newline="") as handle:
        return list(csv.DictReader(handle))


def test_good_rows_go_in_and_bad_ones_are_kept(tmp_path):
    folder = book(tmp_path, usage=[{}, {"date": "soon", "note": "b,c"}, {"date": "2024-02-02"}, {}])
    report = run(folder)
    assert Ping.objects.count() == 2
    assert report.rejects == [tmp_path / "usage.rejected.csv"]
    kept = rows_of(tmp_path / "usage.rejected.csv")
    assert [(row["date"], row["note"], row["line"], row["reason"]) for row in kept] == [
        ("soon", "b,c", "3", "date: “soon” is no date; write it as YYYY-MM-DD"),
        ("2024-02-01", "", "5", "date: the account has the same date on line 2"),
    ]
    assert report.tally.rejected == {
        "accounts.csv": 0,
        "contacts.csv": 0,
        "usage.csv": 2,
        "features.csv": 0,
        "signals.csv": 0,
    }
    record = ImportRun.objects.get()
    assert (record.outcome, record.rejected) == ("partial", 2)


def test_every_row_of_a_refused_account_is_kept_with_the_reason(tmp_path):
    report = run(book(tmp_path, accounts=[{"account_id": "a-2"}, {"seats": "x"}]))
    assert [account.external_id for account in Account.objects.all()] == ["a-2"]
    assert len(report.rejects) == 5
    assert rows_of(tmp_path / "contacts.rejected.csv")[0]["reason"] == (
        "account_id: its account was refused: accounts.csv:3"
    )
    assert report.problem_lines() == [
        "accounts.csv:3: seats: “x” is no whole number from 0 to 2147483647"
    ]


def test_corrected_rejects_can_be_imported_as_they_are(tmp_path):
    run(book(tmp_path, contacts=[{}, {"email": "x"}]))
    kept = (tmp_path / "contacts.rejected.csv").read_text()
    again = book(tmp_path / "again", contacts=kept.replace(",x,", ",x@acme.example,"))
    run(again)
    assert Contact.objects.filter(email="x@acme.example").exists()


def test_bytes_of_another_encoding_are_kept_unharmed(tmp_path):
    bad = b"a-1,x@acme.example,Ren\xe9,,,,,\n"
    run(book(tmp_path, contacts=sheet("contacts").encode() + bad))
    assert bad.rstrip(b"\n") in (tmp_path / "contacts.rejected.csv").read_bytes()


def test_rejects_go_to_the_current_folder_if_theirs_cannot_be_written(tmp_path, monkeypatch):
    folder, here = book(tmp_path / "book", usage=[{"mau": "x"}]), tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    monkeypatch.setattr(rejects.tempfile, "TemporaryFile", unwritable(folder))
    assert run(folder).rejects == [here / "usage.rejected.csv"]


def test_nowhere_to_keep_rejects_is_told_before_anything_is_written(tmp_path, monkeypatch):
    folder = book(tmp_path, usage=[{"mau": "x"}])
    monkeypatch.chdir(folder)
    monkeypatch.setattr(rejects.tempfile, "TemporaryFile", unwritable(folder))
    with pytest.raises(Refused, match="cannot write rejects into"):
        run(folder)
    assert Account.objects.count() == 0


def unwritable(folder):
    """Root may write anywhere, so that a read-only folder has to be played."""
    real = rejects.tempfile.TemporaryFile

    def make(dir):
        if dir == folder:
            raise PermissionError(13, "Permission denied")
        return real(dir=dir)

    return make


def test_bad_header_is_no_bad_row(tmp_path):
    with pytest.raises(Refused, match=r"usage\.csv:1: mau: the header lacks this column"):
        run(book(tmp_path, usage="account_id,date,dau\n"))
    assert Account.objects.count() == 0
    assert not list(tmp_path.glob("*rejected*"))


def test_preview_keeps_no_rejects(tmp_path):
    report = preview(order(book(tmp_path, usage=[{"mau": "x"}])), progress=no_progress)
    assert len(report.problem_lines()) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "accounts.csv",
        "contacts.csv",
        "features.csv",
        "signals.csv",
        "usage.csv",
    ]


def test_rejects_of_an_import_that_fails_are_removed(tmp_path, monkeypatch):
    def fail(*_, **__):
        raise RuntimeError

    monkeypatch.setattr("accounts.intake.write.Writer.write", fail)
    with pytest.raises(RuntimeError):
        run(book(tmp_path, usage=[{"mau": "x"}]))
    assert len(list(tmp_path.iterdir())) == 5
