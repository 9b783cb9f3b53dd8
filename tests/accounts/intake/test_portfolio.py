"""A folder checked as a whole: every problem in its place, none of them a crash."""

from datetime import date

import pytest

from accounts.intake.portfolio import BadFolder, Portfolio, follows
from accounts.intake.roster import Roster
from tests.accounts.intake.books import ACCOUNT, PLAIN, WORDS, book, sheet

ON = date(2026, 11, 22)
NOBODY: dict[str, int] = {}


def no_progress(rows, doing, expected):
    return rows


def problems(folder, *, known=NOBODY, terms=(), following=False) -> list[str]:
    portfolio = Portfolio(folder, WORDS)
    found = portfolio.refusals(Roster(known), lambda _: terms, no_progress, on=ON)
    return [
        f"{file.sheet.file}:{refusal[0]}: {column}: {what}"
        for file, refusal in found
        if following or not follows(refusal)
        for column, what in refusal[2]
    ]


def header_problems(folder) -> list[str]:
    with pytest.raises(BadFolder) as error:
        Portfolio(folder, WORDS)
    return error.value.lines


def test_plain_book_has_no_problems(tmp_path):
    assert problems(book(tmp_path)) == []


def test_signals_may_be_absent(tmp_path):
    assert problems(book(tmp_path, signals=None)) == []


@pytest.mark.parametrize("name", ["accounts", "contacts", "usage", "features"])
def test_other_files_must_be_there(tmp_path, name):
    folder = book(tmp_path, **{name: None})
    assert header_problems(folder) == [f"{name}.csv: the file is missing in {folder}"]


def test_folder_must_be_there(tmp_path):
    assert header_problems(tmp_path / "x") == [f"{tmp_path / 'x'}: there is no such folder"]


def test_a_folder_in_place_of_a_file_is_explained(tmp_path):
    folder = book(tmp_path, usage=None)
    (folder / "usage.csv").mkdir()
    assert header_problems(folder) == ["usage.csv: cannot be read: Is a directory"]


@pytest.mark.parametrize("name", PLAIN)
def test_an_empty_file_is_explained(tmp_path, name):
    folder = book(tmp_path, **{name: ""})
    assert header_problems(folder) == [f"{name}.csv:1: row: the file is empty"]


@pytest.mark.parametrize("name", PLAIN)
def test_a_header_alone_is_a_file_without_rows(tmp_path, name):
    rest = {other: [] for other in PLAIN if name == "accounts"}
    assert problems(book(tmp_path, **{**rest, name: []})) == []


def test_headers_of_all_files_are_told_before_any_row(tmp_path):
    folder = book(
        tmp_path, usage="account_id,date,dau\n", features="x\n", accounts=[{"seats": "x"}]
    )
    assert header_problems(folder) == [
        "usage.csv:1: mau: the header lacks this column",
        "features.csv:1: account_id: the header lacks this column",
        "features.csv:1: feature: the header lacks this column",
        "features.csv:1: first_used_on: the header lacks this column",
    ]


def test_header_below_blank_lines_is_named_by_its_line(tmp_path):
    assert header_problems(book(tmp_path, usage="\n\naccount_id,date,dau\n")) == [
        "usage.csv:3: mau: the header lacks this column"
    ]


