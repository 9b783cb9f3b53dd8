"""Shared segments as files: their question and whose roles; what is private is no programme's."""

import re
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.utils.text import slugify

from accounts.models import Role, User
from campaigns.models import Segment
from campaigns.segments import filters
from lifecycle import shelf, yaml_text
from lifecycle.shelf import Held, Item, Shelf
from lifecycle.yaml_text import TextError

_FIELDS = ("name", "query", "roles")
_ANY_DAY = date(2000, 1, 1)
# Programmes may come with the same folder and people later: until then nobody is found.
_LATER = ("programme", "ta")


def read(folder: Path) -> tuple[list[Item], list[str]]:
    items, problems, names = [], [], set()
    for file in sorted((folder / "segments").glob("*.yaml")):
        try:
            data = _read(file.read_text(encoding="utf-8"), names)
        except TextError as error:
            problems.append(f"segments/{file.name}:{error.line}: {error.said}")
        except (OSError, UnicodeDecodeError) as error:
            problems.append(f"segments/{file.name}: {error}")
        else:
            names.add(data["name"])
            slug = slugify(data["name"])
            stem = file.stem if re.fullmatch(rf"{slug}(-\d+)?", file.stem) else slug
            items.append(Item(data["name"], _texts(stem, data), data))
    return items, problems


def _read(text: str, names: set[str]) -> dict[str, Any]:
    source = yaml_text.Source(text)
    data = {"name": "", "query": {}, "roles": []} | source.data
    for field in data:
        if field not in _FIELDS:
            raise source.mistake(f"{field}: no such field; {', '.join(_FIELDS)}.")
    name, query, roles = (data[field] for field in _FIELDS)
    if not isinstance(name, str) or not 0 < len(name) <= 80:
        raise source.mistake("name: a name of at most 80 characters is needed.")
    if name in names:
        raise source.mistake("name: another file has this name.")
    if not isinstance(roles, list) or set(map(str, roles)) - set(Role.values):
        raise source.mistake(f"roles: a list is needed, of {', '.join(Role.values)}.")
    if not isinstance(query, dict):
        raise source.mistake("query: a mapping of questions is needed.")
    for asked in query:
        if asked not in filters.AccountFilter.base_filters:
            known = ", ".join(filters.AccountFilter.base_filters)
            raise TextError(source.line(["query", asked]), f"query.{asked}: none of {known}.")
    for asked, errors in filters.AccountFilter(query, on=_ANY_DAY).errors.items():
        if asked in _LATER:
            continue
        raise TextError(source.line(["query", asked]), f"query.{asked}: {errors[0]}")
    return data


def _texts(slug: str, data: dict[str, Any]) -> dict[str, str]:
    ordered = yaml_text.arranged(data, {"": _FIELDS})
    return {f"segments/{slug}.yaml": yaml_text.write(ordered)}


def _held() -> dict[str, Held]:
    """Those with an owner, or changed on their page, are the portal's own; private ones stay."""
    kind = ContentType.objects.get_for_model(Segment)
    edited = set(LogEntry.objects.filter(content_type=kind).values_list("object_id", flat=True))
    found: dict[str, Held] = {}
    slugs: set[str] = set()
    for segment in Segment.objects.order_by("-shared", "name"):
        slug = _free(slugify(segment.name) or "segment", slugs)
        data = {field: getattr(segment, field) for field in _FIELDS}
        ours = segment.owner_id is not None or str(segment.pk) in edited
        state = shelf.ACTIVE if segment.shared else shelf.ARCHIVED
        found[segment.name] = Held(_texts(slug, data), ours, state)
    return found


def _free(slug: str, taken: set[str]) -> str:
    """Two names may read the same without their accents: the second gets a number."""
    number = 1
    while (name := slug if number == 1 else f"{slug}-{number}") in taken:
        number += 1
    taken.add(name)
    return name


def _publish(item: Item, now: datetime, author: User | None) -> None:
    Segment.objects.update_or_create(
        name=item.content["name"],
        defaults={**item.content, "shared": True, "owner": author, "changed_at": now},
    )


SEGMENTS = Shelf("segments", read, _held, _publish)
