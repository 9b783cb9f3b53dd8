"""Reads SQLite's dates from memory: a sweep meets the same few thousand days millions of times."""

import sqlite3
from datetime import date


class _Days(dict[bytes, date]):
    """By what the database holds; there are only so many days that anything happens on."""

    def __missing__(self, text: bytes) -> date:
        day = self[text] = date.fromisoformat(text.decode())
        return day


_days = _Days()
# Raises ValueError for what is no date.
day = _days.__getitem__


def register() -> None:
    """Takes the place of Django's own converter, which parses each value anew."""
    sqlite3.register_converter("date", day)
