"""Two versions of a campaign beside each other, line by line."""

import difflib
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import yaml


class Line(NamedTuple):
    """`sign` is “+”, “-” or a space; “@” is a gap."""

    sign: str
    text: str


class Part(NamedTuple):
    name: str
    lines: list[Line]


Copies = Mapping[str, Mapping[str, str]]


def between(
    before: tuple[Mapping[str, Any], Copies], after: tuple[Mapping[str, Any], Copies]
) -> list[Part]:
    """The rule and each message that differs, as unified differences."""
    parts = [Part("Rule", list(_lines(_rule(before[0]), _rule(after[0]))))]
    for name in sorted({*before[1], *after[1]}):
        old, new = _copy(before[1].get(name)), _copy(after[1].get(name))
        parts.append(Part(f"Message {name}", list(_lines(old, new))))
    return [part for part in parts if part.lines]


def _lines(before: list[str], after: list[str]) -> Iterator[Line]:
    for line in list(difflib.unified_diff(before, after, lineterm="", n=3))[2:]:
        yield Line(line[0], "" if line[0] == "@" else line[1:])


def _rule(rule: Mapping[str, Any]) -> list[str]:
    return yaml.safe_dump(dict(rule), sort_keys=False, allow_unicode=True).splitlines()


def _copy(copy: Mapping[str, str] | None) -> list[str]:
    if copy is None:
        return []
    head = [f"subject: {copy.get('subject', '')}", f"preheader: {copy.get('preheader', '')}", ""]
    return [*head, *copy.get("body", "").splitlines()]
