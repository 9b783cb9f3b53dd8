"""The library loaded from its files: checked first, a new version only for a change."""

from pathlib import Path

import pytest

from lifecycle.models import DocumentTemplate, Playbook
from lifecycle.playbooks import library, versions
from lifecycle.shelf import FolderError
from tests.factories.accounts import MOMENT, UserFactory

PLAYBOOK = """name: Greeting
purpose: Says hello.
trigger: {kind: relationship_day, days: [5]}
window: 7
programmes: {digital: }
steps:
  - {key: call, title: Call, owner: ta, due: {from: due, days: 2}, document: note}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "note.md").write_text("# Note\n\n{{ account.name }}\n")
    (tmp_path / "greeting.yaml").write_text(PLAYBOOK)
    return tmp_path


def load(folder: Path) -> dict[str, int]:
    return dict(library.load(folder, now=MOMENT))


@pytest.mark.django_db
def test_migration_has_loaded_the_starter_library():
    assert load(library.FOLDER) == {"unchanged": 21}
    assert DocumentTemplate.objects.count() == 12
    assert set(Playbook.objects.values_list("state", flat=True)) == {"active"}
    assert not Playbook.objects.filter(purpose="").exists()


@pytest.mark.django_db
def test_change_makes_a_version_and_the_same_files_none(folder):
    assert load(folder) == {"new": 1}
    assert load(folder) == {"unchanged": 1}
    (folder / "greeting.yaml").write_text(PLAYBOOK.replace("window: 7", "window: 9"))
    (folder / "documents" / "note.md").write_text("# Note\n\nHello\n")
    assert load(folder) == {"changed": 1}
    playbook = Playbook.objects.get(slug="greeting")
    assert [v.definition["window"] for v in playbook.versions.order_by("number")] == [7, 9]
    assert playbook.current.number == 2
    bodies = DocumentTemplate.objects.filter(slug="note").order_by("number")
    assert [template.body for template in bodies] == [
        "# Note\n\n{{ account.name }}\n",
        "# Note\n\nHello\n",
    ]


@pytest.mark.django_db
def test_playbook_that_somebody_stopped_stays_stopped(folder):
    load(folder)
    versions.set_state(Playbook.objects.get(slug="greeting"), "paused")
    (folder / "greeting.yaml").write_text(PLAYBOOK.replace("Call", "Ring"))
    load(folder)
    assert Playbook.objects.get(slug="greeting").state == "paused"


@pytest.mark.django_db
def test_what_was_written_in_the_portal_stays_unless_replaced(folder):
    load(folder)
    by = UserFactory()
    own = library.read(folder).playbooks["greeting"] | {"window": 3}
    versions.publish("greeting", own, now=MOMENT, author=by)
    versions.publish_template("note", "Note", "# Note\n\nOurs\n", now=MOMENT, author=by)
    assert load(folder) == {"kept": 1}
    assert Playbook.objects.get(slug="greeting").current.definition["window"] == 3
    assert DocumentTemplate.objects.filter(slug="note").first().body.endswith("Ours\n")
    library.load(folder, now=MOMENT, replace=True)
    assert Playbook.objects.get(slug="greeting").current.definition["window"] == 7
    assert not DocumentTemplate.objects.filter(slug="note").first().body.endswith("Ours\n")


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("greeting.yaml", PLAYBOOK.replace("window: 7", "window: week"), "greeting.yaml:4: window"),
        ("greeting.yaml", "- a list", "greeting.yaml:1: a mapping"),
        ("greeting.yaml", "name: [", "greeting.yaml:1: "),
        ("greeting.yaml", PLAYBOOK.replace("note}", "letter}"), "no such template"),
        ("documents/note.md", "# Note\n{{ nickname }}", "documents/note.md: line 2: .*nickname"),
        ("documents/note.md", "Hello", "documents/note.md: line 1"),
    ],
)
def test_file_that_cannot_be_used_is_named(folder, file, text, said):
    (folder / file).write_text(text)
    with pytest.raises(FolderError, match=said):
        library.read(folder)


def test_every_bad_file_is_named_at_once_and_an_empty_folder_too(folder, tmp_path_factory):
    (folder / "greeting.yaml").write_text("name: ")
    (folder / "other.yaml").write_text("name: ")
    with pytest.raises(FolderError) as refused:
        library.read(folder)
    assert [line.partition(":")[0] for line in str(refused.value).splitlines()] == [
        "greeting.yaml",
        "other.yaml",
    ]
    with pytest.raises(FolderError, match="holds no playbook"):
        library.read(tmp_path_factory.mktemp("empty"))
