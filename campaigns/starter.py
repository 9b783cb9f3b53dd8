"""Loads a programme from its folder of readable files into campaigns and their versions."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.db import transaction

from accounts.models import User
from campaigns import compose, definitions
from campaigns.models import Campaign, CampaignState, CampaignVersion, Message

FOLDER = Path(settings.BASE_DIR) / "templates" / "emails" / "starter"
# Only the copy's own mistakes are looked for, and those are the same whoever sends it.
_ANY_BRAND = compose.Brand("Vendor", "Sender", "Address")


class StarterError(ValueError):
    """A folder that cannot be loaded; one line per problem, with the file."""


@dataclass(frozen=True, slots=True)
class CampaignFiles:
    """One campaign's folder as read: its rule, and its copy by message name."""

    slug: str
    rule: dict[str, Any]
    copies: dict[str, compose.Copy]

    @property
    def digest(self) -> str:
        """The same for the same rule and copy, whatever the order of the files."""
        return definitions.digest(
            self.rule, {name: _fields(copy) for name, copy in self.copies.items()}
        )


def read(folder: Path = FOLDER) -> list[CampaignFiles]:
    """Read and check every campaign of the folder; raises StarterError naming each bad file."""
    problems: list[str] = []
    found = []
    for rule_file in sorted(folder.glob("*/campaign.yaml")):
        try:
            found.append(_campaign(rule_file.parent))
        except (definitions.DefinitionError, compose.CopyError, yaml.YAMLError, OSError) as error:
            problems.append(f"{rule_file.parent.name}: {error}")
    if not found and not problems:
        problems.append(f"{folder}: holds no campaign.yaml.")
    if problems:
        raise StarterError("\n".join(problems))
    return found


def load(
    campaigns: Iterable[CampaignFiles],
    *,
    now: datetime,
    author: User | None = None,
    replace: bool = False,
) -> dict[str, int]:
    """Make each campaign's current version the one of the files; count what became of them.

    The same files twice write nothing. A campaign that is new starts active; one that somebody
    paused or archived stays so, and what was published in the portal stays unless `replace`.
    """
    counts = {"new": 0, "changed": 0, "unchanged": 0, "kept": 0}
    with transaction.atomic():
        for files in campaigns:
            counts[_load(files, now, author, replace)] += 1
    return counts


def _load(files: CampaignFiles, now: datetime, author: User | None, replace: bool) -> str:
    campaign, created = Campaign.objects.select_related("current").get_or_create(
        slug=files.slug, defaults={"state": CampaignState.ACTIVE}
    )
    if campaign.current and campaign.current.digest == files.digest:
        return "unchanged"
    if campaign.current and campaign.current.approved_by_id and not replace:
        return "kept"
    last = campaign.versions.first()
    version = CampaignVersion.objects.create(
        campaign=campaign,
        number=last.number + 1 if last else 1,
        rule=files.rule,
        digest=files.digest,
        author=author,
        created_at=now,
    )
    Message.objects.bulk_create(
        Message(version=version, name=name, **_fields(copy)) for name, copy in files.copies.items()
    )
    campaign.name = files.rule.get("name", files.slug)
    campaign.purpose = files.rule.get("purpose", "")
    campaign.current = version
    campaign.save()
    return "new" if created else "changed"


def _campaign(folder: Path) -> CampaignFiles:
    rule = yaml.safe_load((folder / "campaign.yaml").read_text(encoding="utf-8"))
    if not isinstance(rule, dict):
        raise definitions.DefinitionError("campaign.yaml: must be a mapping of fields.")
    definitions.read(folder.name, rule)
    copies = {}
    for file in sorted(folder.glob("*.md")):
        try:
            copy = compose.parse_copy(file.read_text(encoding="utf-8"))
            compose.check(copy, _ANY_BRAND)
            copies[file.stem] = copy
        except compose.CopyError as error:
            raise compose.CopyError(error.line, f"{file.name}: {error.message}") from error
    if not copies:
        raise definitions.DefinitionError("no copy: at least one .md file is needed.")
    return CampaignFiles(folder.name, json.loads(json.dumps(rule)), copies)


def _fields(copy: compose.Copy) -> dict[str, str]:
    return {"subject": copy.subject, "preheader": copy.preheader, "body": copy.body}
