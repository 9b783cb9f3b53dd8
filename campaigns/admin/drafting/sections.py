"""The form of a rule in parts that can be read one after the other."""

from typing import NamedTuple

from django import forms


class Section(NamedTuple):
    """Fields of a form that belong together."""

    title: str
    says: str
    fields: list[forms.BoundField]


# Title, what it is about, and the fields.
_SECTIONS = (
    ("What it is", "", ("name", "purpose", "topic", "survey")),
    ("When", "", ("kind", "days", "first", "every", "minimum_day", "window")),
    ("To whom", "Everybody with one of the roles gets a copy.", ("to", "stages", "programmes")),
    (
        "Only with a pattern",
        "Left empty, usage, health and tier do not matter.",
        ("utilization_from", "utilization_below", "usage_from", "usage_below", "bands", "tiers"),
    ),
    ("Limits", "", ("priority", "needs", "minimum_pings")),
    ("Besides", "", ("differing", "note")),
)


def of(form: forms.Form) -> list[Section]:
    return [
        Section(title, says, [form[name] for name in names]) for title, says, names in _SECTIONS
    ]
