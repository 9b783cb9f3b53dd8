"""YAML that people read and keep in files: one text for the same data, mistakes by their line."""

import json
from collections.abc import Collection, Mapping
from typing import Any

import yaml

_WIDTH = 96
_SHORT = 72  # up to here a list or mapping of plain values stands on one line


class TextError(ValueError):
    """A text that cannot be used; `line` is where to look, `said` what is wrong there."""

    def __init__(self, line: int, said: str) -> None:
        super().__init__(f"Line {line}: {said}")
        self.line = line
        self.said = said


class _Whole(dict):
    """Its fields stand below each other, however few they are."""


class _Dumper(yaml.SafeDumper):
    """Long words as a block of lines, nothing by reference."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _words(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _nothing(dumper: yaml.SafeDumper, _: None) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:null", "")


def _list(dumper: yaml.SafeDumper, values: Collection[Any]) -> yaml.SequenceNode:
    return dumper.represent_sequence("tag:yaml.org,2002:seq", values, flow_style=_flat(values))


def _mapping(dumper: yaml.SafeDumper, values: Mapping[Any, Any]) -> yaml.MappingNode:
    flat = None not in values.values() and _flat(values.values()) and _flat(values)
    pairs = list(values.items())  # a mapping itself would be sorted
    return dumper.represent_mapping("tag:yaml.org,2002:map", pairs, flow_style=flat)


def _whole(dumper: yaml.SafeDumper, values: _Whole) -> yaml.MappingNode:
    pairs = list(values.items())
    return dumper.represent_mapping("tag:yaml.org,2002:map", pairs, flow_style=False)


def _flat(values: Collection[Any]) -> bool:
    plain = not any(isinstance(value, list | dict) for value in values)
    said = ", ".join(map(str, values))
    return plain and len(said) <= _SHORT and "\n" not in said


_Dumper.add_representer(str, _words)
_Dumper.add_representer(type(None), _nothing)
_Dumper.add_representer(list, _list)
_Dumper.add_representer(dict, _mapping)
_Dumper.add_representer(_Whole, _whole)


def write(data: Mapping[str, Any]) -> str:
    """In the order given; the fields of the whole stand below each other."""
    whole = _Whole(_numbered(data))
    return yaml.dump(whole, Dumper=_Dumper, allow_unicode=True, width=_WIDTH)


def _numbered(data: Any) -> Any:
    """A database keeps keys as words; those that are numbers are written as such."""
    if isinstance(data, Mapping):
        return {_number(key): _numbered(value) for key, value in data.items()}
    return [_numbered(item) for item in data] if isinstance(data, list | tuple) else data


def _number(key: Any) -> Any:
    return int(key) if isinstance(key, str) and key.isdecimal() and str(int(key)) == key else key


def arranged(data: Any, orders: Mapping[str, Collection[str]], field: str = "") -> Any:
    """The same data with fields in their order, then others by name: a database keeps none.

    `orders` are by the name of the field that holds them, "" for the whole.
    """
    if isinstance(data, list | tuple):
        return [arranged(item, orders, field) for item in data]
    if not isinstance(data, Mapping):
        return data
    known = [name for name in orders.get(field, ()) if name in data]
    names = [*known, *sorted(set(data) - set(known), key=_place)]
    return {name: arranged(data[name], orders, str(name)) for name in names}


def _place(name: Any) -> tuple[int, str]:
    """Numbers by their size, before words."""
    said = str(name)
    return (int(said), "") if said.isdecimal() else (10**9, said)


class Source:
    """A text that holds a mapping; it knows the line of each field. Raises TextError."""

    def __init__(self, text: str) -> None:
        try:
            data = yaml.safe_load(text)
            self._node = yaml.compose(text, Loader=yaml.SafeLoader)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            said = getattr(error, "problem", None) or "this is no YAML"
            raise TextError(mark.line + 1 if mark else 1, f"{said}.") from error
        if not isinstance(data, dict):
            raise TextError(1, "a mapping of fields is needed.")
        try:
            # As a table will hold it: keys are words there.
            self.data: dict[str, Any] = json.loads(json.dumps(data, default=str))
        except (TypeError, ValueError) as error:
            said = "keys and values are words, numbers, lists or mappings."
            raise TextError(1, said) from error

    def state(self) -> str:
        """Taken out of the data: a file may say that what it holds is paused."""
        state = self.data.pop("state", "active")
        if state not in ("active", "paused"):
            raise self.mistake(f"state: {state!r} is none of active, paused.")
        return state

    def mistake(self, said: str) -> TextError:
        """The words of a rule that refused a field, which they begin with: “due.kind: …”."""
        return TextError(self.line(said.partition(":")[0].split(".")), said)

    def line(self, path: Collection[str]) -> int:
        """Of the field that the path names, or of the nearest one around it."""
        line, node = 1, self._node
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
