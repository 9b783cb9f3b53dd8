"""Many rows into one table by as few statements as the database allows."""

import json
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.db import connection, models

from accounts.intake.differences import Table


def upsert(
    table: Table, rows: Sequence[Sequence[Any]], *, only_when_new: Sequence[str] = ()
) -> None:
    """Insert the rows, or update what is there under their keys.

    A row holds the key, the values, and what is set `only_when_new`, in this order. The statement
    is written here because making an object of each row takes longer than storing it.
    """
    if not rows:
        return
    names = (*table.key, *table.values, *only_when_new)
    fields = [table.model._meta.get_field(name) for name in names]
    quote = connection.ops.quote_name
    columns = [quote(field.column) for field in fields]
    split = len(table.key)
    updated = columns[split : split + len(table.values)]
    into = f"INSERT INTO {quote(table.model._meta.db_table)} ({', '.join(columns)})"
    conflict = f"ON CONFLICT ({', '.join(columns[:split])}) DO UPDATE SET " + ", ".join(
        f"{column} = EXCLUDED.{column}" for column in updated
    )
    encoders = [_encoder(field) for field in fields]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # One array for each column: the statement is the same whatever the number of rows.
            arrays = ", ".join(f"%s::{field.db_type(connection)}[]" for field in fields)
            values = [
                [encode(value) for value in column] if encode else list(column)
                for encode, column in zip(encoders, zip(*rows, strict=True), strict=True)
            ]
            cursor.execute(f"{into} SELECT * FROM unnest({arrays}) {conflict}", values)
        else:
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"{into} VALUES ({marks}) {conflict}", _encoded(rows, encoders))


def _encoded(rows: Sequence[Sequence[Any]], encoders: list[Callable | None]) -> list[Sequence[Any]]:
    places = [(place, encode) for place, encode in enumerate(encoders) if encode]
    if not places:
        return list(rows)
    encoded = []
    for row in rows:
        values = list(row)
        for place, encode in places:
            values[place] = encode(values[place])
        encoded.append(values)
    return encoded


def _encoder(field: models.Field) -> Callable[[Any], Any] | None:
    if isinstance(field, models.JSONField):
        return _json
    if isinstance(field, models.DateField) and connection.vendor == "sqlite":
        return _iso
    return None


def _json(value: Any) -> str | None:
    return None if value is None else json.dumps(value)


def _iso(value: date | None) -> str | None:
    return None if value is None else value.isoformat()
