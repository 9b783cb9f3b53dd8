"""A survey's definition as the text that people edit, with mistakes told by their line."""

from collections.abc import Mapping
from typing import Any

from campaigns.surveys import definitions
from lifecycle import yaml_text
from lifecycle.playbooks.fields import DefinitionError

_ORDERS = {
    "": ("name", "purpose", "kind", "intro", "questions", "thanks"),
    "questions": ("key", "type", "ask", "hint", "needed", "choices", "low", "high", "only_after"),
}


def write(definition: Mapping[str, Any]) -> str:
    """The same text for the same definition."""
    return yaml_text.write(yaml_text.arranged(definition, _ORDERS))


def read(text: str) -> dict[str, Any]:
    """The definition; raises TextError at the first mistake."""
    return definition(yaml_text.Source(text))


def definition(source: yaml_text.Source) -> dict[str, Any]:
    try:
        definitions.read(source.data)
    except DefinitionError as error:
        raise source.mistake(str(error)) from error
    return source.data
