"""Where figures come from that this app cannot know of: other apps hang their counts in here."""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple


class Source(NamedTuple):
    """Counts what happened to an account (its key) from the first to the last day, in a query."""

    key: str
    label: str
    source: str
    count: Callable[[int, date, date], int]


_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    _sources[source.key] = source


def registered() -> list[Source]:
    return list(_sources.values())
