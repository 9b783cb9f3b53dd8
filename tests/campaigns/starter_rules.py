"""The rules of the starter programme as its files say them, for tests without a database."""

from functools import cache
from pathlib import Path

import yaml

from campaigns.cadence import Cadence
from campaigns.definitions import Rule, read

FOLDER = Path(__file__).resolve().parents[2] / "templates" / "emails" / "starter"
PROGRAMMES = ("digital", "enterprise", "pooled", "scaled")


@cache
def rules() -> dict[tuple[str, str], Rule]:
    """By campaign and programme."""
    found = {}
    for file in sorted(FOLDER.glob("*/campaign.yaml")):
        data = yaml.safe_load(file.read_text(encoding="utf-8"))
        for programme, rule in read(file.parent.name, data).items():
            found[file.parent.name, programme] = rule
    return found


def cadence(programme: str = "digital") -> Cadence:
    return Cadence(rule for (_, name), rule in rules().items() if name == programme)
