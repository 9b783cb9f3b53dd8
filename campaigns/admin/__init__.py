"""Admin pages of effects, one module per noun, and the workspace of an account on top of all."""

from campaigns.admin import (
    booking,
    campaign,
    customer,
    help,
    interest,
    letter,
    outbox,
    recap,
    releases,
    response,
    segment,
    survey,
    touch,
    tracking,
    version,
    workspace,
)

__all__ = [
    "booking",
    "campaign",
    "customer",
    "help",
    "interest",
    "letter",
    "outbox",
    "recap",
    "releases",
    "response",
    "segment",
    "survey",
    "touch",
    "tracking",
    "version",
    "workspace",
]
