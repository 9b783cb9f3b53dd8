"""A success plan's part that the customer sees, as first texts of a review."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from lifecycle.reviews.escape import literal
from lifecycle.reviews.rhythm import spelled

Part = Mapping[str, Any]


def goal(plan: Part) -> str:
    """What both sides want to have reached, and why, by objective."""
    lines = [f"**{literal(plan['north_star'])}**"]
    reasons = [
        f"- {literal(row['title'])}: {literal(row['value_driver'])}"
        for row in plan["objectives"]
        if row["value_driver"]
    ]
    return "\n\n".join([*lines, "\n".join(reasons)]).strip()


def objectives(plan: Part) -> str:
    """Where each objective stands, as a table."""
    rows = [_objective(row) for row in plan["objectives"]]
    if not rows:
        return ""
    head = "| Objective | From | Now | Target | Standing |\n|---|---|---|---|---|\n"
    return head + "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _objective(row: Part) -> Iterable[str]:
    unit = row["unit"]
    most = "at most " if row["down"] else ""
    return (
        literal(row["title"]),
        _number(row["baseline"], unit),
        _number(row["value"], unit),
        f"{most}{_number(row['target'], unit)} by {spelled(row['due_on'])}",
        row["standing"],
    )


def steps(plan: Part) -> str:
    """Open actions of both sides, as a list that is gone over in the meeting."""
    return "\n".join(
        f"- {literal(row['title'])}{_who(row)}, by {spelled(row['due_on'])}"
        for row in plan["actions"]
        if row["state"] == "open"
    )


def _who(row: Part) -> str:
    return f" ({literal(row['who'])})" if row["who"] else ""


def _number(value: Decimal | None, unit: str) -> str:
    return "–" if value is None else literal(f"{value.normalize():,f} {unit}".strip())
