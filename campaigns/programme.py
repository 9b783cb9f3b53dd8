"""The whole programme as a folder of readable files: read, compared, loaded, written."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from django.db import transaction

from accounts.models import User
from campaigns.segments.files import SEGMENTS
from campaigns.starter import CAMPAIGNS
from campaigns.surveys.library import SURVEYS
from lifecycle import shelf
from lifecycle.playbooks import library
from lifecycle.policy_files import POLICIES
from lifecycle.shelf import Change, FolderError, Item, Shelf

_PLAYBOOKS = "playbooks"
_LAYOUT = (
    "programmes/*.yaml",
    "playbooks/*.yaml",
    "playbooks/documents/*.md",
    "segments/*.yaml",
    "surveys/*.yaml",
)


def _below(kind: Shelf) -> Shelf:
    """The library's files lie in a folder of their own."""

    def read(folder: Path) -> tuple[list[Item], list[str]]:
        items, problems = kind.read(folder / _PLAYBOOKS)
        return items, [f"{_PLAYBOOKS}/{problem}" for problem in problems]

    return kind._replace(read=read)


# In the order of loading: what is named by others comes before them.
SHELVES = (
    POLICIES,
    _below(library.TEMPLATES),
    _below(library.PLAYBOOKS),
    SURVEYS,
    CAMPAIGNS,
    SEGMENTS,
)


class Part(NamedTuple):
    """One shelf's share of a folder."""

    shelf: Shelf
    items: list[Item]


class Planned(NamedTuple):
    """What loading would do to one shelf."""

    shelf: Shelf
    changes: list[Change]


def read(folder: Path) -> list[Part]:
    """Read and check every file; raises FolderError naming each bad one and its line."""
    parts, problems = [], []
    for each in SHELVES:
        items, found = each.read(folder)
        parts.append(Part(each, items))
        problems += found
    if not problems and not any(part.items for part in parts):
        problems.append(f"{folder}: holds no programme: no campaign.yaml, no playbook, no policy.")
    if problems:
        raise FolderError("\n".join(problems))
    return parts


def plan(parts: list[Part], *, replace: bool = False) -> list[Planned]:
    """What loading them would do; nothing is written."""
    return [
        Planned(part.shelf, shelf.changes(part.shelf, part.items, replace=replace))
        for part in parts
    ]


@transaction.atomic
def load(
    parts: list[Part], *, now: datetime, author: User | None = None, replace: bool = False
) -> dict[str, dict[str, int]]:
    """Put it all in force, or nothing; counts by shelf what became of the items."""
    return {
        each.shelf.name: dict(shelf.publish(each.shelf, each.changes, now=now, author=author))
        for each in plan(parts, replace=replace)
    }


def difference(planned: list[Planned]) -> Iterator[str]:
    """What loading changes, line by line; what is kept is told, but not changed."""
    for each in planned:
        for change in each.changes:
            if change.status in (shelf.NEW, shelf.CHANGED):
                yield from shelf.difference(change.before, change.item.texts)
            elif change.status == shelf.KEPT:
                yield f"# kept as written in the portal: {next(iter(change.item.texts))}"


def written() -> dict[str, str]:
    """Every file of the portal's programme by its path, the same for the same programme."""
    files: dict[str, str] = {}
    for each in SHELVES:
        for held in each.held().values():
            files.update(shelf.written(held))
    return dict(sorted(files.items()))


def write(folder: Path) -> list[Path]:
    """Write the files; returns those of an earlier programme that are none of them any more."""
    files = written()
    for path, text in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")
    ours = {folder / path for path in files}
    return sorted(file for file in _programme_files(folder) if file not in ours)


def _programme_files(folder: Path) -> Iterator[Path]:
    for pattern in _LAYOUT:
        yield from folder.glob(pattern)
    for rule in folder.glob("*/campaign.yaml"):
        yield rule
        yield from rule.parent.glob("*.md")
