"""Publishes surveys: a new version for a change, nothing for none; keeps drafts until then."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from campaigns.models import Survey, SurveyState, SurveyVersion
from campaigns.surveys import definitions

NEW, CHANGED, UNCHANGED = "new", "changed", "unchanged"


def digest(definition: Mapping[str, Any]) -> str:
    """The same for the same definition, whatever the order of its fields."""
    return hashlib.sha256(json.dumps(definition, sort_keys=True).encode()).hexdigest()


@transaction.atomic
def publish(
    slug: str, definition: Mapping[str, Any], *, now: datetime, author: User | None = None
) -> str:
    """Make the definition the survey's current version; who was asked before keeps theirs.

    A survey that is new starts active; one that was paused or archived stays so. Its draft is
    used up. Raises DefinitionError, and writes nothing, when it cannot be used.
    """
    definition = json.loads(json.dumps(definition))
    read = definitions.read(definition)
    _, created = Survey.objects.get_or_create(
        slug=slug, defaults={"name": read.name, "kind": read.kind}
    )
    survey = Survey.objects.select_for_update(of=("self",)).get(slug=slug)
    current = survey.current
    if current and current.digest == digest(definition):
        _use_up(survey)
        return UNCHANGED
    last = survey.versions.first()
    survey.current = SurveyVersion.objects.create(
        survey=survey,
        number=last.number + 1 if last else 1,
        definition=definition,
        digest=digest(definition),
        author=author,
        created_at=now,
    )
    survey.name, survey.purpose, survey.kind = read.name, read.purpose, read.kind
    survey.save(update_fields=["name", "purpose", "kind", "current"])
    _use_up(survey)
    return NEW if created else CHANGED


def keep(survey: Survey, text: str, *, by: User, now: datetime) -> None:
    """The text as the survey's draft, whole or not yet; an empty one drops it."""
    found = Survey.objects.filter(pk=survey.pk)
    if text.strip():
        found.update(draft=text, draft_by=by, draft_at=now)
    else:
        _use_up(survey)


def _use_up(survey: Survey) -> None:
    Survey.objects.filter(pk=survey.pk).update(draft="", draft_by=None, draft_at=None)


def set_state(survey: Survey, state: str) -> None:
    """Nobody is asked a paused or archived one; who was asked before may still answer."""
    survey.state = SurveyState(state)
    survey.save(update_fields=["state"])