@pytest.mark.parametrize(
    ("files", "said"),
    [
        pytest.param(
            {"usage": [{"account_id": "a-9"}]},
            ["usage.csv:2: account_id: is neither in accounts.csv nor in the book"],
            id="unknown-account",
        ),
        pytest.param(
            {"usage": [{}, {"dau": "3"}, {"date": "2024-02-02"}, {}]},
            [
                "usage.csv:3: date: the account has the same date on line 2",
                "usage.csv:5: date: the account has the same date on line 2",
            ],
            id="ping-twice",
        ),
        pytest.param(
            {"contacts": [{}, {"email": "ADA@acme.example "}]},
            ["contacts.csv:3: email: the account has the same email on line 2"],
            id="contact-twice-in-capitals",
        ),
        pytest.param(
            {"features": [{}, {"first_used_on": "2024-04-01"}]},
            ["features.csv:3: feature: the account has the same feature on line 2"],
            id="feature-twice",
        ),
        pytest.param(
            {"signals": [{}, {}]},
            ["signals.csv:3: date: the account has the same date on line 2"],
            id="signal-twice",
        ),
        pytest.param(
            {"accounts": [{}, {"contract_start": "2024-12-31", "contract_end": "2025-12-31"}]},
            [
                "accounts.csv:3: contract_start: overlaps the term 2024-01-01 to 2025-01-01 "
                "on line 2"
            ],
            id="terms-overlap",
        ),
        pytest.param(
            {
                "accounts": [
                    {},
                    {"kind": "add_on", "products": "cody"},
                    {"kind": "add_on", "products": "code_search"},
                    {"kind": "add_on", "products": "cody", "seats": "9"},
                ]
            },
            ["accounts.csv:5: contract_start: is the same add-on as on line 3"],
            id="add-on-twice",
        ),
        pytest.param(
            {
                "accounts": [
                    {},
                    {"contract_start": "2025-01-01", "contract_end": "2026-01-01", "name": "Ac"},
                    {"contract_start": "2026-01-01", "contract_end": "2027-01-01"}
                    | {"program": "scaled"},
                ]
            },
            [
                "accounts.csv:3: name: differs from the same account on line 2",
                "accounts.csv:4: program: differs from the same account on line 2",
            ],
            id="one-account-under-two-names",
        ),
        pytest.param(
            {"usage": sheet("usage", {}).encode() + b"a-1,2024-02-02,caf\xe9,1\n"},
            ["usage.csv:3: row: the byte 0xE9 on line 3 is not UTF-8; save the file as UTF-8"],
            id="bytes-of-another-encoding",
        ),
        pytest.param(
            {"contacts": sheet("contacts", {"title": "VP\nEngineering"}, {"email": "x"})},
            ["contacts.csv:4: email: “x” is no e-mail address"],
            id="line-numbers-after-a-cell-of-two-lines",
        ),
        pytest.param(
            {"accounts": [{"seats": "many", "tier": "9"}], "usage": [{"mau": "-1"}]},
            [
                "accounts.csv:2: tier: “9” is no whole number from 1 to 3 or empty",
                "accounts.csv:2: seats: “many” is no whole number from 0 to 2147483647",
                "usage.csv:2: mau: “-1” is no whole number from 0 to 2147483647",
            ],
            id="rows-that-only-follow-are-not-told",
        ),
    ],
)  # fmt: skip
def test_problem_is_told_by_file_line_and_column(tmp_path, files, said):
    assert problems(book(tmp_path, **files)) == said


def test_rows_of_a_refused_account_are_refused_with_it(tmp_path):
    folder = book(tmp_path, accounts=[{"account_id": "a-0"}, {"seats": "x"}])
    followers = [line for line in problems(folder, following=True) if "its account" in line]
    assert followers == [
        f"{name}.csv:2: account_id: its account was refused: accounts.csv:3"
        for name in ("contacts", "usage", "features", "signals")
    ]


def test_an_account_with_one_good_term_left_keeps_its_rows(tmp_path):
    good = {"contract_start": "2025-01-01", "contract_end": "2026-01-01"}
    folder = book(tmp_path, accounts=[{"seats": "x"}, good])
    assert len(problems(folder, following=True)) == 1


def test_rows_may_belong_to_accounts_of_the_book_alone(tmp_path):
    folder = book(tmp_path, accounts=[{"account_id": "a-2"}])
    assert problems(folder, known={"a-1": 7}) == []


def test_terms_of_the_book_are_respected(tmp_path):
    folder = book(tmp_path)
    terms = [(7, date(2023, 6, 1), date(2024, 6, 1))]
    assert problems(folder, known={"a-1": 7}, terms=terms) == [
        "accounts.csv:2: contract_start: overlaps the term 2023-06-01 to 2024-06-01 in the book"
    ]


def test_owners_and_size_may_change_from_term_to_term(tmp_path):
    later = {"contract_start": "2025-01-01", "contract_end": "2026-01-01", "developers": "99"}
    roster = Roster(NOBODY)
    folder = book(tmp_path, accounts=[{**later, "ta_email": ""}, {}, {"kind": "add_on"}])
    found = Portfolio(folder, WORDS).refusals(roster, lambda _: (), no_progress, on=ON)
    assert list(found) == []
    assert list(roster.leading_lines) == [2]


@pytest.mark.parametrize("name", PLAIN)
def test_random_bytes_never_crash(tmp_path, name):
    header = ",".join(PLAIN[name]).encode()
    junk = bytes((n * 97 + n // 7) % 256 for n in range(5000))
    folder = book(tmp_path, **{name: header + b"\n" + junk})
    assert all(line.isprintable() for line in problems(folder, following=True))


def test_plain_rows_match_the_contract():
    assert list(ACCOUNT)[:3] == ["account_id", "name", "program"]
