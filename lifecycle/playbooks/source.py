"""A playbook's definition as the text that people edit, with mistakes told by their line."""

import json
from collections.abc import Collection, Mapping
from typing import Any

import yaml

from lifecycle.playbooks import definitions
from lifecycle.playbooks.fields import DefinitionError

# A database may give the fields back in any order.
_ORDER = ("name", "purpose", "trigger", "window", "stages", "when", "tiers", "programmes", "steps")
_STEP_ORDER = ("key", "title", "owner", "due", "document", "programmes", "checklist", "say")
_TRIGGER_ORDER = ("kind", "days", "first", "every", "stage", "quarters", "monthly", "bands")
_DUE_ORDER = ("from", "days")


class SourceError(ValueError):
    """A text that is no definition; `line` is where to look."""

    def __init__(self, line: int, said: str) -> None:
        super().__init__(f"Line {line}: {said}")
        self.line = line


class _Dumper(yaml.SafeDumper):
    """Long words as a block of lines, nothing by reference."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _words(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _nothing(dumper: yaml.SafeDumper, _: None) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:null", "")


_Dumper.add_representer(str, _words)
_Dumper.add_representer(type(None), _nothing)


def write(definition: Mapping[str, Any]) -> str:
    """The same text for the same definition."""
    ordered = _sorted(definition, _ORDER)
    for field, order in (("trigger", _TRIGGER_ORDER), ("programmes", ())):
        if isinstance(ordered.get(field), Mapping):
            ordered[field] = _sorted(ordered[field], order)
    if isinstance(ordered.get("steps"), list | tuple):
        ordered["steps"] = [_step(step) for step in ordered["steps"]]
    return yaml.dump(ordered, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=96)


def _step(step: Any) -> Any:
    if not isinstance(step, Mapping):
        return step
    ordered = _sorted(step, _STEP_ORDER)
    if isinstance(ordered.get("due"), Mapping):
        ordered["due"] = _sorted(ordered["due"], _DUE_ORDER)
    return ordered


def _sorted(data: Mapping[str, Any], order: Collection[str]) -> dict[str, Any]:
    """The known fields in their order, then the others by name."""
    known = [name for name in order if name in data]
    return {name: data[name] for name in [*known, *sorted(set(data) - set(known))]}


def read(slug: str, text: str, *, templates: Collection[str]) -> dict[str, Any]:
    """The definition; raises SourceError at the first mistake, also a template there is not."""
    try:
        data = yaml.safe_load(text)
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        said = getattr(error, "problem", None) or "this is no YAML"
        raise SourceError(mark.line + 1 if mark else 1, f"{said}.") from error
    try:
        definition = json.loads(json.dumps(data, default=str))
        for rule in definitions.read(slug, definition).values():
            _documents(rule, templates)
    except DefinitionError as error:
        path = str(error).partition(":")[0].split(".")
        raise SourceError(_line(node, path), str(error)) from error
    except (TypeError, ValueError) as error:
        raise SourceError(1, "keys and values are words, numbers, lists or mappings.") from error
    return definition


def _documents(rule: definitions.Rule, templates: Collection[str]) -> None:
    for step in rule.steps:
        if step.document and step.document not in templates:
            raise DefinitionError(f"steps.{step.key}.document: there is no such template.")


def _line(node: yaml.Node | None, path: list[str]) -> int:
    """Of the field that the path names, or of the nearest one around it."""
    line = 1
    for name in path:
        found = _below(node, name)
        if found is None:
            break
        key, node = found
        line = key.start_mark.line + 1
    return line


def _below(node: yaml.Node | None, name: str) -> tuple[yaml.Node, yaml.Node] | None:
    """The field of a mapping, or of a list the item with that key or in that place."""
    if isinstance(node, yaml.MappingNode):
        return next(((key, value) for key, value in node.value if key.value == name), None)
    if isinstance(node, yaml.SequenceNode):
        for place, item in enumerate(node.value, start=1):
            key = _below(item, "key") if isinstance(item, yaml.MappingNode) else None
            if (key and key[1].value == name) or name == str(place):
                return item, item
    return None
