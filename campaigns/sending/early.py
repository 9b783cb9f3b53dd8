"""Sends a statement to PostgreSQL at once and reads its answer later, with other work in between.

Nothing else may ask the database in between. The statement is prepared: planning it anew takes
the server as long as running it.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import cache
from selectors import EVENT_WRITE, DefaultSelector
from weakref import WeakKeyDictionary

import psycopg
from django.db import connection
from psycopg.pq import ExecStatus

Value = str | int | date | datetime | list[int]
Row = tuple[str | None, ...]
_prepared: WeakKeyDictionary[psycopg.Connection, dict[str, bytes]] = WeakKeyDictionary()


def send(sql: str, values: Sequence[Value]) -> Callable[[], list[Row]]:
    """Start the statement; calling what this returns waits for its rows, as text.

    Outside a transaction the statement is one of its own, durable when its rows are there.
    """
    with connection.wrap_database_errors:
        connection.ensure_connection()
        raw = connection.connection
        raw.pgconn.send_query_prepared(_name(raw, sql), [_text(value) for value in values])
        _flush(raw)
    return lambda: _rows(raw)


def _name(raw: psycopg.Connection, sql: str) -> bytes:
    known = _prepared.setdefault(raw, {})
    if sql not in known:
        if not known:
            # The keys differ, the way to find them does not.
            _check(raw, raw.pgconn.exec_(b"SET plan_cache_mode = force_generic_plan"))
        name = f"portal_{len(known)}".encode()
        _check(raw, raw.pgconn.prepare(name, _numbered(sql)))
        known[sql] = name
    return known[sql]


def _rows(raw: psycopg.Connection) -> list[Row]:
    with connection.wrap_database_errors:
        results = []
        while (result := raw.pgconn.get_result()) is not None:
            results.append(result)
        if not results:
            raise psycopg.OperationalError("the server gave no answer")
        for result in results:
            _check(raw, result)
        return [
            tuple(
                None if (value := result.get_value(row, column)) is None else value.decode()
                for column in range(result.nfields)
            )
            for result in results
            for row in range(result.ntuples)
        ]


def _check(raw: psycopg.Connection, result: psycopg.pq.abc.PGresult) -> None:
    if result.status not in (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK):
        raise psycopg.errors.error_from_result(result, encoding="utf-8")


def _flush(raw: psycopg.Connection) -> None:
    if not raw.pgconn.flush():
        return
    with DefaultSelector() as selector:
        selector.register(raw.pgconn.socket, EVENT_WRITE)
        while raw.pgconn.flush():
            selector.select()


@cache
def _numbered(sql: str) -> bytes:
    """With $1, $2 … in place of each %s."""
    first, *rest = sql.split("%s")
    return "".join([first, *(f"${n}{part}" for n, part in enumerate(rest, start=1))]).encode()


def _text(value: Value) -> bytes:
    if isinstance(value, date):
        return value.isoformat().encode()
    if isinstance(value, list):
        return f"{{{','.join(map(str, value))}}}".encode()
    return str(value).encode()
