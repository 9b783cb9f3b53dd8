"""The whole programme as text: out and in again, the same bytes, and nothing lost on the way."""

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command

from accounts.models import Programme
from campaigns import programme, starter
from campaigns.drafting import draft as drafts
from campaigns.models import Campaign, CampaignVersion, Message, Segment, Survey, SurveyVersion
from lifecycle.models import DocumentTemplate, Playbook, PlaybookVersion
from lifecycle.playbooks import versions
from lifecycle.shelf import FolderError
from tests.factories.accounts import MOMENT, UserFactory

pytestmark = pytest.mark.django_db


def load(folder, **options):
    return programme.load(programme.read(folder), now=MOMENT, **options)


def emptied():
    Campaign.objects.update(current=None)
    Playbook.objects.update(current=None)
    Survey.objects.update(current=None)
    for model in (
        Message,
        CampaignVersion,
        Campaign,
        PlaybookVersion,
        Playbook,
        DocumentTemplate,
        Segment,
        SurveyVersion,
        Survey,
        Programme,
    ):
        model.objects.all().delete()


def published(slug="asp_sync", **copy):
    """Somebody writes a campaign's next version in the portal."""
    campaign, by = Campaign.objects.get(slug=slug), UserFactory()
    draft = drafts.begin(campaign, by=by, now=MOMENT)
    copies = {name: {**found, **copy} for name, found in draft.copies.items()}
    drafts.save(draft, revision=1, by=by, now=MOMENT, copies=copies)
    return drafts.publish(draft, revision=2, by=by, now=MOMENT)


def lived_in():
    """A programme with everything that is hard to write down."""
    published(
        subject='"Quoted": a # sign', preheader="", body="\r\n  \r\nDash\r\n---\r\nmore  \r\n\r\n"
    )
    Campaign.objects.filter(slug="monthly_recap").update(state="paused")
    versions.set_state(Playbook.objects.get(slug="cbr"), "paused")
    Segment.objects.create(
        name="Größe: klein & fein",
        query={"stage": ["adopting"], "usage_below": "20", "programme": ["vip"]},
        roles=["champion"],
        changed_at=MOMENT,
    )
    Segment.objects.create(
        name="Grosse klein fein", query={"tier": ["1"]}, roles=[], changed_at=MOMENT
    )
    Programme.objects.create(
        slug="vip",
        name="VIP: the few",
        description="Two\nlines: of words\n",
        policy={
            "ranges": {"usage": {"poor": "<= 10", "concerning": "> 10, < 40", "healthy": ">= 40"}}
        },
    )


def test_starter_programme_is_what_a_fresh_portal_exports(tmp_path):
    for path, text in programme.written().items():
        assert (starter.FOLDER / path).read_text(encoding="utf-8") == text, path
    assert programme.write(tmp_path) == []
    loaded = load(tmp_path)
    assert {word for counts in loaded.values() for word in counts} == {"unchanged"}


def test_export_loaded_into_an_empty_portal_exports_the_same_bytes(tmp_path):
    lived_in()
    before = programme.written()
    programme.write(tmp_path)
    emptied()
    assert not programme.written()
    load(tmp_path)
    assert programme.written() == before
    assert Campaign.objects.get(slug="monthly_recap").state == "paused"
    assert {word for counts in load(tmp_path).values() for word in counts} == {"unchanged"}


def test_loading_twice_writes_nothing(tmp_path):
    lived_in()
    programme.write(tmp_path)
    rows = CampaignVersion.objects.count(), PlaybookVersion.objects.count()
    load(tmp_path, replace=True)
    assert (CampaignVersion.objects.count(), PlaybookVersion.objects.count()) == rows


def test_archive_drafts_and_private_segments_stay_here(tmp_path):
    Campaign.objects.filter(slug="asp_sync").update(state="archived")
    Segment.objects.create(name="Mine", query={}, shared=False, changed_at=MOMENT)
    drafts.create("new_one", "New one", by=UserFactory(), now=MOMENT)
    files = programme.written()
    assert not [path for path in files if path.startswith(("asp_sync/", "segments/", "new_one/"))]


