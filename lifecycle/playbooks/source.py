"""A playbook's definition as the text that people edit, with mistakes told by their line."""

from collections.abc import Collection, Mapping
from typing import Any

from lifecycle import yaml_text
from lifecycle.playbooks import definitions
from lifecycle.playbooks.fields import DefinitionError

_ORDERS = {
    "": ("name", "purpose", "trigger", "window", "stages", "when", "tiers", "programmes", "steps"),
    "trigger": ("kind", "days", "first", "every", "stage", "quarters", "monthly", "bands"),
    "steps": ("key", "title", "owner", "due", "document", "programmes", "checklist", "say"),
    "due": ("from", "days"),
}


def write(definition: Mapping[str, Any]) -> str:
    """The same text for the same definition."""
    return yaml_text.write(yaml_text.arranged(definition, _ORDERS))


def read(slug: str, text: str, *, templates: Collection[str]) -> dict[str, Any]:
    """The definition; raises TextError at the first mistake, also a template there is not."""
    return definition(slug, yaml_text.Source(text), templates)


def definition(slug: str, source: yaml_text.Source, templates: Collection[str]) -> dict[str, Any]:
    try:
        for rule in definitions.read(slug, source.data).values():
            _documents(rule, templates)
    except DefinitionError as error:
        raise source.mistake(str(error)) from error
    return source.data


def _documents(rule: definitions.Rule, templates: Collection[str]) -> None:
    for step in rule.steps:
        if step.document and step.document not in templates:
            raise DefinitionError(f"steps.{step.key}.document: there is no such template.")
