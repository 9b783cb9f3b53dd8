"""Filters for pages of renewals: acts by their name, and money without its cents."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import template

register = template.Library()


@register.filter
def slug(acts: Mapping[str, Any], name: str) -> Any:
    """An act whose name has a hyphen, which a template cannot ask for otherwise."""
    return acts.get(name)


@register.filter
def money(value: Decimal | int | None) -> str:
    return "–" if value is None else f"{value:,.0f}"


@register.filter
def absolute(days: int) -> int:
    return abs(days)
