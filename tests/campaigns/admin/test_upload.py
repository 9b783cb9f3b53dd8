"""Tests of a programme's folder that comes in as a zip: shown first, then loaded, within bounds."""

import io
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from campaigns import programme
from campaigns.models import Campaign
from tests.admin_book import member

pytestmark = pytest.mark.django_db
UPLOAD = "/admin/campaigns/campaign/upload/"
FILE = "quarterly_checkin/campaign.yaml"


def packed(files: dict[str, str]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as target:
        for name, text in files.items():
            target.writestr(name, text)
    return held.getvalue()


def post(client, files: dict[str, str] | bytes):
    content = files if isinstance(files, bytes) else packed(files)
    return client.post(UPLOAD, {"folder": SimpleUploadedFile("programme.zip", content)})


def changed() -> dict[str, str]:
    """The portal's own programme, packed in a folder, with one window longer."""
    files = {f"programme/{path}": text for path, text in programme.written().items()}
    files[f"programme/{FILE}"] = files[f"programme/{FILE}"].replace("window: 7", "window: 9")
    return files


def window() -> int:
    return Campaign.objects.get(slug="quarterly_checkin").current.rule["window"]


@pytest.fixture
def operator(client):
    client.force_login(member("CS Operations"))
    return client


def test_difference_is_shown_before_anything_is_loaded(operator):
    page = post(operator, changed())
    assert "+window: 9" in page.text and "-window: 7" in page.text
    assert dict(page.context["counts"]) == {"new": 0, "changed": 1}
    assert window() == 7
    operator.post(UPLOAD, {"packed": page.context["packed"], "load": "yes"})
    assert window() == 9
    again = post(operator, changed())
    assert "Nothing: the portal holds the same." in again.text


def test_same_programme_changes_nothing(operator):
    page = post(operator, programme.written())
    assert "Nothing: the portal holds the same." in page.text


def test_mistakes_are_named_with_file_and_line(operator):
    files = changed()
    files[f"programme/{FILE}"] += "windw: 3\n"
    page = post(operator, files)
    assert any(said.startswith(f"{FILE}:") for said in page.context["problems"])
    assert window() == 7


def test_campaign_for_many_is_not_put_in_force_by_one_person_alone(operator, settings):
    settings.PORTAL_APPROVAL_ABOVE = -1
    page = post(operator, changed())
    assert "a second person has to publish them" in page.text
    operator.post(UPLOAD, {"packed": page.context["packed"], "load": "yes"})
    assert window() == 7


@pytest.mark.parametrize(
    ("files", "says"),
    [
        (b"no zip", "no zip that can be read"),
        ({"../evil/campaign.yaml": "x"}, "names a place outside"),
        ({"/etc/campaign.yaml": "x"}, "names a place outside"),
        ({"a/readme.txt": "x"}, "holds no programme"),
        ({"a/campaign.yaml": "x" * 6_000_000}, "5 MB unpacked"),
        ({f"a/{number}.md": "" for number in range(1001)}, "More than 1000 files"),
    ],
)
def test_what_is_no_such_folder_is_refused(operator, files, says):
    page = post(operator, files)
    assert page.status_code == 200
    assert says in " ".join(page.context["problems"])


def test_nothing_is_written_outside_of_the_folder(operator, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "inside"))
    (tmp_path / "inside").mkdir()
    post(operator, {"../../evil.yaml": "x"})
    assert [found.name for found in Path(tmp_path).iterdir()] == ["inside"]


@pytest.mark.parametrize("group", ["Read-only", "Technical Advisor", "Account Executive"])
def test_who_may_not_publish_loads_nothing(client, group):
    client.force_login(member(group))
    assert client.get(UPLOAD).status_code == 403
    assert post(client, changed()).status_code == 403
