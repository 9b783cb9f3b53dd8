"""What a playbook's page shows, read in a fixed number of queries."""

from collections.abc import Iterable
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Count

from accounts.models import Programme, TeamRole
from lifecycle.models import DocumentTemplate, Playbook, PlaybookRun, PlaybookVersion, Stage
from lifecycle.playbooks import definitions, readable, source
from lifecycle.playbooks.fields import DefinitionError

STAGES = {stage: name.partition(". ")[2] for stage, name in Stage.choices}
_SHOWN = 20


def rules(playbook: Playbook) -> dict[str, definitions.Rule]:
    """Of the current version; none where there is none, or it cannot be used any more."""
    if playbook.current is None:
        return {}
    try:
        return definitions.read(playbook.slug, playbook.current.definition)
    except DefinitionError:
        return {}


def sums(playbooks: Iterable[Playbook]) -> dict[int, dict[str, int]]:
    """Runs by state of each playbook, in one query."""
    counted = (
        PlaybookRun.objects.filter(playbook__in=list(playbooks), account__removed_at__isnull=True)
        .order_by()
        .values_list("playbook", "state")
        .annotate(Count("pk"))
    )
    found: dict[int, dict[str, int]] = {}
    for playbook, state, count in counted:
        found.setdefault(playbook, {})[state] = count
    return found


def page(playbook: Playbook) -> dict[str, Any]:
    names = dict(Programme.objects.values_list("slug", "name"))
    found = rules(playbook)
    rule = next(iter(found.values()), None)
    counted = sums([playbook]).get(playbook.pk, {})
    runs = PlaybookRun.objects.filter(playbook=playbook, account__removed_at__isnull=True)
    older = runs.filter(state=PlaybookRun.State.OPEN).exclude(version=playbook.current_id)
    return {
        "when": readable.everywhen(found, STAGES),
        "conditions": readable.conditions(rule.when) if rule else [],
        "programmes": readable.programmes(found, names, STAGES),
        "steps": _steps(found, names),
        "broken": bool(playbook.current) and not found,
        "versions": list(playbook.versions.select_related("author")),
        "sums": [(state, name, counted.get(state, 0)) for state, name in PlaybookRun.State.choices],
        "runs": list(runs.select_related("account")[:_SHOWN]),
        "older": older.count(),
        "changes": _changes(playbook),
    }


def _steps(found: dict[str, definitions.Rule], names: dict[str, str]) -> list[dict[str, Any]]:
    roles = dict(TeamRole.choices)
    documents = templates()
    return [
        {
            "step": readable_step.step,
            "due": readable_step.due,
            "programmes": readable_step.programmes,
            "role": roles[readable_step.step.owner],
            "template": documents.get(readable_step.step.document),
        }
        for readable_step in readable.steps(found, names)
    ]


def templates() -> dict[str, DocumentTemplate]:
    """The newest version of each template by its slug."""
    rows = DocumentTemplate.objects.order_by("slug", "number").only("slug", "number", "name")
    return {template.slug: template for template in rows}


def text(version: PlaybookVersion | None) -> str:
    return source.write(version.definition) if version else ""


def _changes(playbook: Playbook) -> list[LogEntry]:
    """Who paused it, let it go on, or edited it."""
    kind = ContentType.objects.get_for_model(Playbook)
    found = LogEntry.objects.filter(content_type=kind, object_id=str(playbook.pk))
    return list(found.select_related("user").order_by("-action_time")[:_SHOWN])
