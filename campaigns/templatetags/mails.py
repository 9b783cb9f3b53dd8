"""What the ledger's pages say about a mail, in words."""

from django import template

from campaigns import readable
from campaigns.models import Touch
from campaigns.reasons import REASONS

register = template.Library()


@register.filter
def because(reason: str) -> str:
    """The reason as people know it, not as the ledger keeps it."""
    return REASONS.get(reason, reason)


@register.filter
def which(touch: Touch) -> str:
    """Which mail of its campaign it is."""
    return readable.which(touch.step, touch.variant)


@register.filter
def step(name: str) -> str:
    return readable.which(name)
