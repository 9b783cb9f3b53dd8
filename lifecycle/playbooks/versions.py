"""Publishes playbooks and templates: a new version for a change, and nothing for none."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from lifecycle.models import DocumentTemplate, Playbook, PlaybookState, PlaybookVersion
from lifecycle.playbooks import definitions
from lifecycle.work import fill

NEW, CHANGED, UNCHANGED = "new", "changed", "unchanged"


def digest(definition: Mapping[str, Any]) -> str:
    """The same for the same definition, whatever the order of its fields."""
    return hashlib.sha256(json.dumps(definition, sort_keys=True).encode()).hexdigest()


@transaction.atomic
def publish(
    slug: str, definition: Mapping[str, Any], *, now: datetime, author: User | None = None
) -> str:
    """Make the definition the playbook's current version; runs begun before keep theirs.

    A playbook that is new starts active; one that was paused or archived stays so. Raises
    DefinitionError, and writes nothing, when it cannot be used. Tells what came of it.
    """
    definition = json.loads(json.dumps(definition))
    rules = definitions.read(slug, definition)
    name = next(iter(rules.values())).name
    _, created = Playbook.objects.get_or_create(slug=slug, defaults={"name": name})
    playbook = Playbook.objects.select_for_update().get(slug=slug)
    current = playbook.current
    if current and current.digest == digest(definition):
        return UNCHANGED
    last = playbook.versions.first()
    playbook.current = PlaybookVersion.objects.create(
        playbook=playbook,
        number=last.number + 1 if last else 1,
        definition=definition,
        digest=digest(definition),
        author=author,
        created_at=now,
    )
    playbook.name, playbook.purpose = name, definition.get("purpose", "")
    playbook.save(update_fields=["name", "purpose", "current"])
    return NEW if created else CHANGED


def set_state(playbook: Playbook, state: str) -> None:
    """Paused and archived playbooks open nothing; their runs go on."""
    playbook.state = PlaybookState(state)
    playbook.save(update_fields=["state"])


@transaction.atomic
def publish_template(
    slug: str, name: str, body: str, *, now: datetime, author: User | None = None
) -> str:
    """Add the text as the template's highest number; raises FillError for an unknown variable."""
    fill.check(body)
    last = DocumentTemplate.objects.select_for_update().filter(slug=slug).first()
    if last and (last.name, last.body) == (name, body):
        return UNCHANGED
    DocumentTemplate.objects.create(
        slug=slug,
        number=last.number + 1 if last else 1,
        name=name,
        body=body,
        author=author,
        created_at=now,
    )
    return CHANGED if last else NEW
