"""The Markdown of a mail's body, as blocks that each know their HTML and their plain text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from campaigns.placeholders import (
    BLOCK,
    CLOSE,
    MARK,
    TARGET,
    TARGET_PART,
    WORDS,
    CopyError,
    Places,
    is_address,
)

_TAGS = {"p", "br", "hr", "strong", "em", "a", "ul", "ol", "li", "h2", "h3", "blockquote"}
_TAGS |= {"code", "pre"}
_WHOLE_TARGET = re.compile(f"{WORDS}(\\d+){CLOSE}")
_WRITTEN_TARGET = re.compile(r"https?://|mailto:", re.IGNORECASE)
_BLOCK_MARK = re.compile(f"{BLOCK}(\\d+){CLOSE}")


@dataclass(frozen=True, slots=True)
class Prose:
    html: str
    text: str


@dataclass(frozen=True, slots=True)
class Button:
    label: str
    href: str
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """A variable that brings a whole block of the mail."""

    name: str


class _Markdown(MarkdownIt):
    """CommonMark without HTML and pictures; targets are judged by us, with their line."""

    def __init__(self) -> None:
        super().__init__("commonmark", {"html": False, "typographer": True, "xhtmlOut": True})
        self.enable("smartquotes")
        self.disable(["image", "reference"])

    def validateLink(self, url: str) -> bool:
        return True

    def normalizeLink(self, url: str) -> str:
        return url if MARK.search(url) else super().normalizeLink(url)

    def normalizeLinkText(self, link: str) -> str:
        return link if MARK.search(link) else super().normalizeLinkText(link)


_MARKDOWN = _Markdown()


def read_body(marked: str, places: Places, *, line: int = 1) -> list[Prose | Button | Block]:
    """The blocks of a body whose variables are marked; CopyError when it asks too much."""
    tokens = _MARKDOWN.parse(marked)
    for before, token in pairwise([Token("start", "", 0), *tokens]):
        _judge(token, before, places, line)
    blocks: list[Prose | Button | Block] = []
    run: list[Token] = []
    for group in _top_level(tokens):
        special = _special(group, places)
        if special is None:
            run += group
            continue
        if run:
            blocks.append(_prose(run))
        blocks.append(special)
        run = []
    if run:
        blocks.append(_prose(run))
    return blocks


def _judge(token: Token, before: Token, places: Places, first: int) -> None:
    """Refuse what a mail cannot hold; say for each link how its target will be written."""
    line = first + (token.map[0] if token.map else 0)
    if before.type == "heading_open" and before.tag not in ("h2", "h3"):
        raise CopyError(line, "headings are ## or ###")
    alone = before.type == "paragraph_open" and before.level == 0
    if BLOCK in token.content and not (alone and _BLOCK_MARK.fullmatch(token.content)):
        raise CopyError(line, "a block can only stand alone in its paragraph")
    for child in token.children or ():
        if child.type in ("softbreak", "hardbreak"):
            line += 1
        elif child.type == "link_open":
            child.attrs["href"] = _target(str(child.attrs["href"]), places, line)


def _target(href: str, places: Places, line: int) -> str:
    if whole := _WHOLE_TARGET.fullmatch(href):
        place = places.found[int(whole[1])]
        if place.kind != "url":
            raise CopyError(line, f"{place.name} is not an address, so no link can lead to it")
        if place.fallback is not None and not is_address(place.fallback):
            raise CopyError(line, f"the fallback of {place.name} is not an address to link to")
        return TARGET + href[1:]
    if not _WRITTEN_TARGET.match(href):
        raise CopyError(line, "a link leads to an http(s) or mailto address or to a variable")
    return href.replace(WORDS, TARGET_PART)


def _top_level(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    group: list[Token] = []
    for token in tokens:
        group.append(token)
        if token.level == 0 and token.nesting <= 0:
            yield group
            group = []


def _special(group: list[Token], places: Places) -> Button | Block | None:
    """The button or block that a paragraph stands for, if it is one."""
    if group[0].type != "paragraph_open":
        return None
    if block := _BLOCK_MARK.fullmatch(group[1].content):
        return Block(places.found[int(block[1])].name)
    inside = group[1].children or []
    links = [each for each in inside if each.type == "link_open"]
    if len(links) != 1 or inside[0] is not links[0] or inside[-1].type != "link_close":
        return None
    label, href = _line(inside[1:-1]), str(links[0].attrs["href"])
    return Button(escape(label), escape(href), f"{label}:\n{_shown(href)}")


def _prose(tokens: Sequence[Token]) -> Prose:
    html = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    clean = nh3.clean(
        html,
        tags=_TAGS,
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )
    return Prose(clean.strip(), "\n\n".join(_texts(SyntaxTreeNode(tokens).children)))


# The plain text. Nothing is wrapped: the reader's window does that better than we could.


def _texts(nodes: Sequence[SyntaxTreeNode]) -> list[str]:
    return [_text(node) for node in nodes]


def _text(node: SyntaxTreeNode) -> str:
    if node.type in ("paragraph", "heading"):
        words = _line(node.to_tokens()[1].children or [])
        # A mark is 3 characters or more and a value about as many: near enough for a rule.
        return f"{words}\n{'-' * len(words)}" if node.type == "heading" else words
    if node.type in ("bullet_list", "ordered_list"):
        return _list(node)
    if node.type == "blockquote":
        return _indent("\n\n".join(_texts(node.children)), "> ", "> ")
    if node.type in ("fence", "code_block"):
        return _indent(node.content.rstrip("\n"), "    ", "    ")
    return "* * *"


def _list(node: SyntaxTreeNode) -> str:
    start = int(node.attrs.get("start", 1)) if node.type == "ordered_list" else None
    items = []
    for index, item in enumerate(node.children):
        bullet = "- " if start is None else f"{start + index}. "
        body = ("\n" if _is_tight(item) else "\n\n").join(_texts(item.children))
        items.append(_indent(body, bullet, " " * len(bullet)))
    return ("\n" if all(map(_is_tight, node.children)) else "\n\n").join(items)


def _is_tight(item: SyntaxTreeNode) -> bool:
    return all(child.hidden for child in item.children if child.type == "paragraph")


def _indent(text: str, first: str, others: str) -> str:
    return first + text.replace("\n", "\n" + others).replace("\n" + others + "\n", "\n\n")


def _line(tokens: Sequence[Token]) -> str:
    """The words of a paragraph; a link's address follows its label in brackets."""
    said: list[str] = []
    label_from, href = 0, ""
    for token in tokens:
        if token.type in ("text", "text_special"):
            said.append(token.content)
        elif token.type == "code_inline":
            said.append(f"`{token.content}`")
        elif token.type == "softbreak":
            said.append(" ")
        elif token.type == "hardbreak":
            said.append("\n")
        elif token.type == "link_open":
            label_from, href = len(said), _shown(str(token.attrs["href"]))
        elif token.type == "link_close" and "".join(said[label_from:]) != href:
            said.append(f" ({href})")
    return "".join(said)


def _shown(href: str) -> str:
    """A target as a reader of plain text can use it."""
    return href[7:].partition("?")[0] if href[:7].lower() == "mailto:" else href