def test_private_segment_is_not_taken_by_a_file_of_its_name(tmp_path):
    mine = Segment.objects.create(
        name="Mine", query={"tier": ["1"]}, shared=False, owner=UserFactory(), changed_at=MOMENT
    )
    (tmp_path / "segments").mkdir()
    (tmp_path / "segments" / "mine.yaml").write_text("name: Mine\nquery: {tier: ['2']}\n")
    assert load(tmp_path)["segments"] == {"kept": 1}
    mine.refresh_from_db()
    assert (mine.query, mine.shared) == ({"tier": ["1"]}, False)


def test_policy_changed_on_its_page_is_kept_unless_replaced(tmp_path):
    programme.write(tmp_path)
    scaled, by = Programme.objects.get(slug="scaled"), UserFactory()
    scaled.policy = {**scaled.policy, "onboarding_days": 50}
    scaled.save()
    kind = ContentType.objects.get_for_model(Programme)
    LogEntry.objects.create(
        user=by, content_type=kind, object_id=str(scaled.pk), action_flag=CHANGE
    )
    assert load(tmp_path)["programmes"] == {"unchanged": 3, "kept": 1}
    assert load(tmp_path, replace=True)["programmes"] == {"unchanged": 3, "changed": 1}
    scaled.refresh_from_db()
    assert "onboarding_days" not in scaled.policy


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("programmes/digital.yaml", "name: D\npolicy:\n  onboarding_days: x\n", ":3: policy.onb"),
        ("programmes/digital.yaml", "name: D\ncolour: red\n", ":2: colour: no such field"),
        ("programmes/digital.yaml", "policy: {}\n", ":1: name: a name"),
        (
            "segments/a.yaml",
            "name: A\nquery:\n  stage: [adopting]\n  mood: bad\n",
            ":4: query.mood",
        ),
        ("segments/a.yaml", "name: A\nquery: {usage_below: few}\n", ":2: query.usage_below"),
        ("segments/a.yaml", "name: A\nroles: [king]\n", ":2: roles"),
        ("asp_sync/campaign.yaml", "name: A\npriority: high\n", ":1: programmes"),
        ("asp_sync/message.md", "---\nsubject: A\npreheader: B\n---\n\n{{ nick }}\n", ":6: body"),
        ("playbooks/cbr.yaml", "name: A\nstate: asleep\n", ":2: state: 'asleep'"),
    ],
)
def test_mistake_is_told_with_file_and_line_and_nothing_is_loaded(tmp_path, file, text, said):
    programme.write(tmp_path)
    (tmp_path / file).parent.mkdir(exist_ok=True)
    (tmp_path / file).write_text(text)
    with pytest.raises(FolderError) as refused:
        programme.read(tmp_path)
    assert f"{file}{said}" in str(refused.value)


def test_difference_is_shown_before_loading_and_nothing_is_written(tmp_path, capsys):
    call_command("export_programme", str(tmp_path))
    rule = tmp_path / "asp_sync" / "campaign.yaml"
    rule.write_text(rule.read_text().replace("window: 14", "window: 10"))
    published("roadmap_review", subject="Ours")
    capsys.readouterr()
    call_command("load_programme", str(tmp_path), "--dry-run")
    told = capsys.readouterr().out.splitlines()
    assert [line for line in told if "window: 1" in line][:2] == ["-window: 14", "+window: 10"]
    assert "# kept as written in the portal: roadmap_review/campaign.yaml" in told
    unchanged = Campaign.objects.count() - 2
    assert f"campaigns: 1 changed, 1 kept, {unchanged} unchanged" in told
    assert Campaign.objects.get(slug="asp_sync").current.number == 1


def test_export_names_files_that_are_no_part_of_it_and_removes_them_when_asked(tmp_path, capsys):
    programme.write(tmp_path)
    (tmp_path / "README.md").write_text("Ours")
    Campaign.objects.filter(slug="asp_sync").update(state="archived")
    call_command("export_programme", str(tmp_path))
    assert "asp_sync/campaign.yaml: not part of the programme" in capsys.readouterr().err
    assert (tmp_path / "asp_sync" / "message.md").exists()
    call_command("export_programme", str(tmp_path), "--prune")
    assert not list((tmp_path / "asp_sync").glob("*"))
    assert (tmp_path / "README.md").exists()


def test_folder_that_cannot_be_written_is_refused_in_a_line(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(CommandError, match="file"):
        call_command("export_programme", str(tmp_path / "file"))
