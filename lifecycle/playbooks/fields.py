"""Reads single fields of a definition, and refuses them by name."""

from collections.abc import Collection, Mapping
from typing import Any


class DefinitionError(ValueError):
    """A rule that cannot be used; the message names the field."""


def mapping(data: Mapping[Any, Any], field: str, prefix: str = "") -> Mapping[Any, Any]:
    """A mapping; an empty one where it is left out."""
    value = data.get(field)
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise DefinitionError(f"{prefix}{field}: a mapping is needed.")
    return value


def number(
    data: Mapping[Any, Any],
    field: Any,
    prefix: str = "",
    *,
    least: int = 0,
    most: int | None = None,
) -> int:
    value = data.get(field)
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise DefinitionError(f"{prefix}{field}: a whole number of at least {least} is needed.")
    if most is not None and value > most:
        raise DefinitionError(f"{prefix}{field}: {value} is too many; at most {most}.")
    return value


def among(
    data: Mapping[Any, Any], field: Any, choices: Collection[Any], prefix: str = ""
) -> tuple[Any, ...]:
    """A list of at least one of the choices, each once."""
    value = data.get(field)
    names = ", ".join(map(str, choices))
    if not isinstance(value, list | tuple) or not value:
        raise DefinitionError(f"{prefix}{field}: a list is needed, of {names}.")
    for item in value:
        if isinstance(item, bool) or item not in choices:
            raise DefinitionError(f"{prefix}{field}: {item!r} is none of {names}.")
    if len(set(value)) < len(value):
        raise DefinitionError(f"{prefix}{field}: something stands in it twice.")
    return tuple(value)


def one(data: Mapping[Any, Any], field: str, choices: Collection[str], prefix: str = "") -> str:
    value = data.get(field)
    if not isinstance(value, str) or value not in choices:
        raise DefinitionError(f"{prefix}{field}: {value!r} is none of {', '.join(choices)}.")
    return value


def text(
    data: Mapping[Any, Any], field: str, prefix: str = "", *, most: int, needed: bool = False
) -> str:
    """Words without blank edges."""
    value = data.get(field, "")
    if not isinstance(value, str) or (needed and not value.strip()):
        raise DefinitionError(f"{prefix}{field}: some words are needed.")
    if len(value.strip()) > most:
        raise DefinitionError(f"{prefix}{field}: longer than {most} characters.")
    return value.strip()


def known(data: Mapping[Any, Any], fields: Collection[str], prefix: str = "") -> None:
    """Refuse a field that means nothing here."""
    for field in data:
        if field not in fields:
            raise DefinitionError(f"{prefix}{field}: no such field; {', '.join(sorted(fields))}.")
