"""Filters that write stored whole numbers the way people read them."""

from django import template

register = template.Library()


@register.filter
def points(hundredths: int | None) -> str:
    """A score kept in hundredths, with one decimal cut off: 745 is 7.4."""
    return "–" if hundredths is None else f"{hundredths // 100}.{hundredths % 100 // 10}"


@register.filter
def share(part: int, whole: int) -> float:
    """A part in percent of the whole, for the width of a bar."""
    return round(100 * part / whole, 2) if whole else 0
