"""What a batch of rows would change in one table, found by looking and without writing."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import connection, models
from django.db.models.expressions import RawSQL

from accounts.intake.rows import Row

Key = tuple[Any, ...]
Values = tuple[Any, ...]
Wanted = Mapping[Key, tuple[Values, Row]]


class Table(NamedTuple):
    """A table that rows go into: what identifies one of them, and what the rows may change."""

    what: str
    model: type[models.Model]
    key: tuple[str, ...]
    values: tuple[str, ...]
    label: Callable[[Row], str]

    def present(self, keys: Iterable[Key]) -> dict[Key, Values]:
        """Return those of the keys that exist, in one query."""
        keys, width = list(keys), len(self.key)
        if not keys:
            return {}
        found = self.model.objects.filter(self._among(keys)).order_by()
        return {r[:width]: r[width:] for r in found.values_list(*self.key, *self.values)}

    def _among(self, keys: list[Key]) -> RawSQL:
        """A condition that looks up each key in its index, whatever the planner believes.

        Told plainly "(a, b) IN (…)", SQLite reads the whole table, and so does PostgreSQL once for
        every key when its statistics are of a time when the table was empty.
        """
        quote = connection.ops.quote_name
        columns = [quote(self.model._meta.get_field(name).column) for name in self.key]
        row = f"({', '.join(['%s'] * len(columns))})"
        values = f"(VALUES {', '.join([row] * len(keys))}) AS wanted"
        wanted = [f"wanted.column{place}" for place in range(1, len(columns) + 1)]
        if connection.vendor == "postgresql":
            table = quote(self.model._meta.db_table)
            same = " AND ".join(f"{c} = {w}" for c, w in zip(columns, wanted, strict=True))
            each = f"LATERAL (SELECT id FROM {table} AS one WHERE {same} OFFSET 0) AS found"
            sql = f"{table}.id = ANY(ARRAY(SELECT found.id FROM {values} CROSS JOIN {each}))"
        else:
            sql = f"({', '.join(columns)}) IN (SELECT {', '.join(wanted)} FROM {values})"
        parts = [part for key in keys for part in key]
        return RawSQL(sql, parts, output_field=models.BooleanField())


@dataclass
class Difference:
    """`new` and `changed` are what has to be written; `old` is what a change would replace."""

    table: Table
    new: list[tuple[Key, Values, Row]] = field(default_factory=list)
    changed: list[tuple[Key, Values, Row]] = field(default_factory=list)
    old: list[Values] = field(default_factory=list)
    unchanged: int = 0

    def sentences(self, limit: int, shown: Callable[[str, Any], str]) -> list[str]:
        """Say of the first changes what they are, field by field."""
        said = []
        for (_, values, row), old in zip(self.changed[:limit], self.old, strict=False):
            fields = zip(self.table.values, old, values, strict=True)
            changes = [
                f"{name} {shown(name, before)} → {shown(name, after)}"
                for name, before, after in fields
                if before != after
            ]
            said.append(f"{self.table.label(row)}: {', '.join(changes)}")
        return said


def compare(table: Table, wanted: Wanted, present: Mapping[Key, Values]) -> Difference:
    difference = Difference(table)
    for key, (values, row) in wanted.items():
        before = present.get(key)
        if before is None:
            difference.new.append((key, values, row))
        elif before == values:
            difference.unchanged += 1
        else:
            difference.changed.append((key, values, row))
            difference.old.append(before)
    return difference
