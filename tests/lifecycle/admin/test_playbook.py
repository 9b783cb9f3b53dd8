"""Tests of the playbooks' pages: reading, switching, comparing and editing them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lifecycle.admin.playbook import reading
from lifecycle.models import Playbook, PlaybookVersion
from lifecycle.playbooks import versions
from tests.admin_book import NOON, member
from tests.factories.work import PlaybookRunFactory, TaskFactory

LIST = "/admin/lifecycle/playbook/"


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def manager(client, db):
    user = member("Manager")
    client.force_login(user)
    return user


@pytest.fixture
def playbook(db) -> Playbook:
    """One of two versions."""
    step = {"key": "ask", "title": "Ask", "owner": "ta", "due": {"from": "opened", "days": 3}}
    definition = {
        "name": "Reference",
        "trigger": {"kind": "by_hand"},
        "programmes": {"scaled": None},
        "steps": [step],
    }
    versions.publish("reference", definition, now=NOON)
    changed = {**definition, "steps": [{**step, "title": "Ask nicely", "say": "With **care**"}]}
    versions.publish("reference", changed, now=NOON)
    return Playbook.objects.select_related("current").get(slug="reference")


def page(playbook: Playbook, name: str = "change") -> str:
    return reverse(f"admin:lifecycle_playbook_{name}", args=[playbook.pk])


def edited(playbook: Playbook, before: str = "", after: str = "", **sent) -> dict:
    text = reading.text(playbook.current).replace(before, after)
    return {"text": text, "seen": playbook.current_id, **sent}


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_page_reads_like_the_rule_at_the_same_cost(rows, client, manager, playbook):
    first = playbook.versions.last()
    for place in range(rows):
        PlaybookRunFactory(playbook=playbook, version=first, occurrence=str(place))
    client.get(page(playbook))
    with CaptureQueriesContext(connection) as captured:
        response = client.get(page(playbook))
    assert len(captured) == 12
    text = response.content.decode()
    assert "When somebody starts it" in text
    assert "<strong>care</strong>" in text
    assert response.context["older"] == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_list_says_when_each_opens_and_how_many_run(rows, client, manager, playbook):
    for place in range(rows):
        PlaybookRunFactory(
            playbook=playbook, version=playbook.current, occurrence=str(place), state="done"
        )
    found = client.get(LIST, {"q": "Reference"}).context["cl"].result_list
    assert [(found.sums, len(found.rules)) for found in found] == [({"done": rows}, 1)]


def test_playbook_is_paused_and_goes_on_and_remembers_who_did_it(client, manager, playbook):
    for action, state in (("pause", "paused"), ("resume", "active"), ("archive", "archived")):
        sent = {"action": action, "_selected_action": playbook.pk, "back": "page"}
        assert client.post(LIST, sent).url == page(playbook)
        assert Playbook.objects.get(pk=playbook.pk).state == state
    changes = client.get(page(playbook)).context["changes"]
    said = {(change.get_change_message(), change.user) for change in changes}
    assert said == {("Paused.", manager), ("Going on.", manager), ("Archived.", manager)}


def test_versions_are_compared(client, manager, playbook):
    context = client.get(page(playbook, "difference")).context
    assert (context["before"].number, context["after"].number) == (1, 2)
    new = ["".join(p.text for p in row.pieces) for row in context["rows"] if row.kind == "new"]
    assert new == ["  title: Ask nicely", "  say: With **care**"]
    first = client.get(page(playbook, "difference"), {"to": 1}).context
    assert (first["before"], first["after"].number) == (None, 1)


def test_edit_is_previewed_before_it_is_saved(client, manager, playbook):
    sent = edited(playbook, "days: 3", "days: 5", preview="")
    context = client.post(page(playbook, "edit"), sent).context
    assert context["steps"][0].due == "5 days after it opens"
    assert [row.kind for row in context["rows"] if row.kind in ("gone", "new")] == ["gone", "new"]
    assert playbook.versions.count() == 2


def test_edit_is_saved_as_the_next_version(client, manager, playbook):
    sent = edited(playbook, "days: 3", "days: 5", save="")
    assert client.post(page(playbook, "edit"), sent).url == page(playbook)
    version = PlaybookVersion.objects.get(playbook=playbook, number=3)
    assert (version.author, version.definition["steps"][0]["due"]["days"]) == (manager, 5)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"before": "owner: ta", "after": "owner: tax"}, "Line 8: steps.ask.owner"),
        ({}, "nothing differs"),
        ({"seen": 0, "before": "days: 3", "after": "days: 5"}, "Somebody saved another version"),
    ],
)
def test_edit_is_refused_with_a_sentence(sent, said, client, manager, playbook):
    answer = client.post(page(playbook, "edit"), edited(playbook, **sent, save=""))
    assert said in answer.content.decode()
    assert playbook.versions.count() == 2


def test_new_playbook_begins_from_an_example(client, manager, db):
    url = reverse("admin:lifecycle_playbook_new")
    text = client.get(url).context["form"].initial["text"]
    filled = text.replace("name:", "name: Thank them", 1).replace("title:", "title: Write")
    sent = {"slug": "thanks", "text": filled, "save": ""}
    assert client.post(url, sent).status_code == 302
    assert Playbook.objects.get(slug="thanks").name == "Thank them"
    assert "There is one with this key" in client.post(url, sent).content.decode()


@pytest.mark.parametrize("group", ["Technical Advisor", "Read-only"])
def test_advisor_reads_but_neither_edits_nor_switches(group, client, playbook):
    client.force_login(member(group))
    assert client.get(page(playbook)).status_code == 200
    assert client.get(page(playbook, "difference")).status_code == 200
    assert client.get(page(playbook, "edit")).status_code == 403
    client.post(LIST, {"action": "pause", "_selected_action": playbook.pk})
    assert Playbook.objects.get(pk=playbook.pk).state == "active"


@pytest.mark.parametrize("rows", [1, 3])
def test_run_shows_its_tasks(rows, client, manager, playbook):
    run = PlaybookRunFactory(playbook=playbook, version=playbook.current)
    for place in range(rows):
        TaskFactory(account=run.account, run=run, key=str(place), state="done")
    url = reverse("admin:lifecycle_playbookrun_change", args=[run.pk])
    with CaptureQueriesContext(connection) as captured:
        found = client.get(url).context["found"]
    assert len(captured) == 6
    assert (found.closed, found.share) == (rows, 100)
