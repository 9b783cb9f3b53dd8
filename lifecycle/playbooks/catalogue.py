"""The playbooks in force, read from their current versions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Any

from lifecycle.models import Playbook, PlaybookState
from lifecycle.playbooks import definitions
from lifecycle.playbooks.triggers import Schedule


@dataclass(frozen=True, slots=True)
class Catalogue:
    """`schedules` by programme; the keys and versions of a playbook by its slug."""

    schedules: Mapping[str, Schedule]
    keys: Mapping[str, int]
    versions: Mapping[str, int]
    health_window: timedelta


def load() -> Catalogue:
    """Read the active playbooks; raises DefinitionError when one cannot be used."""
    rows = (
        Playbook.objects.filter(state=PlaybookState.ACTIVE, current__isnull=False)
        .order_by("slug")
        .values_list("slug", "pk", "current_id", "current__digest", "current__definition")
    )
    return _catalogue(_Rows((row[:4] for row in rows), [row[4] for row in rows]))


class _Rows(tuple[tuple[Any, ...], ...]):
    """Slug, keys and digest of each playbook: what tells one set of versions from another."""

    definitions: Sequence[Mapping[str, Any]]

    def __new__(cls, rows, read):
        self = super().__new__(cls, rows)
        self.definitions = read
        return self


@lru_cache(maxsize=4)
def _catalogue(rows: _Rows) -> Catalogue:
    """Kept, because a day asks for it with every batch and a version never changes."""
    by_programme: dict[str, list[definitions.Rule]] = {}
    for (slug, *_), definition in zip(rows, rows.definitions, strict=True):
        for programme, rule in definitions.read(slug, definition).items():
            by_programme.setdefault(programme, []).append(rule)
    health = [
        rule.window
        for rules in by_programme.values()
        for rule in rules
        if rule.trigger.kind == definitions.HEALTH_EVENT
    ]
    return Catalogue(
        schedules={programme: Schedule(rules) for programme, rules in by_programme.items()},
        keys={slug: pk for slug, pk, *_ in rows},
        versions={slug: version for slug, _, version, _ in rows},
        health_window=max(health, default=timedelta()),
    )
