"""An explanation as text for a terminal."""

from collections.abc import Iterator
from typing import Any

SHOWN_TOUCHES = 40


def text(told: dict[str, Any]) -> str:
    """The explanation under headings, one fact a line."""
    return "\n".join(_lines(told))


def _lines(told: dict[str, Any]) -> Iterator[str]:
    yield f"{told['name']} ({told['account_id']}, {told['programme']}) on {told['on']}"
    yield f"Decided through {told['decided_through'] or 'no day yet'}."
    yield ""
    yield f"Stage: {told['stage'] or 'none'}"
    yield f"  Why: {told['why']}"
    if override := told.get("override"):
        yield (
            f"  Set by {override['owner']} until {override['until']}: {override['reason']} "
            f"(the rule says {told['rule_stage'] or 'none'})"
        )
    for line in told["would_change"]:
        yield f"  What would change it: {line}"
    yield from _health(told)
    yield from _history(told)
    yield from _touches(told)
    yield ""
    yield f"The 30 days from {told['next_from']}, if metrics stay as they are:"
    yield from (f"  {_foreseen(row)}" for row in told["next"])
    if not told["next"]:
        yield "  nothing"


def _health(told: dict[str, Any]) -> Iterator[str]:
    health = told["health"]
    if not health:
        return
    yield ""
    yield (
        f"Health: {health['score']} of 10, today {health['band'] or 'without a band'}, "
        f"confirmed {told['confirmed_health'] or 'none'}"
    )
    for row in health["indicators"]:
        data_on = f" (data of {row['data_on']})" if row["data_on"] else ""
        name = f"{row['category']}: {row['indicator'].replace('_', ' ')}"
        yield f"  {name:<34} {row['grade'] or 'unknown':<11} {row['value']}{data_on}"


def _history(told: dict[str, Any]) -> Iterator[str]:
    yield ""
    yield "Stages so far:"
    for row in told["stages"]:
        yield (
            f"  {row['on']}  {row['from'] or 'none'} → {row['to'] or 'none'} "
            f"({row['rule']}, by {row['actor']})"
        )
    if not told["stages"]:
        yield "  none recorded"


def _touches(told: dict[str, Any]) -> Iterator[str]:
    yield ""
    yield f"Mails, the newest first ({len(told['touches'])} in all):"
    for row in told["touches"][:SHOWN_TOUCHES]:
        yield (
            f"  {row['due_on']}  {row['campaign']} {row['step']} to {row['email'] or 'nobody'}: "
            f"{row['why']}"
        )
    if len(told["touches"]) > SHOWN_TOUCHES:
        yield "  … the rest with --format json"


def _foreseen(row: dict[str, Any]) -> str:
    if row["kind"] == "stage":
        arrow = f"{row.get('from_stage', 'none')} → {row.get('to_stage', 'none')}"
        return f"{row['on']}  {arrow} ({row['rule']})"
    if row["kind"] == "health":
        return f"{row['on']}  health {row.get('from_stage', 'none')} → {row['to_stage']}"
    reason = f" ({row['reason']})" if row.get("reason") else ""
    if row["kind"] == "playbook":
        return f"{row['on']}  opens {row['campaign']}{reason}"
    whom = row.get("email", "nobody")
    return f"{row['on']}  {row['status']} {row['campaign']} {row['step']} to {whom}{reason}"
