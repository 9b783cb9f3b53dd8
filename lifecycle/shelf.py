"""Files of a programme beside what the portal holds: what loading them changes, and doing it."""

import difflib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from accounts.models import User

NEW, CHANGED, UNCHANGED, KEPT = "new", "changed", "unchanged", "kept"
ACTIVE, PAUSED, ARCHIVED = "active", "paused", "archived"
Texts = Mapping[str, str]


class FolderError(ValueError):
    """A folder that cannot be loaded; one line per problem, with the file and the line."""


class Item(NamedTuple):
    """Something of a programme as read: `texts` is how its files are written, by their path.

    `state` counts only where it is new: what somebody paused stays paused.
    """

    slug: str
    texts: Texts
    content: Any
    state: str = ACTIVE


class Held(NamedTuple):
    """The same as the portal holds it; `ours` when somebody wrote it there."""

    texts: Texts
    ours: bool
    state: str = ACTIVE


class Change(NamedTuple):
    """What loading does to an item: nothing if it is unchanged or kept."""

    item: Item
    status: str
    before: Texts


class Shelf(NamedTuple):
    """One kind of thing in a programme's folder.

    `read` gives the items of a folder and its problems, `held` those of the portal by slug, and
    `publish` puts one in force.
    """

    name: str
    read: Callable[[Path], tuple[list[Item], list[str]]]
    held: Callable[[], dict[str, Held]]
    publish: Callable[[Item, datetime, User | None], Any]


def changes(shelf: Shelf, items: Iterable[Item], *, replace: bool = False) -> list[Change]:
    """What each item is to the portal; what somebody wrote there stays unless `replace`."""
    held = shelf.held()
    return [_change(item, held.get(item.slug), replace) for item in items]


def _change(item: Item, held: Held | None, replace: bool) -> Change:
    if held is None:
        return Change(item, NEW, {})
    if held.texts == item.texts:
        return Change(item, UNCHANGED, held.texts)
    return Change(item, KEPT if held.ours and not replace else CHANGED, held.texts)


def publish(
    shelf: Shelf, found: Iterable[Change], *, now: datetime, author: User | None = None
) -> Counter[str]:
    """Put in force what is new or changed; count what became of the items."""
    counts: Counter[str] = Counter()
    for change in found:
        if change.status in (NEW, CHANGED):
            shelf.publish(change.item, now, author)
        counts[change.status] += 1
    return counts


def written(held: Held) -> Texts:
    """The files to keep of it; the first tells when it is paused. The archive is not exported."""
    if held.state == ARCHIVED:
        return {}
    said = f"state: {PAUSED}\n" if held.state == PAUSED else ""
    return {
        path: text + said * (not place) for place, (path, text) in enumerate(held.texts.items())
    }


def difference(before: Texts, after: Texts) -> Iterator[str]:
    """The lines of a unified difference, file by file."""
    for path in sorted({*before, *after}):
        old, new = before.get(path), after.get(path)
        yield from difflib.unified_diff(
            (old or "").splitlines(),
            (new or "").splitlines(),
            fromfile=path if old is not None else "(nothing)",
            tofile=path if new is not None else "(nothing)",
            lineterm="",
        )
