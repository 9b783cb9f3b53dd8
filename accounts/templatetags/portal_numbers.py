"""Filters that write stored whole numbers the way people read them."""

from decimal import Decimal

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


@register.filter
def plain(value: Decimal) -> str:
    """A decimal without zeros that say nothing: 12.50 is 12.5, 1200.00 is 1,200."""
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
