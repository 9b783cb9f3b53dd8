"""Rows under a header: columns in any order, and every flaw of a row at once."""

from datetime import date
from decimal import Decimal

import pytest

from accounts.intake import sheets
from accounts.intake.rows import AccountRow, PingRow
from accounts.intake.sheets import BadRow, Flaw
from accounts.models import Account, Contact, FeatureUse, Ping, Programme
from tests.accounts.intake.books import ACCOUNT, CONTACT, FEATURE, PING, SIGNAL, WORDS

MAKERS = {
    sheets.accounts: ACCOUNT,
    sheets.contacts: CONTACT,
    sheets.usage: PING,
    sheets.features: FEATURE,
    sheets.signals: SIGNAL,
}


def flaws_of(sheet, raw) -> tuple[Flaw, ...]:
    with pytest.raises(BadRow) as error:
        sheet(WORDS).read(raw)
    return error.value.flaws


def test_account_row_is_typed():
    row = sheets.accounts(WORDS).read({**ACCOUNT, "tier": "2", "churned_on": "2024-05-01"})
    assert row == AccountRow(
        account_id="a-1",
        name="Acme",
        program="digital",
        tier=2,
        developers=10,
        hosting="cloud",
        products=("code_search", "cody"),
        seats=5,
        arr=Decimal("3540.50"),
        contract_start=date(2024, 1, 1),
        contract_end=date(2025, 1, 1),
        signed_on=None,
        churned_on=date(2024, 5, 1),
        ta_email="ta@vendor.example",
        ae_email="",
        ce_email="",
        time_zone="UTC",
        kind="",
    )
    assert row.known_from == row.contract_start


@pytest.mark.parametrize("make", MAKERS)
def test_columns_may_come_in_any_order_with_others_between(make):
    raw = MAKERS[make]
    turned = {"owner's note": "x", **dict(reversed(raw.items())), "": ""}
    assert make(WORDS).read(turned) == make(WORDS).read(raw)


@pytest.mark.parametrize("make", MAKERS)
def test_header_may_be_written_in_capitals_and_with_blanks(make):
    raw = MAKERS[make]
    loud = {f" {name.upper()} ": cell for name, cell in raw.items()}
    assert make(WORDS).read(loud) == make(WORDS).read(raw)


@pytest.mark.parametrize("make", MAKERS)
def test_every_column_of_the_contract_is_needed(make):
    for column in MAKERS[make]:
        raw = {name: cell for name, cell in MAKERS[make].items() if name != column}
        assert flaws_of(make, raw) == (Flaw(column, "the header lacks this column"),)


def test_a_column_that_is_nearly_right_is_pointed_at():
    raw = {("opt_out" if name == "opted_out" else name): cell for name, cell in CONTACT.items()}
    assert flaws_of(sheets.contacts, raw) == (
        Flaw("opted_out", "the header lacks this column; is “opt_out” meant?"),
    )


def test_a_column_may_not_come_twice():
    with pytest.raises(BadRow, match="dau: the header has this column twice"):
        sheets.usage(WORDS).reader(["account_id", "date", "dau", "mau", "DAU"])


def test_another_separator_is_one_flaw_and_not_eighteen():
    with pytest.raises(BadRow) as error:
        sheets.accounts(WORDS).reader([";".join(ACCOUNT)])
    assert error.value.flaws == (Flaw("row", "the header is not separated by commas"),)


def test_all_flaws_of_a_row_are_told_in_the_order_of_its_columns():
    raw = {**ACCOUNT, "program": "gold", "seats": "-1", "contract_start": "soon"}
    assert [flaw.column for flaw in flaws_of(sheets.accounts, raw)] == [
        "program",
        "seats",
        "contract_start",
    ]


@pytest.mark.parametrize(
    ("cells", "flaw"),
    [
        pytest.param(
            {"contract_end": "2024-01-01"},
            Flaw("contract_end", "2024-01-01 is not after contract_start 2024-01-01"),
            id="ends-as-it-starts",
        ),
        pytest.param(
            {"churned_on": "2023-12-31"},
            Flaw("churned_on", "2023-12-31 is before contract_start 2024-01-01"),
            id="churned-before-it-starts",
        ),
        pytest.param(
            {"kind": "add_on", "churned_on": "2024-02-01"},
            Flaw("churned_on", "an add-on does not churn; its term does"),
            id="add-on-churned",
        ),
        pytest.param(
            {"kind": "addon"},
            Flaw("kind", "“addon” is unknown; allowed: add_on or empty"),
            id="unknown-kind",
        ),
        pytest.param(
            {"program": "gold"},
            Flaw("program", "“gold” is unknown; allowed: digital, scaled"),
            id="unknown-programme",
        ),
        pytest.param(
            {"products": "cody;search"},
            Flaw("products", "“search” is unknown; allowed, joined by “;”: code_search, cody"),
            id="unknown-product",
        ),
        pytest.param(
            {"hosting": "onprem"},
            Flaw("hosting", "“onprem” is unknown; allowed: cloud, self_hosted or empty"),
            id="unknown-hosting",
        ),
        pytest.param(
            {"seats": ""}, Flaw("seats", "is empty, but must have a value"), id="no-seats"
        ),
    ],
)
def test_account_row_that_makes_no_sense_is_refused(cells, flaw):
    assert flaws_of(sheets.accounts, {**ACCOUNT, **cells}) == (flaw,)


