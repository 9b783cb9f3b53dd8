"""One cell of text to one value, or a sentence that says what is wrong with it."""

import re
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import Any

Parse = Callable[[str], Any]

LARGEST_COUNT = 2_147_483_647  # what the integer columns of both databases hold
FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2199, 12, 31)  # room for arithmetic on both sides

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
_BREAKS_LINE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_BAD_BYTE = re.compile("[\ud800-\udfff]")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_COUNT = re.compile(r"[0-9]{1,10}")
_MONEY = re.compile(r"[0-9]{1,10}(\.[0-9]{1,2})?")
_SLUG = re.compile(r"[-a-zA-Z0-9_]+")
_WORD = "[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_LAST_LABEL = "(?!-)(?:[a-z-]{2,63}|xn--[a-z0-9]{1,59})(?<!-)"
_EMAIL = re.compile(rf"{_WORD}(?:\.{_WORD})*@(?:{_LABEL}\.)+{_LAST_LABEL}")


class BadValue(ValueError):
    """A cell that cannot be read; the message completes "column: …"."""


class Remembered(dict):
    """A parser that remembers its answers, because real files repeat few different cells.

    Bounded, so that a file of a million different values costs no more memory than a small one.
    """

    def __init__(self, parse: Parse, limit: int = 5_000) -> None:
        super().__init__()
        self.parse, self.limit = parse, limit

    def __missing__(self, text: str) -> Any:
        value = self.parse(text)
        if len(text) <= 64:
            if len(self) >= self.limit:
                self.clear()
            self[text] = value
        return value


def remembered(parse: Parse) -> Parse:
    return Remembered(parse).__getitem__


def shown(text: str) -> str:
    """Quote a cell so that a message stays short, printable and on one line."""
    if len(text) > 40:
        text = text[:39] + "…"
    text = _BAD_BYTE.sub("�", text)
    return f"“{_BREAKS_LINE.sub(lambda found: repr(found.group())[1:-1], text)}”"


def text(limit: int, *, required: bool = False) -> Parse:
    """Any words up to `limit` characters; line breaks and runs of blanks become one blank."""

    def parse(cell: str) -> str:
        value = " ".join(cell.split())
        if required and not value:
            raise BadValue("is empty, but must have a value")
        if len(value) > limit:
            raise BadValue(f"has {len(value)} characters; at most {limit} are allowed")
        if not value.isprintable():
            if _BAD_BYTE.search(value):
                raise BadValue(f"{shown(value)} is not UTF-8 text")
            if found := _CONTROL.search(value):
                raise BadValue(f"holds the control character {found.group()!r}")
        return value

    return parse


def day(*, required: bool = False) -> Parse:
    """A calendar date in the one notation that nobody misreads."""

    def parse(cell: str) -> date | None:
        value = cell.strip()
        if not value:
            return _nothing(required)
        try:
            if not _DAY.fullmatch(value):
                raise ValueError
            found = date.fromisoformat(value)
        except ValueError:
            raise BadValue(f"{shown(value)} is no date; write it as YYYY-MM-DD") from None
        if not FIRST_DAY <= found <= LAST_DAY:
            raise BadValue(f"{shown(value)} is not between {FIRST_DAY} and {LAST_DAY}")
        return found

    return parse


def count(
    lowest: int = 0,
    largest: int = LARGEST_COUNT,
    *,
    required: bool = False,
    default: int | None = None,
) -> Parse:
    """A whole number in plain digits, both ends included."""

    def parse(cell: str) -> int | None:
        value = cell.strip()
        if not value:
            return _nothing(required, default)
        if not _COUNT.fullmatch(value) or not lowest <= int(value) <= largest:
            allowed = f"from {lowest} to {largest}" + ("" if required else " or empty")
            raise BadValue(f"{shown(value)} is no whole number {allowed}")
        return int(value)

    return parse


def money(*, default: Decimal) -> Parse:
    """An amount with at most two decimals, without currency sign or thousands separator."""

    def parse(cell: str) -> Decimal:
        value = cell.strip()
        if not value:
            return default
        if not _MONEY.fullmatch(value):
            raise BadValue(f"{shown(value)} is no amount such as 12000 or 12000.50")
        return Decimal(value)

    return parse


def one_of(allowed: Iterable[str], *, required: bool = False, default: str = "") -> Parse:
    """One word out of a short list, which the message names."""
    words = tuple(allowed)

    def parse(cell: str) -> str:
        value = cell.strip()
        if not value:
            return _nothing(required, default)
        if value not in words:
            raise BadValue(f"{shown(value)} is unknown; allowed: {_listed(words, required)}")
        return value

    return parse


def several_of(allowed: Iterable[str]) -> Parse:
    """Words of a short list joined by semicolons; the answer is in the order of the list."""
    words = tuple(allowed)

    def parse(cell: str) -> tuple[str, ...]:
        found = {word for part in cell.split(";") if (word := part.strip())}
        if unknown := sorted(found.difference(words)):
            listed = _listed(words, True)
            raise BadValue(f"{shown(unknown[0])} is unknown; allowed, joined by “;”: {listed}")
        return tuple(word for word in words if word in found)

    return parse


def zone(known: Iterable[str]) -> Parse:
    """The name of a time zone; there are too many to list them in the message."""
    names = frozenset(known)

    def parse(cell: str) -> str:
        value = cell.strip()
        if value and value not in names:
            raise BadValue(f"{shown(value)} is no IANA time zone such as Europe/Berlin or UTC")
        return value

    return parse


def email(limit: int = 254, *, required: bool = False) -> Parse:
    """A mail address in lower case: the form in which addresses are compared everywhere."""

    def parse(cell: str) -> str:
        value = cell.strip().lower()
        if not value:
            return _nothing(required, "")
        if len(value) > limit:
            raise BadValue(f"has {len(value)} characters; at most {limit} are allowed")
        if not _EMAIL.fullmatch(value) or value.index("@") > 64:
            raise BadValue(f"{shown(value)} is no e-mail address")
        return value

    return parse


def slug(limit: int) -> Parse:
    """A name made of letters, digits, - and _ alone."""

    def parse(cell: str) -> str:
        value = cell.strip()
        if not value:
            return _nothing(True)
        if len(value) > limit or not _SLUG.fullmatch(value):
            raise BadValue(f"{shown(value)} is not made of at most {limit} letters, digits, - or _")
        return value

    return parse


def only_true(cell: str) -> bool:
    """`true` or nothing: a file may switch such a field on, never off."""
    value = cell.strip().lower()
    if value not in ("", "true"):
        raise BadValue(f"{shown(cell.strip())} is neither “true” nor empty")
    return value == "true"


def _nothing(required: bool, default: Any = None) -> Any:
    if required:
        raise BadValue("is empty, but must have a value")
    return default


def _listed(words: tuple[str, ...], required: bool) -> str:
    return ", ".join(words) + ("" if required else " or empty")
