"""The typed rows that a portfolio is made of, whichever door they come in by."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

# Named tuples: frozen like dataclasses, and a third of their price in files of millions of rows.


class Problem(NamedTuple):
    """What is wrong in one place of one file, printed as `file:line: column: what is wrong`."""

    file: str
    line: int
    column: str
    what: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.column}: {self.what}"


class AccountRow(NamedTuple):
    """One term or add-on of an account, with what is known about the account itself."""

    account_id: str
    name: str
    program: str
    tier: int | None
    developers: int
    hosting: str
    products: tuple[str, ...]
    seats: int
    arr: Decimal
    contract_start: date
    contract_end: date
    signed_on: date | None
    churned_on: date | None
    ta_email: str
    ae_email: str
    ce_email: str
    time_zone: str
    kind: str

    @property
    def is_term(self) -> bool:
        return not self.kind

    @property
    def known_from(self) -> date:
        return self.signed_on or self.contract_start


class ContactRow(NamedTuple):
    account_id: str
    email: str
    first_name: str
    last_name: str
    title: str
    time_zone: str
    opted_out: bool
    roles: tuple[str, ...]


class PingRow(NamedTuple):
    account_id: str
    date: date
    dau: int
    mau: int
    wau: int | None
    version: str
    feature_users: dict[str, int] | None


class FeatureRow(NamedTuple):
    account_id: str
    feature: str
    first_used_on: date


class SignalRow(NamedTuple):
    account_id: str
    date: date
    defect_tickets_90d: int | None
    help_tickets_90d: int | None
    versions_behind: int | None
    precise_code_intel: str
    ta_sentiment: str
    last_activity_on: date | None


Row = AccountRow | ContactRow | PingRow | FeatureRow | SignalRow
