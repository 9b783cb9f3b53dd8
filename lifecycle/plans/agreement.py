"""What both sides agree on in a success plan, and what of it changed since it was offered."""

from typing import Any

from lifecycle.plans import differences, shared
from lifecycle.plans.differences import Section

Content = dict[str, Any]
# What moves by itself while the work goes on: it was never a matter of the agreement.
_MOVES = {
    "objectives": ("standing", "stands", "value", "value_on"),
    "actions": ("who", "state", "outcome"),
    "asks": ("state", "resolution"),
}


def changes(offered: Content, present: Content) -> list[Section]:
    """Only what differs in the part that the customer sees, by section."""
    before, after = shared.part(offered), shared.part(present)
    for name, fields in _MOVES.items():
        rows = {row["id"]: row for row in after[name]}
        before[name] = [_with(row, rows.get(row["id"], row), fields) for row in before[name]]
    sections = differences.compare(before, after)
    found = [
        section._replace(lines=[line for line in section.lines if line.note])
        for section in sections
    ]
    return [section for section in found if section.lines]


def _with(row: Content, present: Content, fields: tuple[str, ...]) -> Content:
    return {**row, **{name: present[name] for name in fields}}
