"""What of a success plan the customer may see: never relationships, never internal notes."""

from typing import Any

_OF_THE_PLAN = (
    "as_of_on", "title", "north_star", "owner", "sponsor", "customer_sponsor", "started_on",
    "ends_on", "last_sync_on", "next_sync_on",
)  # fmt: skip
_KEPT_BACK = frozenset(("notes", "because", "rule_says", "task", "shared", "threatens"))


def part(content: dict[str, Any]) -> dict[str, Any]:
    """Named fields go out and others stay, so that what is added later is internal at first."""
    return {
        **{name: content[name] for name in _OF_THE_PLAN},
        "notes": "",
        "relationships": [],
        **{name: _chosen(content[name]) for name in ("objectives", "actions", "asks")},
    }


def _chosen(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {name: value for name, value in row.items() if name not in _KEPT_BACK}
        for row in rows
        if row["shared"]
    ]
