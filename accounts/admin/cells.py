"""Small pieces of HTML that lists and pages share; their colours are in portal/portal.css."""

from datetime import date
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

NOTHING = "–"


def label(tone: str, text: Any, title: str = "") -> SafeString | str:
    """A coloured label; `tone` is a class of the style sheet such as “stage-adopting”."""
    if not text:
        return NOTHING
    return format_html(
        '<span class="cs-label cs-{}"{}>{}</span>',
        tone,
        format_html(' title="{}"', title) if title else "",
        text,
    )


def choice(prefix: str, obj: Any, field: str) -> SafeString | str:
    """The label of a choice field, toned by the prefix and the stored value."""
    value = getattr(obj, field)
    text = getattr(obj, f"get_{field}_display")()
    return label(f"{prefix}-{value}", text) if value else NOTHING


def two_lines(first: Any, second: Any) -> SafeString:
    """A cell's main line with a quieter one below."""
    return format_html(
        '<span class="cs-two"><span>{}</span><small>{}</small></span>', first, second
    )


def link(url: str, text: Any) -> SafeString:
    return format_html('<a class="cs-link" href="{}">{}</a>', url, text)


def percent(value: int | None) -> str:
    return NOTHING if value is None else f"{value} %"


def in_days(day: date | None, *, on: date) -> str:
    """How far a day is away, in words short enough for a cell."""
    if day is None:
        return NOTHING
    days = (day - on).days
    if days == 0:
        return "today"
    if abs(days) == 1:
        return "tomorrow" if days > 0 else "yesterday"
    return f"in {days} days" if days > 0 else f"{-days} days ago"
