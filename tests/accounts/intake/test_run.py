"""Folders brought into the book: what is written, what is left alone, and in how many queries."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import DatabaseError, OperationalError, connection
from django.test.utils import CaptureQueriesContext

from accounts import consent
from accounts.intake.run import Order, Refused, bring_in, preview
from accounts.models import (
    Account,
    ConsentEvent,
    Contact,
    Contract,
    FeatureUse,
    ImportRun,
    Ping,
    Signal,
    Suppression,
    User,
)
from tests.accounts.intake.books import book

SAMPLE = Path(__file__).parents[2] / "portfolio"
ON = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)
FACTS = (Account, Contract, Contact, Ping, FeatureUse, Signal, Suppression, ConsentEvent, User)

pytestmark = pytest.mark.django_db


def no_progress(rows, doing, expected):
    return rows


def run(folder, **order):
    return bring_in(Order(folder, ON, **order), now=NOW, progress=no_progress)


def look(folder, **order):
    return preview(Order(folder, ON, **order), progress=no_progress)


def counts(report) -> dict[str, tuple[int, int, int]]:
    return {
        what: (count.new, count.changed, count.unchanged)
        for kinds in report.tally.counts.values()
        for what, count in kinds.items()
    }


def everything() -> dict[str, list]:
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in FACTS}


def test_plain_book_comes_in_whole(tmp_path):
    report = run(book(tmp_path))
    account = Account.objects.get()
    assert (account.external_id, account.name, account.programme.slug) == (
        "a-1",
        "Acme",
        "digital",
    )
    contract = account.contracts.get()
    assert (contract.kind, contract.products, str(contract.arr)) == (
        "term",
        "code_search;cody",
        "3540.50",
    )
    assert contract.signed_on == contract.start
    assert account.contacts.get().roles == ("champion",)
    assert (account.pings.get().mau, account.pings.get().feature_users) == (4, None)
    assert account.feature_uses.get().feature == "batch_changes"
    assert account.signals.get().help_tickets_90d is None
    assert all(count == (1, 0, 0) for count in counts(report).values())


def test_owner_nobody_knows_becomes_a_team_member_who_cannot_log_in(tmp_path):
    User.objects.create(username="kim", email="Kim@Vendor.example", role="manager")
    run(book(tmp_path, accounts=[{"ta_email": "kim@vendor.example", "ce_email": "NEW@v.example"}]))
    account = Account.objects.get()
    assert account.ta.username == "kim"
    assert (account.ce.email, account.ce.role) == ("new@v.example", "ce")
    assert not account.ce.has_usable_password()
    assert account.ae is None


@pytest.mark.parametrize(
    ("cells", "given", "tracked"),
    [
        pytest.param({}, None, ON, id="today"),
        pytest.param({"signed_on": "2026-11-08"}, None, date(2026, 11, 8), id="14-days-ago"),
        pytest.param({}, date(2024, 1, 1), date(2024, 1, 1), id="as-ordered"),
    ],
)
def test_new_account_is_tracked_from(tmp_path, cells, given, tracked):
    run(book(tmp_path, accounts=[{"contract_end": "2027-01-01", **cells}]), tracked=given)
    assert Account.objects.get().tracked_from == tracked


def test_account_in_the_book_keeps_the_day_from_which_it_is_tracked(tmp_path):
    run(book(tmp_path), tracked=date(2024, 1, 1))
    run(book(tmp_path, accounts=[{"name": "Acme Ltd"}]), tracked=date(2025, 1, 1))
    assert Account.objects.get().name == "Acme Ltd"
    assert Account.objects.get().tracked_from == date(2024, 1, 1)


def test_second_run_changes_nothing(tmp_path):
    folder = book(tmp_path, contacts=[{"opted_out": "true"}])
    run(folder)
    before = everything()
    with CaptureQueriesContext(connection) as queries:
        report = run(folder)
    assert everything() == before
    assert all((new, changed) == (0, 0) for new, changed, _ in counts(report).values())
    written = [q["sql"] for q in queries if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert [sql.split()[2] for sql in written] == ['"accounts_importrun"']


def test_changes_are_written_and_told(tmp_path):
    run(book(tmp_path))
    changed = book(
        tmp_path,
        accounts=[{"developers": "12", "seats": "7", "program": "scaled", "ta_email": ""}],
        contacts=[{"roles": "executive", "title": "CTO"}],
        usage=[{"mau": "5"}, {"date": "2024-02-02"}],
        features=[{"first_used_on": "2024-02-01"}],
        signals=[{"ta_sentiment": "poor"}],
    )
    foreseen, report = look(changed), run(changed)
    assert counts(foreseen) == counts(report)
    assert counts(report)["pings"] == (1, 1, 0)
    assert foreseen.tally.samples == report.tally.samples
    assert report.tally.samples["accounts"] == [
        "a-1: programme_id digital → scaled, developers 10 → 12, ta_id ta@vendor.example → nobody"
    ]
    assert report.tally.samples["terms"] == ["a-1, term from 2024-01-01: seats 5 → 7"]
    assert report.tally.samples["pings"] == ["a-1, 2024-02-01: mau 4 → 5"]
    assert Contract.objects.get().seats == 7
    assert Contact.objects.get().roles == ("executive",)
    assert look(changed).tally.samples == {what: [] for what in report.tally.samples}


def test_preview_writes_nothing(tmp_path):
    before = everything()
    report = look(book(tmp_path, contacts=[{"opted_out": "true"}]))
    assert everything() == before
    assert ImportRun.objects.count() == 0
    assert counts(report)["opt-outs"] == (1, 0, 0)
    assert counts(report)["team members"] == (1, 0, 0)


def test_preview_of_a_known_account_with_a_new_owner_names_the_owner(tmp_path):
    run(book(tmp_path))
    report = look(book(tmp_path, accounts=[{"ta_email": "new@vendor.example"}]))
    assert report.tally.samples["accounts"] == ["a-1: ta_id ta@vendor.example → new@vendor.example"]


def test_terms_absent_from_the_file_stay(tmp_path):
    run(book(tmp_path))
    later = {"contract_start": "2025-01-01", "contract_end": "2026-01-01"}
    run(book(tmp_path, accounts=[later]))
    assert Contract.objects.count() == 2


def test_term_that_ends_earlier_makes_room_for_a_new_one(tmp_path):
    run(book(tmp_path))
    early = {"contract_start": "2024-06-01", "contract_end": "2025-06-01"}
    fill = [{"account_id": f"b-{n}", "name": f"B {n}"} for n in range(1100)]
    run(book(tmp_path, accounts=[early, *fill, {"contract_end": "2024-06-01"}]))
    spans = Contract.objects.filter(account__external_id="a-1").values_list("start", "end")
    assert sorted(spans) == [
        (date(2024, 1, 1), date(2024, 6, 1)),
        (date(2024, 6, 1), date(2025, 6, 1)),
    ]


def test_two_add_ons_may_start_on_one_day(tmp_path):
    add_on = {"kind": "add_on", "contract_start": "2024-03-01"}
    folder = book(
        tmp_path, accounts=[{}, {**add_on, "products": "cody"}, {**add_on, "products": ""}]
    )
    run(folder)
    assert Contract.objects.filter(kind="add_on").count() == 2
    assert counts(run(folder))["terms"] == (0, 0, 3)


def test_the_database_itself_refuses_overlapping_terms(tmp_path):
    run(book(tmp_path))
    term = Contract.objects.get()
    with pytest.raises(DatabaseError):
        Contract.objects.create(
            account=term.account,
            start=date(2024, 5, 1),
            end=date(2024, 6, 1),
            signed_on=term.start,
            seats=1,
        )
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_opted_out_contact_is_suppressed_and_never_brought_back(tmp_path):
    run(book(tmp_path, contacts=[{"opted_out": "true"}]))
    run(book(tmp_path, contacts=[{"opted_out": ""}]))
    suppression = Suppression.objects.get()
    assert (suppression.address, suppression.reason) == ("ada@acme.example", "opted_out")
    assert suppression.source == f"import of {tmp_path.name}"


def test_an_address_that_is_suppressed_already_keeps_its_first_source(tmp_path):
    consent.opt_out(["ada@acme.example"], source="one click", now=NOW)
    report = run(book(tmp_path, contacts=[{"opted_out": "true"}]))
    assert Suppression.objects.get().source == "one click"
    assert counts(report)["opt-outs"] == (0, 0, 1)


def test_removed_account_stays_removed(tmp_path):
    run(book(tmp_path))
    Account.objects.update(removed_at=NOW)
    run(book(tmp_path, accounts=[{"name": "Acme Ltd"}]))
    account = Account.objects.get()
    assert (account.name, account.removed_at) == ("Acme Ltd", NOW)


def test_users_of_features_are_kept_with_the_ping(tmp_path):
    folder = book(tmp_path, usage=[{"feature:cody": "3", "feature:batch": "", "wau": "3"}])
    run(folder)
    assert (Ping.objects.get().feature_users, Ping.objects.get().wau) == ({"cody": 3}, 3)
    assert counts(run(folder))["pings"] == (0, 0, 1)


def test_bad_row_means_that_nothing_is_written(tmp_path):
    before = everything()
    folder = book(tmp_path, usage=[{}, {"mau": "x"}], contacts=[{"opted_out": "yes"}])
    with pytest.raises(Refused) as error:
        run(folder)
    assert error.value.lines == [
        "contacts.csv:2: opted_out: “yes” is neither “true” nor empty",
        "usage.csv:3: mau: “x” is no whole number from 0 to 2147483647",
    ]
    assert everything() == before
    assert ImportRun.objects.count() == 0
    assert not list(tmp_path.glob("*rejected*"))


def test_problems_beyond_the_first_thousand_are_counted(tmp_path):
    rows = [{"mau": "x", "dau": "x"}] * 700
    with pytest.raises(Refused) as error:
        run(book(tmp_path, usage=rows))
    assert len(error.value.lines) == 1001
    assert error.value.lines[-1] == "… and 400 more"


def test_finished_import_is_recorded(tmp_path):
    user = User.objects.create(username="kim", email="kim@v.example")
    order = Order(book(tmp_path), ON, tracked=date(2024, 1, 1))
    bring_in(order, now=NOW, progress=no_progress, by=user)
    record = ImportRun.objects.get()
    assert (record.at, record.by, record.source) == (NOW, user, str(tmp_path))
    assert (record.outcome, record.rejected, record.tracked_from) == (
        "complete",
        0,
        date(2024, 1, 1),
    )
    assert record.counts["usage.csv"] == {
        "pings": {"new": 1, "changed": 0, "unchanged": 0},
        "rejected": 0,
    }


@pytest.mark.parametrize("again", [False, True], ids=["new", "known"])
def test_queries_depend_on_batches_and_not_on_rows(tmp_path, again):
    def queries(name: str, accounts: int) -> int:
        ids = [f"{name}-{n}" for n in range(accounts)]
        folder = book(
            tmp_path / name,
            accounts=[{"account_id": key, "name": key} for key in ids],
            **{
                detail: [{"account_id": key} for key in ids]
                for detail in ("contacts", "usage", "features", "signals")
            },
        )
        if again:
            run(folder)
        with CaptureQueriesContext(connection) as captured:
            run(folder)
        return len(captured)

    queries("warm", 1)
    assert queries("few", 3) == queries("many", 300)


def test_rows_of_one_account_may_be_scattered_over_batches(tmp_path):
    years = [(f"{year}-01-01", f"{year + 1}-01-01") for year in (2024, 2025, 2026)]
    rows = [
        {"account_id": f"s-{n}", "name": f"S {n}", "contract_start": start, "contract_end": end}
        for start, end in years
        for n in range(700)
    ]
    folder = book(tmp_path, accounts=[{}, *rows])
    run(folder)
    assert Contract.objects.filter(account__external_id="s-699").count() == 3
    assert counts(run(folder))["terms"] == (0, 0, 2101)


def test_pings_in_any_order_are_found_again(tmp_path):
    days = [f"2024-{month:02}-{day:02}" for month in range(1, 13) for day in range(1, 28)]
    ids = [f"s-{n}" for n in range(9)]
    rows = [{"account_id": key, "date": day} for day in reversed(days) for key in ids]
    accounts = [{}, *({"account_id": key, "name": key} for key in ids)]
    folder = book(tmp_path, accounts=accounts, usage=rows[::2] + rows[1::2])
    run(folder)
    assert counts(run(folder))["pings"] == (0, 0, len(rows))


def test_a_change_of_the_book_in_between_is_one_clear_line(tmp_path, monkeypatch):
    run(book(tmp_path))
    later = {"contract_start": "2025-01-01", "contract_end": "2026-01-01"}
    folder = book(tmp_path, accounts=[later])
    monkeypatch.setattr("accounts.intake.book.terms_of", lambda accounts: [])
    Contract.objects.update(end=date(2025, 2, 1))
    with pytest.raises(Refused, match="the book was changed meanwhile; try again"):
        run(folder)


def test_a_database_that_is_busy_is_one_clear_line(tmp_path, monkeypatch):
    def busy(*_):
        raise OperationalError("database is locked")

    monkeypatch.setattr("accounts.intake.write.Writer.write", busy)
    with pytest.raises(Refused, match=r"did not take it; try again \(database is locked\)"):
        run(book(tmp_path))
    assert Account.objects.count() == 0


def test_sample_book_comes_in_and_again(tmp_path):
    first = counts(run(SAMPLE, tracked=date(2024, 1, 1)))
    assert {what: count[0] for what, count in first.items()} == {
        "team members": 9,
        "accounts": 39,
        "terms": 54,
        "contacts": 137,
        "opt-outs": 1,
        "pings": 18_243,
        "features": 37,
        "signals": 12,
    }
    before = everything()
    assert all(count[:2] == (0, 0) for count in counts(run(SAMPLE)).values())
    assert everything() == before


def test_help_reads_like_the_specification(capsys):
    with pytest.raises(SystemExit):
        call_command("import_portfolio", "--help")
    said = capsys.readouterr().out
    assert "file:line: column: what is wrong" in said
    assert "\n\nRows are matched by account_id" in said
