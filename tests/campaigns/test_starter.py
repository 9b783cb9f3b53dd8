"""A programme loaded from its folder of files: checked first, a new version only for a change."""

import shutil
from pathlib import Path

import pytest

from campaigns import starter
from campaigns.models import Campaign, CampaignState, CampaignVersion, Message
from lifecycle.shelf import FolderError
from tests.campaigns.starter_rules import FOLDER
from tests.factories.accounts import MOMENT

COPY = (
    "---\nsubject: Hello\npreheader: Short\n---\nGood morning, {{ contact_first_name | there }}.\n"
)
RULE = """name: A greeting
purpose: Says hello.
priority: 20
window: 7
to: [champion]
stages: [onboarding]
due: {kind: relationship_day, days: {1: 5}}
programmes: {digital: }
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One good campaign of a folder of its own."""
    (tmp_path / "greeting").mkdir()
    (tmp_path / "greeting" / "campaign.yaml").write_text(RULE)
    (tmp_path / "greeting" / "message.md").write_text(COPY)
    return tmp_path


def load(folder: Path) -> dict[str, int]:
    return starter.load(folder, now=MOMENT)


@pytest.mark.django_db
def test_migration_has_loaded_the_files_of_the_starter_programme():
    assert load(FOLDER) == {"unchanged": 14}
    assert set(Campaign.objects.values_list("state", flat=True)) == {"active"}


@pytest.mark.django_db
def test_new_campaign_starts_active_with_its_first_version(folder):
    assert load(folder)["new"] == 1
    campaign = Campaign.objects.get(slug="greeting")
    assert (campaign.name, campaign.state, campaign.current.number) == (
        "A greeting",
        "active",
        1,
    )
    message = campaign.current.messages.get()
    assert (message.name, message.subject, message.preheader) == ("message", "Hello", "Short")
    assert message.body.strip() == "Good morning, {{ contact_first_name | there }}."


@pytest.mark.django_db
def test_same_files_again_write_nothing(folder):
    load(folder)
    assert load(folder)["unchanged"] == 1
    assert CampaignVersion.objects.filter(campaign__slug="greeting").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("file", ["campaign.yaml", "message.md"])
def test_changed_file_makes_a_new_version_and_keeps_the_old(folder, file):
    load(folder)
    path = folder / "greeting" / file
    path.write_text(path.read_text().replace("20", "25").replace("morning", "evening"))
    assert load(folder)["changed"] == 1
    first, second = CampaignVersion.objects.filter(campaign__slug="greeting").order_by("number")
    assert Campaign.objects.get(slug="greeting").current == second
    assert (first.rule != second.rule) is (file == "campaign.yaml")
    assert Message.objects.filter(version=first).count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("state", [CampaignState.PAUSED, CampaignState.ARCHIVED])
def test_campaign_that_somebody_stopped_stays_stopped(folder, state):
    load(folder)
    Campaign.objects.filter(slug="greeting").update(state=state)
    (folder / "greeting" / "message.md").write_text(COPY.replace("Hello", "Hallo"))
    load(folder)
    assert Campaign.objects.get(slug="greeting").state == state


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        pytest.param("campaign.yaml", RULE.replace("20", "high"), "priority", id="rule"),
        pytest.param("campaign.yaml", "- a list", "mapping", id="list"),
        pytest.param("campaign.yaml", "name: [", "greeting", id="no YAML"),
        pytest.param(
            "message.md", COPY.replace("contact_first_name", "nickname"), "nickname", id="variable"
        ),
        pytest.param("message.md", "Hello", "message.md", id="no header"),
    ],
)
def test_file_that_cannot_be_used_is_named(folder, file, text, said):
    (folder / "greeting" / file).write_text(text)
    with pytest.raises(FolderError, match=said) as refused:
        starter.read(folder)
    assert str(refused.value).startswith(f"greeting/{file}:")


def test_every_bad_campaign_is_named_at_once(folder):
    for name in ("other", "third"):
        shutil.copytree(folder / "greeting", folder / name)
        (folder / name / "message.md").write_text("no header")
    with pytest.raises(FolderError) as refused:
        starter.read(folder)
    assert [line.split("/")[0] for line in str(refused.value).splitlines()] == ["other", "third"]


def test_campaign_without_copy_and_folder_without_campaigns_are_refused(folder, tmp_path_factory):
    (folder / "greeting" / "message.md").unlink()
    with pytest.raises(FolderError, match="no copy"):
        starter.read(folder)
    with pytest.raises(FolderError, match=r"no campaign\.yaml"):
        starter.read(tmp_path_factory.mktemp("empty"))


def test_digest_does_not_depend_on_the_order_of_fields(folder):
    (first,) = starter.read(folder)
    lines = RULE.splitlines()
    (folder / "greeting" / "campaign.yaml").write_text("\n".join(reversed(lines)))
    (second,) = starter.read(folder)
    assert first.digest == second.digest
