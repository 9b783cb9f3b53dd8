"""Two versions of a success plan side by side: what was added, changed, met or has gone."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any, NamedTuple

Row = dict[str, Any]


class Line(NamedTuple):
    """The same thing in both versions; `note` says in a word or two what happened between."""

    note: str
    tone: str
    before: list[str]
    after: list[str]


class Section(NamedTuple):
    title: str
    lines: list[Line]


def compare(before: Row, after: Row) -> list[Section]:
    """Sections with something in either version, each line with what both say."""
    found = [
        Section("The plan", [_line(_plan(before), _plan(after), "")]),
        *(
            Section(title, _lines(before[name], after[name], says, event))
            for title, name, says, event in _SECTIONS
        ),
    ]
    return [section for section in found if section.lines]


def summary(sections: Iterable[Section]) -> dict[str, int]:
    """How many lines came, went, changed or were finished."""
    counts: dict[str, int] = {}
    for section in sections:
        for line in section.lines:
            if line.note:
                counts[line.note] = counts.get(line.note, 0) + 1
    return counts


def _lines(
    before: list[Row],
    after: list[Row],
    says: Callable[[Row], list[str]],
    event: Callable[[Row, Row], str],
) -> list[Line]:
    """In the order of the later version, then what only the earlier one had."""
    old = {row["id"]: row for row in before}
    found = []
    for row in after:
        was = old.pop(row["id"], None)
        found.append(_line(says(was) if was else [], says(row), event(was, row) if was else ""))
    return found + [_line(says(row), [], "") for row in old.values()]


def _line(before: list[str], after: list[str], event: str) -> Line:
    if not before:
        return Line("added", "band-healthy", before, after)
    if not after:
        return Line("gone", "band-none", before, after)
    if event:
        return Line(event, _TONES.get(event, "work"), before, after)
    return Line("changed" if before != after else "", "work", before, after)


_TONES = {
    "met": "band-healthy",
    "done": "band-healthy",
    "resolved": "band-healthy",
    "missed": "band-poor",
    "off track": "band-poor",
    "at risk": "band-concerning",
    "dropped": "band-none",
}


def _plan(plan: Row) -> list[str]:
    return [
        plan["title"],
        plan["north_star"],
        f"Owner: {plan['owner'] or 'nobody'}",
        f"Sponsors: {plan['sponsor'] or 'nobody'}, {plan['customer_sponsor'] or 'nobody'}",
    ]


def _objective(row: Row) -> list[str]:
    unit = f" {row['unit']}" if row["unit"] else ""
    value = (
        "no reading"
        if row["value"] is None
        else f"{_plain(row['value'])}{unit} on {row['value_on']}"
    )
    return [
        row["title"],
        f"{row['standing']}: {value}",
        f"From {_plain(row['baseline'])} to {_plain(row['target'])}{unit} by {row['due_on']}",
    ]


def _plain(value: Decimal) -> str:
    """Without zeros that say nothing."""
    return f"{value.normalize():,f}"


def _objective_event(was: Row, row: Row) -> str:
    if was["stands"] == row["stands"] or row["stands"] in ("unknown", "on_track"):
        return "back on track" if row["stands"] == "on_track" != was["stands"] else ""
    return row["stands"].replace("_", " ")


def _action(row: Row) -> list[str]:
    who = row["who"] or ("nobody" if row["side"] == "ours" else "the customer")
    found = [row["title"], f"{who}, due {row['due_on']}", row["state"].capitalize()]
    return [*found, row["outcome"]] if row["outcome"] else found


def _state_event(was: Row, row: Row) -> str:
    return "" if was["state"] == row["state"] else row["state"]


def _relationship(row: Row) -> list[str]:
    found = [row["name"], row["sentiment_name"]]
    return [*found, f"A win: {row['win']}"] if row["win"] else found


def _ask(row: Row) -> list[str]:
    found = [row["title"], f"{row['from_whom']}, by {row['needed_by']}", row["state"].capitalize()]
    return [*found, row["resolution"]] if row["resolution"] else found


def _nothing(was: Row, row: Row) -> str:
    return ""


_SECTIONS: tuple[tuple[str, str, Callable, Callable], ...] = (
    ("Objectives", "objectives", _objective, _objective_event),
    ("Actions", "actions", _action, _state_event),
    ("Relationships", "relationships", _relationship, _nothing),
    ("Asks", "asks", _ask, _state_event),
)
