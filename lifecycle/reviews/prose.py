"""The Markdown of a section: pieces of prose with figures filled in, and blocks between them."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from lifecycle.reviews.escape import literal

_MARK = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
_ALONE = re.compile(r"[ \t]*\{\{\s*([a-z_]+)\s*\}\}[ \t]*")
_TAGS = {"p", "br", "hr", "strong", "em", "s", "a", "ul", "ol", "li", "h3", "h4", "blockquote"}
_TAGS |= {"code", "pre", "table", "thead", "tbody", "tr", "th", "td"}
_HEADINGS = frozenset(f"h{level}" for level in range(1, 7))
_SCHEMES = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)


class ProseError(ValueError):
    """A text that asks for what there is not; the message names the line."""


@dataclass(frozen=True, slots=True)
class Prose:
    markdown: str


@dataclass(frozen=True, slots=True)
class Block:
    name: str


class _Markdown(MarkdownIt):
    """CommonMark with tables, without HTML and pictures; links lead to pages and addresses only."""

    def __init__(self) -> None:
        super().__init__("commonmark", {"html": False, "typographer": True, "breaks": True})
        self.enable(["table", "strikethrough", "smartquotes"])
        self.disable(["image"])

    def validateLink(self, url: str) -> bool:
        return bool(_SCHEMES.match(url))


_MARKDOWN = _Markdown()


def check(text: str, known: Collection[str], internal: Collection[str] = ()) -> None:
    """Raise ProseError for the first name in {{ }} that cannot stand here."""
    for number, line in enumerate(text.splitlines(), 1):
        for mark in _MARK.finditer(line):
            name = mark[1]
            if name in known:
                continue
            if name in internal:
                raise ProseError(
                    f"Line {number}: {{{{ {name} }}}} is internal; it can stand in the note for us."
                )
            raise ProseError(f"Line {number}: there is no figure or block called “{name}”.")


def pieces(text: str, blocks: Collection[str], figures: Mapping[str, str]) -> list[Prose | Block]:
    """Blocks stand in lines of their own; a figure is written out wherever it is named."""
    return list(_pieces(text, blocks, figures))


def _pieces(text: str, blocks: Collection[str], figures: Mapping[str, str]) -> Iterator:
    run: list[str] = []
    for line in text.splitlines():
        alone = _ALONE.fullmatch(line)
        if alone and alone[1] in blocks:
            yield from _prose(run, figures)
            run = []
            yield Block(alone[1])
        else:
            run.append(line)
    yield from _prose(run, figures)


def _prose(lines: list[str], figures: Mapping[str, str]) -> Iterator[Prose]:
    text = _MARK.sub(lambda mark: literal(figures.get(mark[1], "–")), "\n".join(lines)).strip()
    if text:
        yield Prose(text)


def tokens(markdown: str) -> list[Token]:
    """As both page and print read it."""
    return _MARKDOWN.parse(markdown)


def html(markdown: str) -> str:
    """Clean HTML whose headings stand below a section's own, the highest of them next to it."""
    found = tokens(markdown)
    headings = [token for token in found if token.tag in _HEADINGS]
    highest = min((token.tag for token in headings), default="")
    for place, token in enumerate(headings):  # open and close, so the first two are one heading
        token.tag = "h3" if token.tag == highest or place < 2 else "h4"
    raw = _MARKDOWN.renderer.render(found, _MARKDOWN.options, {})
    return nh3.clean(
        raw,
        tags=_TAGS,
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
    )


def written_out(text: str, blocks: Collection[str], figures: Mapping[str, str]) -> str:
    """The prose alone with its figures as they were: what another text may quote."""
    found = pieces(text, blocks, figures)
    return "\n\n".join(piece.markdown for piece in found if isinstance(piece, Prose))
