"""What a digest says: sections of lines, each with the place where it is looked at."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

SHOWN = 12


class Line(NamedTuple):
    """`title` leads to `path` within the portal; `label` comes before it, in a word."""

    title: str
    why: str
    path: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """`one` is its title for a single line; `more` are those left out, which `path` leads to.

    `advice` says what to do about them.
    """

    title: str
    one: str
    lines: Sequence[Line]
    count: int
    path: str
    advice: str = ""

    @property
    def more(self) -> int:
        return self.count - len(self.lines)


@dataclass(frozen=True, slots=True)
class Digest:
    """Sections without lines are left out; without sections there is nothing to say.

    `covers` names those who are away, whose news are among it.
    """

    sections: Sequence[Section]
    covers: Sequence[str] = ()

    @property
    def subject(self) -> str:
        """What there is, in the order of the sections: “2 alerts, 1 renewal”."""
        said = [f"{each.count} {_counted(each)}" for each in self.sections]
        return "Today: " + ", ".join(said) if said else "Nothing new today"


def _counted(section: Section) -> str:
    return (section.one if section.count == 1 else section.title).lower()


def section(title: str, one: str, lines: Sequence[Line], path: str) -> Section | None:
    """The first of the lines; None when there is none."""
    return Section(title, one, list(lines[:SHOWN]), len(lines), path) if lines else None
