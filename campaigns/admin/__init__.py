"""Admin pages of effects, one module per noun, and the workspace of an account on top of all."""

from campaigns.admin import (
    booking,
    campaign,
    interest,
    letter,
    outbox,
    releases,
    response,
    segment,
    touch,
    tracking,
    version,
    workspace,
)

__all__ = [
    "booking",
    "campaign",
    "interest",
    "letter",
    "outbox",
    "releases",
    "response",
    "segment",
    "touch",
    "tracking",
    "version",
    "workspace",
]
