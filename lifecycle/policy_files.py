"""The programmes and their policies as files: name, description and what differs."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType

from accounts.models import Programme, User
from lifecycle import policy, yaml_text
from lifecycle.shelf import Held, Item, Shelf
from lifecycle.yaml_text import TextError

_FIELDS = ("name", "description", "policy")


def read(folder: Path) -> tuple[list[Item], list[str]]:
    items, problems = [], []
    for file in sorted((folder / "programmes").glob("*.yaml")):
        try:
            data = _read(file.read_text(encoding="utf-8"))
        except TextError as error:
            problems.append(f"programmes/{file.name}:{error.line}: {error.said}")
        except (OSError, UnicodeDecodeError) as error:
            problems.append(f"programmes/{file.name}: {error}")
        else:
            items.append(Item(file.stem, _texts(file.stem, data), data))
    return items, problems


def _read(text: str) -> dict[str, Any]:
    source = yaml_text.Source(text)
    data = {"name": "", "description": "", "policy": {}} | source.data
    for field in data:
        if field not in _FIELDS:
            raise source.mistake(f"{field}: no such field; {', '.join(_FIELDS)}.")
    if not isinstance(data["name"], str) or not 0 < len(data["name"]) <= 80:
        raise source.mistake("name: a name of at most 80 characters is needed.")
    if not isinstance(data["description"], str):
        raise source.mistake("description: some words are needed.")
    try:
        policy.read(data["policy"])
    except policy.PolicyError as error:
        raise TextError(source.line(["policy", *_path(str(error))]), f"policy.{error}") from error
    return data


def _path(said: str) -> list[str]:
    return said.partition(":")[0].split(".")


def _texts(slug: str, data: dict[str, Any]) -> dict[str, str]:
    ordered = yaml_text.arranged(data, {"": _FIELDS})
    return {f"programmes/{slug}.yaml": yaml_text.write(ordered)}


def _held() -> dict[str, Held]:
    """Those that somebody changed on their page are the portal's own."""
    kind = ContentType.objects.get_for_model(Programme)
    edited = set(LogEntry.objects.filter(content_type=kind).values_list("object_id", flat=True))
    found = {}
    for programme in Programme.objects.all():
        data = {field: getattr(programme, field) for field in _FIELDS}
        found[programme.slug] = Held(_texts(programme.slug, data), str(programme.pk) in edited)
    return found


def _publish(item: Item, now: datetime, author: User | None) -> None:
    Programme.objects.update_or_create(slug=item.slug, defaults=item.content)


POLICIES = Shelf("programmes", read, _held, _publish)
