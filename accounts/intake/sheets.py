"""What each file of a portfolio is made of: its columns, and how one row of cells is read."""

import difflib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from accounts.intake import fields
from accounts.intake.fields import BadValue, Parse, remembered
from accounts.intake.rows import AccountRow, ContactRow, FeatureRow, PingRow, Row, SignalRow

FEATURE_PREFIX = "feature:"


class Flaw(NamedTuple):
    """What is wrong with one column of a row, before anybody knows the row's file and line."""

    column: str
    what: str


class BadRow(ValueError):
    """A row, or a header, that cannot be read, with every flaw found in it."""

    def __init__(self, flaws: Iterable[Flaw]) -> None:
        self.flaws = tuple(flaws)
        super().__init__("; ".join(f"{column}: {what}" for column, what in self.flaws))


@dataclass(frozen=True)
class Vocabulary:
    """The words a book may use; the tables of facts own them and hand them in."""

    programs: frozenset[str]
    zones: frozenset[str]
    roles: tuple[str, ...]
    products: tuple[str, ...]
    hostings: tuple[str, ...]
    code_intel: tuple[str, ...]
    sentiments: tuple[str, ...]


class Column(NamedTuple):
    name: str
    parse: Parse
    optional: bool = False


class Sheet(NamedTuple):
    """One file: where its rows come from, what they become, what must hold inside a row."""

    file: str
    row: type[Row]
    columns: tuple[Column, ...]
    flaws: Callable[[Row], Iterable[Flaw]] | None = None
    has_features: bool = False
    optional: bool = False

    def reader(self, header: Sequence[str]) -> "Reader":
        """Return what reads rows under this header; raise BadRow if columns are missing."""
        return Reader(self, header)

    def read(self, raw: Mapping[str, str]) -> Row:
        """Read one row given by column name, as an API or a form has it."""
        return self.reader(list(raw)).read(list(raw.values()))


class Reader:
    """Reads rows of cells under one header; made once for a file, called for every row."""

    def __init__(self, sheet: Sheet, header: Sequence[str]) -> None:
        self.sheet, self.width = sheet, len(header)
        names = [cell.strip() for cell in header]
        positions = _positions(sheet, names)
        self.columns = [column for column in sheet.columns if column.name in positions]
        # A column that is not there reads cell 0 and makes nothing of it: the loop stays tight.
        self._plan = [
            (column.parse, positions[column.name])
            if column.name in positions
            else (_absent(column.parse("")), 0)
            for column in sheet.columns
        ]
        self._make, self._flaws = sheet.row._make, sheet.flaws
        self._counts_features = sheet.has_features
        self._where = positions
        self._features = _features(names) if sheet.has_features else []

    def read(self, cells: Sequence[str]) -> Row:
        """Return the typed row; raise BadRow with all that is wrong with it."""
        if len(cells) != self.width:
            cells = self._fitted(cells)
        try:
            values = [parse(cells[index]) for parse, index in self._plan]
            if self._counts_features:
                values.append(self._feature_users(cells) if self._features else None)
        except BadValue:
            raise BadRow(self._explain(cells)) from None
        row = self._make(values)
        if self._flaws and (flaws := tuple(self._flaws(row))):
            raise BadRow(flaws)
        return row

    def cell(self, cells: Sequence[str], column: str) -> str:
        """Return the text in a column, of however broken a row."""
        index = self._where[column]
        return cells[index].strip() if index < len(cells) else ""

    def _fitted(self, cells: Sequence[str]) -> Sequence[str]:
        if len(cells) > self.width and not any(map(str.strip, cells[self.width :])):
            return cells[: self.width]  # the trailing separators of a spreadsheet
        raise BadRow([Flaw("row", f"has {len(cells)} cells where the header has {self.width}")])

    def _feature_users(self, cells: Sequence[str]) -> dict[str, int] | None:
        users = {}
        for name, index in self._features:
            if (number := _FEATURE_COUNT(cells[index])) is not None:
                users[name] = number
        return users or None

    def _explain(self, cells: Sequence[str]) -> Iterable[Flaw]:
        columns = [(column.name, column.parse, self._where[column.name]) for column in self.columns]
        columns += [(FEATURE_PREFIX + name, _FEATURE_COUNT, at) for name, at in self._features]
        for name, parse, index in sorted(columns, key=lambda column: column[2]):
            try:
                parse(cells[index])
            except BadValue as error:
                yield Flaw(name, str(error))


_FEATURE_COUNT = remembered(fields.count())


def _absent(value: object) -> Parse:
    return lambda _cell: value


