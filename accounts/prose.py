"""Markdown that team members wrote, as HTML that is safe to show on any page."""

import nh3
from markdown_it import MarkdownIt

_TAGS = {"p", "br", "hr", "strong", "em", "s", "a", "ul", "ol", "li", "blockquote", "code", "pre"}
_TAGS |= {"h1", "h2", "h3", "h4", "table", "thead", "tbody", "tr", "th", "td"}
_MARKDOWN = MarkdownIt("commonmark", {"html": False, "typographer": True})
_MARKDOWN.enable(["smartquotes", "table", "strikethrough"]).disable("image")


def html(text: str) -> str:
    """CommonMark with tables; no pictures, no HTML of the writer's, links to the web and mail."""
    return nh3.clean(
        _MARKDOWN.render(text),
        tags=_TAGS,
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
    )
