"""Markdown as what a page flows: paragraphs, lists, quotes, code and tables."""

import re
from collections.abc import Iterator, Sequence
from html import escape

from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode
from reportlab.lib.units import mm
from reportlab.platypus import (
    Flowable,
    HRFlowable,
    ListFlowable,
    ListItem,
    Paragraph,
    Table,
    XPreformatted,
)

from lifecycle.reviews import prose
from lifecycle.reviews.pdf import style
from lifecycle.reviews.pdf.style import marked

_OPEN = {
    "strong_open": "<b>", "strong_close": "</b>", "em_open": "<i>", "em_close": "</i>",
    "s_open": "<strike>", "s_close": "</strike>", "link_close": "</u></a>",
    "softbreak": " ", "hardbreak": "<br/>",
}  # fmt: skip
_EAST = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


def flow(markdown: str, width: float) -> list[Flowable]:
    """`width` is what tables may take."""
    return list(_flow(SyntaxTreeNode(prose.tokens(markdown)).children, width))


def _flow(nodes: Sequence[SyntaxTreeNode], width: float) -> Iterator[Flowable]:
    for node in nodes:
        if node.type == "heading":
            yield _paragraph(node, style.H2 if node.tag in ("h1", "h2", "h3") else style.H3)
        elif node.type == "paragraph":
            yield _paragraph(node, style.BODY)
        elif node.type in ("bullet_list", "ordered_list"):
            yield _list(node, width)
        elif node.type == "blockquote":
            yield from _quote(node, width)
        elif node.type in ("fence", "code_block"):
            yield XPreformatted(escape(node.content.rstrip("\n"), quote=False), style.CODE)
        elif node.type == "table":
            yield _table(node, width)
        elif node.type == "hr":
            yield HRFlowable(width="100%", color=style.LINE, spaceBefore=6, spaceAfter=8)


def _paragraph(node: SyntaxTreeNode, look) -> Paragraph:
    text = _line(node.children[0]) if node.children else ""
    # Between the characters of East Asia a line may end anywhere, and nowhere else it would.
    if _EAST.search(text):
        look = look.clone(f"{look.name}-east", wordWrap="CJK")
    return Paragraph(text, look)


def _line(inline: SyntaxTreeNode) -> str:
    return "".join(_inline(token) for token in inline.token.children or ()) if inline.token else ""


def _inline(token: Token) -> str:
    if token.type in ("text", "text_special"):
        return marked(token.content)
    if token.type == "code_inline":
        return f'<font name="Courier" size="9">{escape(token.content, quote=False)}</font>'
    if token.type == "link_open":
        return f'<a href="{escape(str(token.attrs["href"]))}" color="#4338ca"><u>'
    return _OPEN.get(token.type, "")


def _list(node: SyntaxTreeNode, width: float) -> ListFlowable:
    ordered = node.type == "ordered_list"
    items = [ListItem(list(_flow(item.children, width - 8 * mm))) for item in node.children]
    return ListFlowable(
        items,
        bulletType="1" if ordered else "bullet",
        start=int(node.attrs.get("start", 1)) if ordered else "•",
        bulletFormat="%s." if ordered else None,
        bulletFontName=style.REGULAR,
        bulletFontSize=10,
        bulletColor=style.QUIET,
        leftIndent=14,
        spaceAfter=4,
    )


def _quote(node: SyntaxTreeNode, width: float) -> Iterator[Flowable]:
    for child in node.children:
        if child.type == "paragraph":
            yield _paragraph(child, style.QUOTE)
        else:
            yield from _flow([child], width)


def _table(node: SyntaxTreeNode, width: float) -> Table:
    rows = [
        [
            _paragraph(cell, style.CELL_HEAD if cell.tag == "th" else style.CELL)
            for cell in row.children
        ]
        for part in node.children
        for row in part.children
    ]
    return table(rows, width, [1] * max(len(row) for row in rows))


def table(rows: list[list[Flowable]], width: float, shares: Sequence[float]) -> Table:
    """Lines between rows and a heading that returns on each page."""
    whole = sum(shares)
    found = Table(rows, [width * share / whole for share in shares], repeatRows=1, hAlign="LEFT")
    found.setStyle(
        [
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LINEBELOW", (0, 0), (-1, -1), 0.5, style.LINE),
            ("LEFTPADDING", (0, 0), (0, -1), 0),
            ("TOPPADDING", (0, 0), (-1, -1), 4),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 5),
        ]
    )
    found.spaceAfter = 8
    return found
