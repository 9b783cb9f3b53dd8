"""The surveys of a programme as a folder of readable files."""

from datetime import datetime
from pathlib import Path
from typing import Any

from accounts.models import User
from campaigns.models import Survey
from campaigns.surveys import source, versions
from lifecycle import yaml_text
from lifecycle.shelf import Held, Item, Shelf


def read(folder: Path) -> tuple[list[Item], list[str]]:
    items, problems = [], []
    for file in sorted((folder / "surveys").glob("*.yaml")):
        try:
            text = yaml_text.Source(file.read_text(encoding="utf-8"))
            state = text.state()
            definition = source.definition(text)
        except yaml_text.TextError as error:
            problems.append(f"surveys/{file.name}:{error.line}: {error.said}")
        except (OSError, UnicodeDecodeError) as error:
            problems.append(f"surveys/{file.name}: {error}")
        else:
            items.append(Item(file.stem, _texts(file.stem, definition), definition, state))
    return items, problems


def _texts(slug: str, definition: dict[str, Any]) -> dict[str, str]:
    return {f"surveys/{slug}.yaml": source.write(definition)}


def _held() -> dict[str, Held]:
    found = Survey.objects.filter(current__isnull=False).select_related("current")
    return {
        survey.slug: Held(
            _texts(survey.slug, survey.current.definition),
            survey.current.author_id is not None,
            survey.state,
        )
        for survey in found
    }


def _publish(item: Item, now: datetime, author: User | None) -> None:
    came = versions.publish(item.slug, item.content, now=now, author=author)
    if came == versions.NEW:
        Survey.objects.filter(slug=item.slug).update(state=item.state)


SURVEYS = Shelf("surveys", read, _held, _publish)
