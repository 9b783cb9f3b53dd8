"""Draws a block of a business review, the same on every page that shows one."""

from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.models import Account
from lifecycle.reviews import agenda

register = template.Library()

_TEMPLATES = {"contacts": "figures", "tickets": "figures"}


@register.simple_tag
def review_block(
    name: str, blocks: dict[str, Any], content: dict[str, Any], account: Account | str = ""
) -> SafeString | str:
    """A block that has nothing to show says so in a line."""
    label = {**agenda.BLOCKS, **agenda.INTERNAL_BLOCKS}[name]
    if name not in blocks:
        return format_html('<p class="rv-nothing">{}: nothing yet.</p>', label)
    return render_to_string(
        f"admin/lifecycle/review/blocks/{_TEMPLATES.get(name, name)}.html",
        {"made": blocks[name], "content": content, "label": label, "customer": account},
    )


@register.filter
def read_at(moment: str) -> str:
    """The time of a freeze as people write it."""
    return moment.replace("T", " ")[:16]
