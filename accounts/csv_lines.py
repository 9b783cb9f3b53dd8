"""Rows as lines of CSV that no spreadsheet takes for a formula."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from typing import Any

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def lines(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """The header and then each row as text ending in a newline; None is empty."""
    buffer = StringIO()
    writer = csv.writer(buffer)
    writer.writerow(header)
    yield _taken(buffer)
    for row in rows:
        writer.writerow([_safe(value) for value in row])
        yield _taken(buffer)


def _taken(buffer: StringIO) -> str:
    """The line just written; the writer ends it with two characters so that it quotes both."""
    text = buffer.getvalue().removesuffix("\r\n") + "\n"
    buffer.seek(0)
    buffer.truncate()
    return text


def _safe(value: Any) -> Any:
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value
