"""Finds the contact a link was made for, by a statement that is written once and not at each look.

Django takes ten times as long to write such a statement, and to work out how its row is read, as
the database to answer it: a third of the time a booking page takes, which would miss its target.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Field, Model

from accounts.models import Contact


class _Part(NamedTuple):
    """A model in the row: its path from the contact, and which of the values are its own."""

    path: str
    model: type[Model]
    fields: list[str]
    values: slice
    key: int


class _Statement(NamedTuple):
    """`stored` are the values that the database keeps otherwise than we use them, by place."""

    text: str
    parts: list[_Part]
    stored: list[tuple[int, Field]]


def contact(key: int, joined: Sequence[str] = ()) -> Contact | None:
    """The contact, also one who was removed, with what is joined to it: account, account__ta …"""
    statement = _statement(tuple(joined), connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(statement.text, [key])
        row = cursor.fetchone()
    return _made(statement, list(row)) if row else None


def _made(statement: _Statement, row: list[Any]) -> Contact:
    for place, field in statement.stored:
        for convert in _converters(field):
            row[place] = convert(row[place], field.cached_col, connection)
    made: dict[str, Any] = {}
    for path, model, fields, values, key in statement.parts:
        given = row[values]
        one = None if given[key] is None else model.from_db(connection.alias, fields, given)
        made[path] = one
        holder, _, name = path.rpartition("__")
        if name and made[holder]:
            setattr(made[holder], name, one)
    return made[""]


@cache
def _statement(joined: tuple[str, ...], vendor: str) -> _Statement:
    """For one kind of database: each has values of its own to be converted."""
    paths = {path.rsplit("__", cut)[0] for path in joined for cut in range(path.count("__") + 1)}
    parts, names, found = [], [], []
    for path in ("", *sorted(paths)):
        model: type[Model] = Contact
        for step in filter(None, path.split("__")):
            model = model._meta.get_field(step).related_model
        fields = list(model._meta.concrete_fields)
        own = slice(len(found), len(found) + len(fields))
        attributes = [field.attname for field in fields]
        parts.append(_Part(path, model, attributes, own, fields.index(model._meta.pk)))
        names += [f"{path}__{each}".removeprefix("__") for each in attributes]
        found += fields
    text = Contact.objects.filter(pk=0).order_by().values_list(*names).query.sql_with_params()[0]
    stored = [(place, field) for place, field in enumerate(found) if _converters(field)]
    return _Statement(text, parts, stored)


def _converters(field: Field) -> list[Any]:
    backend = connection.ops.get_db_converters(field.cached_col)
    return [*backend, *field.get_db_converters(connection)]