def _positions(sheet: Sheet, names: list[str]) -> dict[str, int]:
    lowered = [name.lower() for name in names]
    known = {column.name for column in sheet.columns}
    others = [name for name in names if name.lower() not in known]
    flaws, positions = [], {}
    for column in sheet.columns:
        found = lowered.count(column.name)
        if found:
            positions[column.name] = lowered.index(column.name)
        if found > 1:
            flaws.append(Flaw(column.name, "the header has this column twice"))
        elif not found and not column.optional:
            flaws.append(Flaw(column.name, f"the header lacks this column{_hint(column, others)}"))
    if len(positions) <= 1 and any(mark in "".join(names) for mark in ";\t"):
        flaws = [Flaw("row", "the header is not separated by commas")]
    if flaws:
        raise BadRow(flaws)
    return positions


def _hint(column: Column, others: list[str]) -> str:
    close = difflib.get_close_matches(column.name, others, n=1, cutoff=0.8)
    return f"; is {fields.shown(close[0])} meant?" if close else ""


def _features(names: list[str]) -> list[tuple[str, int]]:
    """Find the `feature:NAME` columns, in the order of their names."""
    parse, found, flaws = fields.slug(60), {}, []
    for index, name in enumerate(names):
        if not name.lower().startswith(FEATURE_PREFIX):
            continue
        try:
            feature = parse(name[len(FEATURE_PREFIX) :])
        except BadValue as error:
            flaws.append(Flaw(fields.shown(name), str(error)))
            continue
        if feature in found:
            flaws.append(Flaw(name, "the header has this column twice"))
        found[feature] = index
    if flaws:
        raise BadRow(flaws)
    return sorted(found.items())


# --- The five files ---------------------------------------------------------------------------

ACCOUNT_ID = Column("account_id", fields.text(64, required=True))


def _date_flaws(row: AccountRow) -> Iterable[Flaw]:
    start = row.contract_start
    if row.contract_end <= start:
        yield Flaw("contract_end", f"{row.contract_end} is not after contract_start {start}")
    if row.churned_on and row.kind:
        yield Flaw("churned_on", "an add-on does not churn; its term does")
    elif row.churned_on and row.churned_on < start:
        yield Flaw("churned_on", f"{row.churned_on} is before contract_start {start}")


def accounts(words: Vocabulary) -> Sheet:
    day, needed = remembered(fields.day()), remembered(fields.day(required=True))
    number, owner = remembered(fields.count(default=0)), remembered(fields.email(150))
    columns = (
        ACCOUNT_ID,
        Column("name", fields.text(200, required=True)),
        Column("program", fields.one_of(sorted(words.programs), required=True)),
        Column("tier", remembered(fields.count(1, 3))),
        Column("developers", number),
        Column("hosting", fields.one_of(words.hostings, default=words.hostings[0])),
        Column("products", remembered(fields.several_of(words.products))),
        Column("seats", remembered(fields.count(required=True))),
        Column("arr", remembered(fields.money(default=Decimal(0)))),
        Column("contract_start", needed),
        Column("contract_end", needed),
        Column("signed_on", day),
        Column("churned_on", day),
        Column("ta_email", owner),
        Column("ae_email", owner),
        Column("ce_email", owner),
        Column("time_zone", remembered(fields.zone(words.zones))),
        Column("kind", fields.one_of(("add_on",))),
    )
    return Sheet("accounts.csv", AccountRow, columns, flaws=_date_flaws)


def contacts(words: Vocabulary) -> Sheet:
    columns = (
        ACCOUNT_ID,
        Column("email", fields.email(required=True)),
        Column("first_name", fields.text(100)),
        Column("last_name", fields.text(100)),
        Column("title", fields.text(120)),
        Column("time_zone", remembered(fields.zone(words.zones))),
        Column("opted_out", fields.only_true),
        Column("roles", remembered(fields.several_of(words.roles))),
    )
    return Sheet("contacts.csv", ContactRow, columns)


def usage(words: Vocabulary) -> Sheet:
    number = remembered(fields.count(required=True))
    columns = (
        Column("account_id", remembered(ACCOUNT_ID.parse)),
        Column("date", remembered(fields.day(required=True))),
        Column("dau", number),
        Column("mau", number),
        Column("wau", remembered(fields.count()), optional=True),
        Column("version", remembered(fields.text(40)), optional=True),
    )
    return Sheet("usage.csv", PingRow, columns, has_features=True)


def features(words: Vocabulary) -> Sheet:
    columns = (
        ACCOUNT_ID,
        Column("feature", remembered(fields.slug(60))),
        Column("first_used_on", remembered(fields.day(required=True))),
    )
    return Sheet("features.csv", FeatureRow, columns)


def signals(words: Vocabulary) -> Sheet:
    number = remembered(fields.count())
    columns = (
        ACCOUNT_ID,
        Column("date", remembered(fields.day(required=True))),
        Column("defect_tickets_90d", number),
        Column("help_tickets_90d", number),
        Column("versions_behind", number),
        Column("precise_code_intel", fields.one_of(words.code_intel)),
        Column("ta_sentiment", fields.one_of(words.sentiments)),
        Column("last_activity_on", remembered(fields.day())),
    )
    return Sheet("signals.csv", SignalRow, columns, optional=True)
