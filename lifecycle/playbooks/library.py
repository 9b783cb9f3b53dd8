"""The library of playbooks and document templates as a folder of readable files."""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.db import transaction

from accounts.models import User
from lifecycle.models import DocumentTemplate, Playbook
from lifecycle.playbooks import definitions, versions
from lifecycle.playbooks.fields import DefinitionError
from lifecycle.work import fill

FOLDER = Path(settings.BASE_DIR) / "templates" / "playbooks"


class LibraryError(ValueError):
    """A folder that cannot be loaded; one line per problem, with the file."""


@dataclass(frozen=True, slots=True)
class Library:
    """Definitions and templates (name and text) by their slug."""

    playbooks: dict[str, dict[str, Any]]
    templates: dict[str, tuple[str, str]]


def read(folder: Path = FOLDER) -> Library:
    """Read and check every file; raises LibraryError naming each bad one."""
    problems: list[str] = []
    templates: dict[str, tuple[str, str]] = {}
    playbooks: dict[str, dict[str, Any]] = {}
    for file in sorted((folder / "documents").glob("*.md")):
        try:
            templates[file.stem] = _template(file)
        except (fill.FillError, OSError) as error:
            problems.append(f"documents/{file.name}: {error}")
    for file in sorted(folder.glob("*.yaml")):
        try:
            playbooks[file.stem] = _playbook(file, templates)
        except (DefinitionError, yaml.YAMLError, OSError) as error:
            problems.append(f"{file.name}: {error}")
    if not playbooks and not problems:
        problems.append(f"{folder}: holds no playbook, a file whose name ends in .yaml.")
    if problems:
        raise LibraryError("\n".join(problems))
    return Library(playbooks, templates)


def _template(file: Path) -> tuple[str, str]:
    """The name of a template is its first heading."""
    body = file.read_text(encoding="utf-8").strip() + "\n"
    heading = body.partition("\n")[0]
    if not heading.startswith("# "):
        raise fill.FillError("line 1: begins with a heading, “# Name”.")
    fill.check(body)
    return heading.removeprefix("# ").strip(), body


def _playbook(file: Path, templates: dict[str, tuple[str, str]]) -> dict[str, Any]:
    data = yaml.safe_load(file.read_text(encoding="utf-8"))
    if not isinstance(data, dict):
        raise DefinitionError("a mapping of fields is needed.")
    # As the table will hold it: keys are words there.
    definition = json.loads(json.dumps(data, default=str))
    for rule in definitions.read(file.stem, definition).values():
        for step in rule.steps:
            if step.document and step.document not in templates:
                raise DefinitionError(
                    f"steps.{step.key}.document: there is no documents/{step.document}.md."
                )
    return definition


def load(
    library: Library, *, now: datetime, author: User | None = None, replace: bool = False
) -> Counter[str]:
    """Make every current version the one of the files; count what became of the playbooks.

    The same files twice write nothing. What somebody paused or archived stays so, and what was
    written in the portal stays in force unless `replace`.
    """
    counts: Counter[str] = Counter()
    with transaction.atomic():
        ours = _written_in_the_portal() if not replace else (set(), set())
        for slug, (name, body) in library.templates.items():
            if slug not in ours[0]:
                versions.publish_template(slug, name, body, now=now, author=author)
        for slug, definition in library.playbooks.items():
            if slug in ours[1]:
                counts["kept"] += 1
            else:
                counts[versions.publish(slug, definition, now=now, author=author)] += 1
    return counts


def _written_in_the_portal() -> tuple[set[str], set[str]]:
    """Slugs of the templates and playbooks whose newest version is a person's."""
    newest: dict[str, int | None] = dict(
        DocumentTemplate.objects.order_by("slug", "number").values_list("slug", "author_id")
    )
    playbooks = Playbook.objects.filter(current__author__isnull=False)
    return (
        {slug for slug, author in newest.items() if author},
        set(playbooks.values_list("slug", flat=True)),
    )
