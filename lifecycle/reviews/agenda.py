"""The agenda of a business review: its points, and what can be put into their text."""

from collections.abc import Collection, Mapping
from types import MappingProxyType

INTRODUCTIONS, STRATEGY, PROGRESS, USAGE, VALUE, ROADMAP, NEXT_STEPS = POINTS = (
    "introductions",
    "strategy",
    "progress",
    "usage",
    "value",
    "roadmap",
    "next_steps",
)

# What each point is for, told where it is written.
ASKS: Mapping[str, str] = MappingProxyType(
    {
        INTRODUCTIONS: "Who is here, on both sides, and what the meeting is for.",
        STRATEGY: "What the customer wants to reach this year, and which initiatives carry it.",
        PROGRESS: "What was agreed the last time, what came of it, what stood in the way.",
        USAGE: "How the product is used, against seats and targets, and what would raise it.",
        VALUE: "What each use case was to bring, what it brought, and how mature its practice is.",
        ROADMAP: "What we build that matters here, and what the customer asked of us.",
        NEXT_STEPS: "Who does what until when. It opens the next review.",
        "other": "Whatever else belongs into this meeting.",
    }
)

# Blocks stand alone in a paragraph, written {{ name }}. Internal ones only in internal notes.
BLOCKS: Mapping[str, str] = MappingProxyType(
    {
        "attendees": "Who attends",
        "key_figures": "Key figures",
        "usage_chart": "Usage by month",
        "features": "Features in use",
        "contacts": "Meetings and mails",
        "tickets": "Tickets and version",
        "values": "Value by use case",
    }
)
INTERNAL_BLOCKS: Mapping[str, str] = MappingProxyType(
    {
        "health": "Health by category",
        "stages": "Changes of stage",
    }
)

# Which figures make which block, in their order.
FIGURES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "key_figures": ("monthly_users", "daily_users", "utilization", "usage"),
        "contacts": ("meetings", "calls", "emails", "campaign_mails"),
        "tickets": ("defect_tickets", "help_tickets", "version", "versions_behind"),
    }
)


def offered(kind: str) -> list[str]:
    """The blocks that a point of the agenda is most likely to want, the others after them."""
    first = {
        INTRODUCTIONS: ("attendees",),
        PROGRESS: ("key_figures", "contacts"),
        USAGE: ("key_figures", "usage_chart", "features", "tickets"),
        VALUE: ("values",),
        ROADMAP: ("tickets",),
    }.get(kind, ())
    return [*first, *(name for name in BLOCKS if name not in first)]


def known(figures: Collection[str], *, internal: bool = False) -> set[str]:
    """Every name that may stand in {{ }}."""
    return {*figures, *BLOCKS, *(INTERNAL_BLOCKS if internal else ())}