@pytest.mark.parametrize(
    "cells",
    [
        pytest.param({"contract_end": "2024-01-02"}, id="term-of-a-day"),
        pytest.param({"churned_on": "2024-01-01"}, id="churned-on-the-first-day"),
        pytest.param({"churned_on": "2025-01-02"}, id="churned-after-the-end"),
        pytest.param({"signed_on": "2025-06-01"}, id="signed-long-after"),
        pytest.param({"seats": "0", "arr": "", "developers": ""}, id="nothing-sold-yet"),
        pytest.param({"products": "", "hosting": "", "time_zone": "", "tier": ""}, id="empty"),
    ],
)
def test_account_row_that_is_merely_unusual_is_taken(cells):
    assert sheets.accounts(WORDS).read({**ACCOUNT, **cells})


def test_ping_takes_what_the_optional_columns_say():
    raw = {
        **PING,
        "feature:notebooks": "3",
        "wau": "3",
        "version": "5.1",
        "feature:Cody": "",
    }
    assert sheets.usage(WORDS).read(raw) == PingRow(
        "a-1", date(2024, 2, 1), 2, 4, 3, "5.1", {"notebooks": 3}
    )


def test_ping_without_optional_columns_leaves_them_unknown():
    assert sheets.usage(WORDS).read(PING) == PingRow("a-1", date(2024, 2, 1), 2, 4, None, "", None)


def test_more_daily_than_monthly_users_is_a_matter_for_the_rules_not_for_intake():
    assert sheets.usage(WORDS).read({**PING, "dau": "9"}).dau == 9


def test_feature_users_are_checked_under_the_name_of_their_column():
    flaw = Flaw("feature:cody", "“x” is no whole number from 0 to 2147483647 or empty")
    assert flaws_of(sheets.usage, {**PING, "feature:cody": "x"}) == (flaw,)


def test_feature_columns_need_a_name():
    assert flaws_of(sheets.usage, {**PING, "feature:": "1"}) == (
        Flaw("“feature:”", "is empty, but must have a value"),
    )


@pytest.mark.parametrize(
    ("cells", "flaw"),
    [
        pytest.param(["a-1", "2024-02-01", "1"], "has 3 cells where the header has 4", id="few"),
        pytest.param(
            ["a-1", "2024-02-01", "1", "2", "3"], "has 5 cells where the header has 4", id="many"
        ),
    ],
)
def test_row_of_another_width_is_refused(cells, flaw):
    reader = sheets.usage(WORDS).reader(list(PING))
    with pytest.raises(BadRow) as error:
        reader.read(cells)
    assert error.value.flaws == (Flaw("row", flaw),)


def test_trailing_separators_of_a_spreadsheet_are_let_pass():
    reader = sheets.usage(WORDS).reader(list(PING))
    assert reader.read([*PING.values(), "", " "]) == sheets.usage(WORDS).read(PING)


@pytest.mark.parametrize(
    ("make", "column", "field"),
    [
        (sheets.accounts, "account_id", Account._meta.get_field("external_id")),
        (sheets.accounts, "name", Account._meta.get_field("name")),
        (sheets.accounts, "program", Programme._meta.get_field("slug")),
        (sheets.contacts, "email", Contact._meta.get_field("email")),
        (sheets.contacts, "first_name", Contact._meta.get_field("first_name")),
        (sheets.contacts, "last_name", Contact._meta.get_field("last_name")),
        (sheets.contacts, "title", Contact._meta.get_field("title")),
        (sheets.usage, "version", Ping._meta.get_field("version")),
        (sheets.features, "feature", FeatureUse._meta.get_field("feature")),
    ],
)
def test_nothing_is_taken_that_is_longer_than_its_field(make, column, field):
    cell = "a" * (field.max_length + 1)
    if column == "email":
        cell = f"a@{'b.' * (field.max_length // 2)}example"
    assert [flaw.column for flaw in flaws_of(make, {**MAKERS[make], column: cell})] == [column]
