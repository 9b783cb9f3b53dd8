"""The places in a text where the value of a variable will stand.

A place written `{{ name }}` becomes a mark of private-use characters, which Markdown, the HTML
cleaner and the style inliner carry through untouched. When the markup is done, the text is cut at
its marks; from then on a mail is a join of literal pieces and escaped values. A value can never
become markup, because nothing is parsed after it is put in.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import NamedTuple
from urllib.parse import quote

from campaigns.variables import VARIABLES, Kind

# A mark is one opening character, the number of its place, and CLOSE. The opening character says
# where the value stands, and so how it must be escaped.
WORDS, CLOSE, TARGET = "\ue000", "\ue001", "\ue002"
TARGET_PART, WIDTH, BLOCK = "\ue003", "\ue004", "\ue005"
MARK = re.compile("([\ue000\ue002-\ue005])(\\d+)\ue001")

_PLACE = re.compile(r"\{\{[ \t]*([A-Za-z_]\w*)[ \t]*(?:\|([^{}\n]*))?\}\}")
_PRIVATE_USE = re.compile("[\ue000-\uf8ff]")
_find_special = re.compile("[&<>\"']").search
_find_breaker = re.compile('[\\s<>"\\\\]').search
_find_digits = re.compile(r"\d{0,6}", re.ASCII).match
_JOINERS = "\u200c\u200d"  # needed inside words of some scripts, and inside emoji


class CopyError(ValueError):
    """A mistake in the copy of an email, with the line it stands on."""

    def __init__(self, line: int, message: str, field: str = "body") -> None:
        super().__init__(f"{field}, line {line}: {message}")
        self.line = line
        self.message = message
        self.field = field


class RenderError(ValueError):
    """A value that a mail cannot go out with."""

    def __init__(self, variable: str, message: str) -> None:
        super().__init__(f"{variable} {message}")
        self.variable = variable
        self.message = message


@dataclass(frozen=True, slots=True)
class Place:
    name: str
    fallback: str | None

    @property
    def kind(self) -> Kind:
        return VARIABLES[self.name].kind


class Places:
    """The places found in the texts of one mail, numbered as they are met."""

    def __init__(self) -> None:
        self.found: list[Place] = []

    def mark(self, text: str, *, field: str = "body", line: int = 1, blocks: bool = False) -> str:
        """The text with a mark in place of each `{{ name }}`, or CopyError with the line."""

        def line_at(position: int) -> int:
            return line + text.count("\n", 0, position)

        if stray := _PRIVATE_USE.search(text):
            raise CopyError(line_at(stray.start()), "has a character nobody can see", field)
        pieces, end = [], 0
        for place in _PLACE.finditer(text):
            _refuse_braces(text[end : place.start()], line_at(end), field)
            try:
                pieces += (text[end : place.start()], self._number(place, blocks))
            except ValueError as mistake:
                raise CopyError(line_at(place.start()), str(mistake), field) from None
            end = place.end()
        _refuse_braces(text[end:], line_at(end), field)
        return "".join((*pieces, text[end:]))

    def _number(self, place: re.Match[str], blocks: bool) -> str:
        name, fallback = place[1], place[2]
        variable = VARIABLES.get(name)
        if variable is None:
            raise ValueError(f"there is no variable {name}")
        if variable.kind == "block":
            if not blocks or fallback is not None:
                raise ValueError(f"{name} can only stand alone, in a paragraph of the body")
        elif fallback is not None:
            fallback = fallback.strip()
        elif variable.may_be_missing:
            raise ValueError(f"{name} may be missing: write {{{{ {name} | what to say then }}}}")
        self.found.append(Place(name, fallback))
        return f"{BLOCK if variable.kind == 'block' else WORDS}{len(self.found) - 1}{CLOSE}"


def _refuse_braces(text: str, line: int, field: str) -> None:
    if brace := re.search(r"[{}]", text):
        raise CopyError(
            line + text.count("\n", 0, brace.start()),
            f"has a {brace[0]} that is not part of a {{{{ variable }}}}",
            field,
        )


# How a value is written where it stands. These run for every value of every mail.


def as_text(value: str) -> str:
    return value if value.isprintable() else _printable(value)


def as_html(value: str) -> str:
    if not value.isprintable():
        value = _printable(value)
    return escape(value) if _find_special(value) else value


def as_text_address(value: str) -> str:
    """An address a reader can use: of a mailto link only the mailbox."""
    _refuse_other_than_address(value)
    return value[7:].partition("?")[0] if value.startswith("mailto:") else value


def as_href(value: str) -> str:
    _refuse_other_than_address(value)
    return escape(value) if _find_special(value) else value


def as_href_part(value: str) -> str:
    return quote(as_text(value), safe="@")


def as_width(value: str) -> str:
    """The number that the words begin with, between 0 and 100."""
    return str(min(100, int(_find_digits(value)[0] or 0)))


def is_address(value: str) -> bool:
    return (
        value.startswith(("https://", "http://", "mailto:"))
        and value.isprintable()
        and not _find_breaker(value)
    )


def _refuse_other_than_address(value: str) -> None:
    if not is_address(value):
        raise ValueError("is neither an http(s) nor a mailto address")


def _printable(value: str) -> str:
    """Without line breaks and signs that nobody can see, which could forge or hide words."""
    kept = "".join(c if c.isprintable() or c in _JOINERS else " " for c in value)
    return " ".join(kept.split())


Writer = Callable[[str], str]
IN_HTML = {WORDS: as_html, TARGET: as_href, TARGET_PART: as_href_part, WIDTH: as_width}
IN_TEXT = {WORDS: as_text, TARGET: as_text_address, TARGET_PART: as_text}


class Need(NamedTuple):
    """One way in which one variable is written, and what stands there when it has no value."""

    name: str
    write: Writer
    otherwise: str | None


@dataclass(frozen=True, slots=True)
class Parts:
    """A text cut at its marks: the pieces, and which of them come from which need."""

    pieces: tuple[str, ...]
    holes: tuple[tuple[int, int], ...]

    def join(self, written: list[str]) -> str:
        pieces = list(self.pieces)
        for position, need in self.holes:
            pieces[position] = written[need]
        return "".join(pieces)


class Cutter:
    """Cuts the texts of one mail, so that each value is written once however often it stands."""

    def __init__(self, places: Places) -> None:
        self._places = places.found
        self._numbers: dict[Need, int] = {}

    @property
    def needs(self) -> tuple[Need, ...]:
        return tuple(self._numbers)

    def cut(self, marked: str, writers: dict[str, Writer]) -> Parts:
        pieces, holes = [], []
        for index, piece in enumerate(MARK.split(marked)):
            # split() gives: literal, opening character, number, literal, ...
            if index % 3 == 0:
                pieces.append(piece)
            elif index % 3 == 1:
                writer = writers[piece]
            else:
                holes.append((len(pieces), self._need(self._places[int(piece)], writer)))
                pieces.append("")
        return Parts(tuple(pieces), tuple(holes))

    def _need(self, place: Place, write: Writer) -> int:
        fallback = place.fallback
        if fallback is not None:
            fallback = write(fallback) if fallback else ""
        need = Need(place.name, write, fallback)
        return self._numbers.setdefault(need, len(self._numbers))
