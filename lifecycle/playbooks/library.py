"""The library of playbooks and document templates as a folder of readable files."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from accounts.models import User
from lifecycle import shelf, yaml_text
from lifecycle.models import DocumentTemplate, Playbook
from lifecycle.playbooks import source, versions
from lifecycle.shelf import FolderError, Held, Item, Shelf
from lifecycle.work import fill

FOLDER = Path(settings.BASE_DIR) / "templates" / "emails" / "starter" / "playbooks"


@dataclass(frozen=True, slots=True)
class Library:
    """Definitions and templates (name and text) by their slug."""

    playbooks: dict[str, dict[str, Any]]
    templates: dict[str, tuple[str, str]]


def read(folder: Path = FOLDER) -> Library:
    """Read and check every file; raises FolderError naming each bad one."""
    templates, problems = read_templates(folder)
    playbooks, others = read_playbooks(folder)
    problems += others
    if not playbooks and not problems:
        problems.append(f"{folder}: holds no playbook, a file whose name ends in .yaml.")
    if problems:
        raise FolderError("\n".join(problems))
    return Library(
        {item.slug: item.content for item in playbooks},
        {item.slug: item.content for item in templates},
    )


def load(
    folder: Path = FOLDER, *, now: datetime, author: User | None = None, replace: bool = False
) -> Counter[str]:
    """Make every current version the one of the files; count what became of the playbooks.

    The same files twice write nothing. What somebody paused or archived stays so, and what was
    written in the portal stays in force unless `replace`.
    """
    read(folder)
    counts: Counter[str] = Counter()
    with transaction.atomic():
        for kind in (TEMPLATES, PLAYBOOKS):
            found = shelf.changes(kind, kind.read(folder)[0], replace=replace)
            counts = shelf.publish(kind, found, now=now, author=author)
    return counts


def read_templates(folder: Path) -> tuple[list[Item], list[str]]:
    items, problems = [], []
    for file in sorted((folder / "documents").glob("*.md")):
        try:
            name, body = _template(file)
        except (fill.FillError, OSError, UnicodeDecodeError) as error:
            problems.append(f"documents/{file.name}: {error}")
        else:
            items.append(Item(file.stem, _template_text(file.stem, body), (name, body)))
    return items, problems


def _template(file: Path) -> tuple[str, str]:
    """The name of a template is its first heading."""
    body = file.read_text(encoding="utf-8").strip() + "\n"
    heading = body.partition("\n")[0]
    if not heading.startswith("# "):
        raise fill.FillError("line 1: begins with a heading, “# Name”.")
    fill.check(body)
    return heading.removeprefix("# ").strip(), body


def _template_text(slug: str, body: str) -> dict[str, str]:
    return {f"playbooks/documents/{slug}.md": "\n".join(body.strip().splitlines()) + "\n"}


def read_playbooks(folder: Path) -> tuple[list[Item], list[str]]:
    templates = {file.stem for file in (folder / "documents").glob("*.md")}
    items, problems = [], []
    for file in sorted(folder.glob("*.yaml")):
        try:
            items.append(_playbook(file, templates))
        except yaml_text.TextError as error:
            problems.append(f"{file.name}:{error.line}: {error.said}")
        except (OSError, UnicodeDecodeError) as error:
            problems.append(f"{file.name}: {error}")
    return items, problems


def _playbook(file: Path, templates: set[str]) -> Item:
    text = yaml_text.Source(file.read_text(encoding="utf-8"))
    state = text.state()
    definition = source.definition(file.stem, text, templates)
    return Item(file.stem, _playbook_text(file.stem, definition), definition, state)


def _playbook_text(slug: str, definition: dict[str, Any]) -> dict[str, str]:
    return {f"playbooks/{slug}.yaml": source.write(definition)}


def _held_templates() -> dict[str, Held]:
    """The newest of each."""
    newest = {found.slug: found for found in DocumentTemplate.objects.order_by("slug", "number")}
    return {
        slug: Held(_template_text(slug, found.body), found.author_id is not None)
        for slug, found in newest.items()
    }


def _held_playbooks() -> dict[str, Held]:
    found = Playbook.objects.filter(current__isnull=False).select_related("current")
    return {
        playbook.slug: Held(
            _playbook_text(playbook.slug, playbook.current.definition),
            playbook.current.author_id is not None,
            playbook.state,
        )
        for playbook in found
    }


def _publish_template(item: Item, now: datetime, author: User | None) -> None:
    versions.publish_template(item.slug, *item.content, now=now, author=author)


def _publish_playbook(item: Item, now: datetime, author: User | None) -> None:
    came = versions.publish(item.slug, item.content, now=now, author=author)
    if came == versions.NEW:
        Playbook.objects.filter(slug=item.slug).update(state=item.state)


TEMPLATES = Shelf("document templates", read_templates, _held_templates, _publish_template)
PLAYBOOKS = Shelf("playbooks", read_playbooks, _held_playbooks, _publish_playbook)
