"""Reads and writes many rows of a table past the machinery that a single object needs."""

import json
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache, partial
from typing import Any

from django.db import connection, models
from django.db.models import QuerySet

from accounts.sqlite_dates import day


def read(found: QuerySet) -> list[tuple]:
    """The rows of a `values_list`, as the driver gives them.

    For columns that hold numbers, words, yes or no, and dates. SQLite tells a date that was worked
    out, and not read from a column, as text: take `a_day` to it.
    """
    sql, params = found.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def a_day(value: Any) -> Any:
    """A date that was worked out by the database, whichever way it told it."""
    return day(value.encode()) if isinstance(value, str) else value


def insert(
    objects: Iterable[models.Model],
    *,
    ignore: bool = False,
    key: Sequence[str] = (),
    update: Sequence[str] = (),
) -> None:
    """Store new objects of one model, which do not learn their keys.

    `ignore` passes over those that are there; with `key` and `update` these fields of one that is
    there under the key change instead.
    """
    objects = list(objects)
    if not objects:
        return
    model = type(objects[0])
    fields = _stored(model)
    rows = [[getattr(one, field.attname) for field in fields] for one in objects]
    then = ""
    if update:
        changed = [model._meta.get_field(name) for name in update]
        then = _updating([model._meta.get_field(name) for name in key], changed)
    elif ignore:
        then = "ON CONFLICT DO NOTHING"
    store(model, fields, rows, then)


def add(
    model: type[models.Model],
    names: Sequence[str],
    rows: Sequence[Sequence[Any]],
    *,
    ignore: bool = False,
) -> None:
    """Store new rows that hold these fields, for all others their default.

    Much cheaper than `insert` where many rows are made: none becomes an object on its way.
    """
    if rows:
        fields = [model._meta.get_field(name) for name in names]
        _store_whole(model, fields, rows, "ON CONFLICT DO NOTHING" if ignore else "")


def upsert(
    model: type[models.Model],
    rows: Sequence[Sequence[Any]],
    *,
    key: Sequence[str],
    values: Sequence[str],
    only_when_new: Sequence[str] = (),
) -> None:
    """Insert the rows, or update the values of what is there under their keys.

    A row holds the key, the values, and what is set `only_when_new`, in this order. A new row gets
    the defaults of all other fields.
    """
    if rows:
        fields = [model._meta.get_field(name) for name in (*key, *values, *only_when_new)]
        split = len(key)
        updating = _updating(fields[:split], fields[split : split + len(values)])
        _store_whole(model, fields, rows, updating)


def _store_whole(
    model: type[models.Model], fields: list[models.Field], rows: Sequence[Sequence[Any]], then: str
) -> None:
    """With the defaults of the fields that the rows do not hold."""
    others = [f for f in _stored(model) if f not in fields and (f.has_default() or f.blank)]
    defaults = [field.get_default() for field in others]
    store(model, [*fields, *others], [[*row, *defaults] for row in rows], then)


def store(
    model: type[models.Model],
    fields: Sequence[models.Field],
    rows: Sequence[Sequence[Any]],
    then: str,
) -> None:
    """Insert rows that hold these fields; `then` says what to do about those that are there."""
    columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    into = f"INSERT INTO {connection.ops.quote_name(model._meta.db_table)} ({columns})"
    encoders = [_encoder(field) for field in fields]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # One array for each column: the statement is the same whatever the number of rows.
            arrays = ", ".join(f"%s::{_type(field)}[]" for field in fields)
            values = [
                _array(map(encode, column) if encode else column)
                for encode, column in zip(encoders, zip(*rows, strict=True), strict=True)
            ]
            cursor.execute(f"{into} SELECT * FROM unnest({arrays}) {then}", values)
        else:
            marks = ", ".join(["%s"] * len(fields))
            cursor.executemany(f"{into} VALUES ({marks}) {then}", _encoded(rows, encoders))


def _array(values: Iterable[Any]) -> str:
    """As PostgreSQL writes one; the driver looks at each value for what it may hold, at three to
    thirteen times the cost."""
    return "{" + ",".join(map(_element, values)) + "}"


def _element(value: Any) -> str:
    if value is None:
        return "NULL"
    word = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{word}"'


def _stored(model: type[models.Model]) -> list[models.Field]:
    """The fields that a row is stored with; its own key the database finds."""
    return [
        field
        for field in model._meta.concrete_fields
        if not field.generated and not (field.primary_key and field.remote_field is None)
    ]


def _type(field: models.Field) -> str:
    """Without its length: cast to that, too long a word would be cut and not refused."""
    return field.db_type(connection).partition("(")[0]


def _updating(key: Sequence[models.Field], changed: Sequence[models.Field]) -> str:
    quote = connection.ops.quote_name
    sets = ", ".join(f"{quote(f.column)} = EXCLUDED.{quote(f.column)}" for f in changed)
    return f"ON CONFLICT ({', '.join(quote(f.column) for f in key)}) DO UPDATE SET {sets}"


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
        return partial(_json, encoder=field.encoder)
    if connection.vendor == "sqlite":
        if isinstance(field, models.DateTimeField):
            return _moment
        if isinstance(field, models.DateField):
            return _iso
        if isinstance(field, models.DecimalField):
            return _text
    return None


def _json(value: Any, *, encoder: type | None) -> str | None:
    return None if value is None else json.dumps(value, cls=encoder)


@lru_cache(maxsize=64)
def _moment(value: Any) -> str | None:
    """Kept, because the rows of a batch share the moment they are written at."""
    return connection.ops.adapt_datetimefield_value(value)


def _iso(value: Any) -> str | None:
    return None if value is None else value.isoformat()


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
