"""A checked portfolio turned into differences, batch by batch, in the order they can be written."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

from accounts.intake import tables
from accounts.intake.check import CheckedFile, Progress
from accounts.intake.differences import Difference, Values, compare
from accounts.intake.owners import Owners
from accounts.intake.portfolio import Portfolio
from accounts.intake.roster import Roster
from accounts.intake.rows import AccountRow, ContactRow, FeatureRow, PingRow, Row, SignalRow
from accounts.models import Account, Programme

T = TypeVar("T")

BATCH = 1000

_DETAILS = {
    ContactRow: (tables.CONTACTS, lambda row: (row.email,), tables.contact_values),
    PingRow: (tables.PINGS, lambda row: (row.date,), tables.ping_values),
    FeatureRow: (tables.FEATURES, lambda row: (row.feature,), tables.feature_values),
    SignalRow: (tables.SIGNALS, lambda row: (row.date,), tables.signal_values),
}


class Steps:
    """Yields what to write next; whoever only wants to know goes on without writing.

    Each difference is looked for after the one before it was used, so that rows of new accounts
    find these in the book if they were written, and count as new if they were not.
    """

    def __init__(self, portfolio: Portfolio, roster: Roster, progress: Progress) -> None:
        self._files, self._roster, self._progress = portfolio.files, roster, progress
        self._owners = Owners()
        self._programmes = dict(Programme.objects.values_list("slug", "pk"))
        self._created: dict[int, int] = {}  # keys of the new accounts, by their numbers

    def __iter__(self) -> Iterator[tuple[CheckedFile, Difference]]:
        accounts, *details = self._files
        for difference in self._account_steps(accounts):
            yield accounts, difference
        for file in details:
            for difference in self._detail_steps(file):
                yield file, difference

    def shown(self, field: str, value: Any) -> str:
        """Say a value as the files say it."""
        if field == "programme_id":
            return next(slug for slug, pk in self._programmes.items() if pk == value)
        if field in ("ta_id", "ae_id", "ce_id"):
            return self._owners.email(value) or "nobody"
        return "nothing" if value in (None, "") else str(value)

    # --- accounts.csv -----------------------------------------------------------------------

    def _account_steps(self, file: CheckedFile) -> Iterator[Difference]:
        for batch in _batches(self._leading_rows(file)):
            if team := self._owners.unknown(batch):
                yield team
                self._owners.learn(team)
            yield self._accounts(batch)
            self._find_created(batch)
        # A term that ends earlier than before makes room for new ones, so changes come first.
        if self._roster.meets_book:
            for batch in _batches(row for _, row in file.good_rows(self._progress)):
                difference = self._contracts(batch)
                difference.new = []
                yield difference
        for batch in _batches(row for _, row in file.good_rows(self._progress)):
            yield Difference(tables.CONTRACTS, new=self._contracts(batch).new)

    def _leading_rows(self, file: CheckedFile) -> Iterator[AccountRow]:
        leading = iter(self._roster.leading_lines)
        expected = next(leading, 0)
        for line, row in file.good_rows(self._progress):
            if line == expected:
                expected = next(leading, 0)
                yield row

    def _accounts(self, batch: list[AccountRow]) -> Difference:
        wanted = {(row.account_id,): (self._account_values(row), row) for row in batch}
        known = [key for key in wanted if self._roster.number(key[0]) > 0]
        return compare(tables.ACCOUNTS, wanted, tables.ACCOUNTS.present(known))

    def _account_values(self, row: AccountRow) -> Values:
        owners = (self._owners.id(email) for email in (row.ta_email, row.ae_email, row.ce_email))
        programme = self._programmes[row.program]
        return row.name, programme, row.tier, row.developers, row.hosting, row.time_zone, *owners

    def _find_created(self, batch: list[AccountRow]) -> None:
        ids = [row.account_id for row in batch if self._roster.number(row.account_id) < 0]
        found = Account.objects.filter(external_id__in=ids).values_list("external_id", "pk")
        self._created |= {self._roster.number(account_id): pk for account_id, pk in found}

    def _contracts(self, batch: list[AccountRow]) -> Difference:
        wanted = {
            tables.contract_key(self._pk(row), row): (tables.contract_values(row), row)
            for row in batch
        }
        known = {n for row in batch if (n := self._roster.number(row.account_id)) > 0}
        present = tables.contracts_present(known) if known else {}
        return compare(tables.CONTRACTS, wanted, {key: old for key, (_, old) in present.items()})

    # --- the other files --------------------------------------------------------------------

    def _detail_steps(self, file: CheckedFile) -> Iterator[Difference]:
        table, key, values = _DETAILS[file.sheet.row]
        for batch in _batches(row for _, row in file.good_rows(self._progress)):
            wanted = {(self._pk(row), *key(row)): (values(row), row) for row in batch}
            # Accounts that came with this import have no rows yet: nothing to look for.
            known = [k for k, (_, row) in wanted.items() if self._roster.number(row.account_id) > 0]
            yield compare(table, wanted, table.present(known))
            if table is tables.CONTACTS and (leaving := [row for row in batch if row.opted_out]):
                yield self._opt_outs(leaving)

    def _opt_outs(self, rows: list[ContactRow]) -> Difference:
        wanted = {(row.email,): ((), row) for row in rows}
        return compare(tables.OPT_OUTS, wanted, tables.opted_out_already(row.email for row in rows))

    def _pk(self, row: Row) -> int:
        """Return the key of the row's account; its number while it is not in the book."""
        number = self._roster.number(row.account_id)
        return number if number > 0 else self._created.get(number, number)


def _batches(rows: Iterable[T]) -> Iterator[list[T]]:
    rows = iter(rows)
    while batch := list(islice(rows, BATCH)):
        yield batch
