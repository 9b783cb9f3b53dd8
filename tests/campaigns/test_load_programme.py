"""Tests of the door that loads a programme from files."""

import shutil

import pytest
from django.core.management import CommandError, call_command

from campaigns import starter
from campaigns.models import Campaign, CampaignVersion
from lifecycle.models import Playbook

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(starter.FOLDER, tmp_path / "programme")


def load(*arguments, capsys):
    call_command("load_programme", *map(str, arguments))
    return capsys.readouterr().out


def test_starter_programme_is_there_already(capsys):
    assert load(capsys=capsys).splitlines() == [
        "programmes: 4 unchanged",
        "document templates: 12 unchanged",
        "playbooks: 21 unchanged",
        "surveys: 4 unchanged",
        "campaigns: 14 unchanged",
    ]


def test_changed_copy_makes_a_new_version(folder, capsys):
    copy = folder / "asp_sync" / "message.md"
    copy.write_text(copy.read_text() + "\nUntil soon.\n")
    assert "campaigns: 1 changed, 13 unchanged" in load(folder, capsys=capsys)
    assert Campaign.objects.get(slug="asp_sync").current.number == 2
    assert "campaigns: 14 unchanged\n" in load(folder, capsys=capsys)


def test_mistakes_are_named_with_their_files_and_nothing_is_loaded(folder):
    (folder / "asp_sync" / "message.md").write_text("no subject")
    (folder / "monthly_recap" / "campaign.yaml").write_text("due: [")
    copy = folder / "roadmap_review" / "message.md"
    copy.write_text(copy.read_text() + "\nMore.\n")
    before = CampaignVersion.objects.count()
    with pytest.raises(CommandError) as raised:
        call_command("load_programme", str(folder))
    assert "asp_sync/message.md:1: " in str(raised.value)
    assert "monthly_recap/campaign.yaml:1: " in str(raised.value)
    assert CampaignVersion.objects.count() == before


def test_folder_without_a_programme_is_refused(tmp_path):
    with pytest.raises(CommandError, match="holds no programme"):
        call_command("load_programme", str(tmp_path))


def test_playbooks_beside_the_campaigns_are_loaded_too(folder, capsys):
    text = folder / "playbooks" / "get_well.yaml"
    text.write_text(text.read_text().replace("window: 14", "window: 10"))
    assert "1 changed" in load(folder, capsys=capsys)
    assert Playbook.objects.get(slug="get_well").current.definition["window"] == 10


def test_bad_playbook_keeps_the_campaigns_out_too(folder):
    (folder / "playbooks" / "get_well.yaml").write_text("name: Get well")
    copy = folder / "asp_sync" / "message.md"
    copy.write_text(copy.read_text() + "\nMore.\n")
    with pytest.raises(CommandError, match=r"playbooks/get_well\.yaml:1: programmes"):
        call_command("load_programme", str(folder))
    assert Campaign.objects.get(slug="asp_sync").current.number == 1
