"""The campaigns of a programme as folders of readable files: a rule, and its copy beside it."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from accounts.models import User
from campaigns import compose, definitions
from campaigns.drafting.draft import copies_of
from campaigns.models import Campaign, CampaignState, CampaignVersion, Message
from lifecycle import shelf, yaml_text
from lifecycle.shelf import FolderError, Held, Item, Shelf
from lifecycle.yaml_text import TextError

FOLDER = Path(settings.BASE_DIR) / "templates" / "emails" / "starter"
# Only the copy's own mistakes are looked for, and those are the same whoever sends it.
_ANY_BRAND = compose.Brand("Vendor", "Sender", "Address")
_ORDERS = {
    "": (
        *("name", "purpose", "topic", "priority", "window", "to", "stages", "due", "survey"),
        "needs",
    ),
    "due": ("kind", "days", "first", "every", "minimum_day"),
}
Copies = dict[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class CampaignFiles:
    """One campaign's folder as read: its rule, and its copy by message name."""

    slug: str
    rule: dict[str, Any]
    copies: dict[str, compose.Copy]

    @property
    def digest(self) -> str:
        """The same for the same rule and copy, whatever the order of the files."""
        return definitions.digest(self.rule, self.fields)

    @property
    def fields(self) -> Copies:
        return {
            name: {"subject": copy.subject, "preheader": copy.preheader, "body": copy.body}
            for name, copy in self.copies.items()
        }


def read(folder: Path = FOLDER) -> list[CampaignFiles]:
    """Read and check every campaign of the folder; raises FolderError naming each bad file."""
    items, problems = read_campaigns(folder)
    if not items and not problems:
        problems.append(f"{folder}: holds no campaign.yaml.")
    if problems:
        raise FolderError("\n".join(problems))
    return [item.content for item in items]


def load(
    folder: Path = FOLDER, *, now: datetime, author: User | None = None, replace: bool = False
) -> Counter[str]:
    """Make each campaign's current version the one of the files; count what became of them.

    The same files twice write nothing. A campaign that is new starts active; one that somebody
    paused or archived stays so, and what was published in the portal stays unless `replace`.
    """
    read(folder)
    with transaction.atomic():
        found = shelf.changes(CAMPAIGNS, read_campaigns(folder)[0], replace=replace)
        return shelf.publish(CAMPAIGNS, found, now=now, author=author)


def read_campaigns(folder: Path) -> tuple[list[Item], list[str]]:
    items, problems = [], []
    for file in sorted(folder.glob("*/campaign.yaml")):
        item, found = _campaign(file.parent)
        problems += [f"{file.parent.name}/{problem}" for problem in found]
        if item:
            items.append(item)
    return items, problems


def texts(slug: str, rule: dict[str, Any], copies: Copies) -> dict[str, str]:
    """The files of a campaign by their path, the same for the same rule and copy."""
    files = {f"{slug}/campaign.yaml": yaml_text.write(yaml_text.arranged(rule, _ORDERS))}
    for name in sorted(copies):
        files[f"{slug}/{name}.md"] = compose.write_copy(compose.Copy(**copies[name]))
    return files


def _campaign(folder: Path) -> tuple[Item | None, list[str]]:
    """The campaign, unless it has problems."""
    problems: list[str] = []
    copies: dict[str, compose.Copy] = {}
    rule, state = {}, shelf.ACTIVE
    try:
        source = yaml_text.Source((folder / "campaign.yaml").read_text(encoding="utf-8"))
        state, rule = source.state(), source.data
        try:
            definitions.read(folder.name, rule)
        except definitions.DefinitionError as error:
            raise source.mistake(str(error)) from error
    except TextError as error:
        problems.append(f"campaign.yaml:{error.line}: {error.said}")
    except (OSError, UnicodeDecodeError) as error:
        problems.append(f"campaign.yaml: {error}")
    for file in sorted(folder.glob("*.md")):
        try:
            copies[file.stem] = copy = compose.parse_copy(file.read_text(encoding="utf-8"))
            compose.check(copy, _ANY_BRAND)
        except compose.CopyError as error:
            problems.append(f"{file.name}:{error.line}: {error.field}: {error.message}")
        except (OSError, UnicodeDecodeError) as error:
            problems.append(f"{file.name}: {error}")
    if not copies and not problems:
        problems.append("campaign.yaml: no copy: at least one .md file beside it is needed.")
    if problems:
        return None, problems
    files = CampaignFiles(folder.name, rule, copies)
    return Item(folder.name, texts(folder.name, rule, files.fields), files, state), []


def _held() -> dict[str, Held]:
    found = (
        Campaign.objects.filter(current__isnull=False)
        .select_related("current")
        .prefetch_related("current__messages")
    )
    return {
        campaign.slug: Held(
            texts(campaign.slug, campaign.current.rule, copies_of(campaign.current)),
            campaign.current.approved_by_id is not None,
            campaign.state,
        )
        for campaign in found
    }


def _publish(item: Item, now: datetime, author: User | None) -> None:
    files: CampaignFiles = item.content
    campaign, _ = Campaign.objects.get_or_create(
        slug=files.slug, defaults={"state": CampaignState(item.state)}
    )
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
        Message(version=version, name=name, **copy) for name, copy in files.fields.items()
    )
    campaign.name = files.rule.get("name", files.slug)
    campaign.purpose = files.rule.get("purpose", "")
    campaign.topic = definitions.topic(files.rule)
    campaign.current = version
    campaign.save()


CAMPAIGNS = Shelf("campaigns", read_campaigns, _held, _publish)
