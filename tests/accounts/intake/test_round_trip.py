"""Whatever rows there are: written as CSV and read back, they are the same."""

import csv
import io
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from accounts.intake import sheets
from accounts.intake.records import split
from accounts.intake.rows import AccountRow, ContactRow, FeatureRow, PingRow, SignalRow
from tests.accounts.intake.books import WORDS

words = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=20)
maybe_words = words | st.just("")
counts = st.integers(0, 2_147_483_647)
days = st.dates(date(1990, 1, 1), date(2190, 12, 31))
maybe_days = st.none() | days
slugs = st.from_regex(r"[a-zA-Z0-9_-]{1,20}", fullmatch=True)
emails = st.from_regex(r"[a-z][a-z0-9.]{0,5}[a-z]@[a-z]{1,9}\.example", fullmatch=True).filter(
    lambda address: ".." not in address
)


def some_of(listed):
    return st.sets(st.sampled_from(listed)).map(lambda s: tuple(w for w in listed if w in s))


accounts = st.builds(
    AccountRow,
    account_id=words,
    name=words,
    program=st.sampled_from(sorted(WORDS.programs)),
    tier=st.none() | st.integers(1, 3),
    developers=counts,
    hosting=st.sampled_from(WORDS.hostings),
    products=some_of(WORDS.products),
    seats=counts,
    arr=st.decimals(0, Decimal(9_999_999_999), places=2),
    contract_start=st.dates(date(1990, 1, 1), date(2020, 12, 31)),
    contract_end=st.dates(date(2021, 1, 1), date(2199, 12, 31)),
    signed_on=maybe_days,
    churned_on=st.none(),
    ta_email=emails | st.just(""),
    ae_email=emails | st.just(""),
    ce_email=emails | st.just(""),
    time_zone=st.sampled_from(["", *sorted(WORDS.zones)]),
    kind=st.sampled_from(["", "add_on"]),
)
contacts = st.builds(
    ContactRow,
    account_id=words,
    email=emails,
    first_name=maybe_words,
    last_name=maybe_words,
    title=maybe_words,
    time_zone=st.just("UTC"),
    opted_out=st.booleans(),
    roles=some_of(WORDS.roles),
)
pings = st.builds(
    PingRow,
    account_id=words,
    date=days,
    dau=counts,
    mau=counts,
    wau=st.none() | counts,
    version=maybe_words,
    feature_users=st.none() | st.dictionaries(slugs, counts, min_size=1, max_size=3),
)
features = st.builds(FeatureRow, account_id=words, feature=slugs, first_used_on=days)
signals = st.builds(
    SignalRow,
    account_id=words,
    date=days,
    defect_tickets_90d=st.none() | counts,
    help_tickets_90d=st.none() | counts,
    versions_behind=st.none() | counts,
    precise_code_intel=st.sampled_from(["", *WORDS.code_intel]),
    ta_sentiment=st.sampled_from(["", *WORDS.sentiments]),
    last_activity_on=maybe_days,
)


def written(row) -> dict[str, str]:
    raw = {}
    for column, value in row._asdict().items():
        if column == "feature_users":
            raw |= {f"feature:{name}": str(users) for name, users in (value or {}).items()}
        elif isinstance(value, tuple):
            raw[column] = ";".join(value)
        elif isinstance(value, bool):
            raw[column] = "true" if value else ""
        else:
            raw[column] = "" if value is None else str(value)
    return raw


def there_and_back(make, row, ends: str):
    raw, text = written(row), io.StringIO()
    writer = csv.DictWriter(text, list(raw), lineterminator=ends)
    writer.writeheader()
    writer.writerow(raw)
    (_, header, _), (line, cells, flaw) = split(text.getvalue().splitlines(keepends=True))
    assert (line, flaw) == (2, None)
    return make(WORDS).reader(header).read(cells)


ends = st.sampled_from(["\n", "\r\n"])


@given(accounts, ends)
def test_accounts(row, end):
    assert there_and_back(sheets.accounts, row, end) == row


@given(contacts, ends)
def test_contacts(row, end):
    assert there_and_back(sheets.contacts, row, end) == row


@given(pings, ends)
def test_pings(row, end):
    assert there_and_back(sheets.usage, row, end) == row


@given(features, ends)
def test_features(row, end):
    assert there_and_back(sheets.features, row, end) == row


@given(signals, ends)
def test_signals(row, end):
    assert there_and_back(sheets.signals, row, end) == row
