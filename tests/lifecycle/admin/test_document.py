"""Tests of the documents' pages and of the library of templates."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lifecycle.models import Document, DocumentTemplate, Playbook
from lifecycle.playbooks import versions
from lifecycle.work import document as documents
from tests.admin_book import NOON, member
from tests.factories.accounts import AccountFactory, UserFactory
from tests.factories.work import DocumentFactory, TaskFactory

LIST = "/admin/lifecycle/document/"
LIBRARY = "/admin/lifecycle/documenttemplate/"


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def me(client, db):
    user = member("Technical Advisor")
    client.force_login(user)
    return user


@pytest.fixture
def template(db) -> DocumentTemplate:
    versions.publish_template("letter", "Letter", "# For {{ account.name }}\n", now=NOON)
    return documents.latest("letter")


def page(document: Document, name: str = "change") -> str:
    return reverse(f"admin:lifecycle_document_{name}", args=[document.pk])


def library(template: DocumentTemplate, name: str = "change") -> str:
    return reverse(f"admin:lifecycle_documenttemplate_{name}", args=[template.pk])


def edit(client, document: Document, body: str, seen=None):
    seen = (seen or document.changed_at).isoformat()
    return client.post(page(document, "edit"), {"body": body, "seen": seen})


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_page_shows_the_text_and_its_versions_at_the_same_cost(rows, client, me):
    document = DocumentFactory(body="**Start**")
    for place in range(rows):
        now = NOON + timedelta(minutes=place)
        documents.save(document, f"**Text** {place}", by=me, now=now)
    client.get(page(document))
    with CaptureQueriesContext(connection) as captured:
        response = client.get(page(document))
    assert len(captured) == 6
    assert "<strong>Text</strong>" in response.content.decode()
    assert [text.number for text in response.context["versions"]] == [*range(rows + 1, 0, -1)]


def test_list_opens_on_what_is_in_use_and_finds_by_template(client, me, template):
    account = AccountFactory()
    used = documents.write(account, template, by=me, now=NOON)
    away = DocumentFactory(archived_at=NOON, account=account)
    found = [list(client.get(LIST, asked).context["cl"].result_list) for asked in (
        {}, {"archived": "yes"}, {"from": "letter", "archived": "all"}
    )]  # fmt: skip
    assert found == [[used], [away], [used]]


def test_document_is_begun_from_a_task_with_what_is_known(client, me, template):
    task = TaskFactory(account__name="Acme")
    sent = {"account": task.account_id, "task": task.pk, "template": template.pk}
    answer = client.post(reverse("admin:lifecycle_document_write"), sent)
    document = Document.objects.get()
    assert answer.url == page(document, "edit")
    assert (document.task, document.body, document.author) == (task, "# For Acme\n", me)


def test_document_for_another_accounts_task_is_refused(client, me, template):
    task = TaskFactory()
    sent = {"account": AccountFactory().pk, "task": task.pk, "template": template.pk}
    assert client.post(reverse("admin:lifecycle_document_write"), sent).status_code == 403
    assert not Document.objects.exists()


def test_task_page_offers_the_newest_templates(client, me, template):
    versions.publish_template("letter", "Letter", "# New\n", now=NOON)
    url = reverse("admin:lifecycle_task_change", args=[TaskFactory().pk])
    offered = client.get(url).context["write"].fields["template"].choices
    assert [pk for pk, name in offered if name == "Letter"] == [documents.latest("letter").pk]


def test_document_is_edited_and_its_text_before_is_kept(client, me):
    document = DocumentFactory(body="one")
    assert edit(client, document, "two\r\nthree").url == page(document)
    document.refresh_from_db()
    assert (document.body, document.versions.get().body) == ("two\nthree", "one")
    rows = client.get(page(document, "difference")).context["rows"]
    assert [row.kind for row in rows] == ["gone", "new", "new"]


def test_what_somebody_saved_meanwhile_is_not_written_over(client, me):
    document = DocumentFactory(body="one")
    opened = document.changed_at
    documents.save(document, "theirs", by=UserFactory(first_name="Ann", last_name=""), now=NOON)
    text = edit(client, document, "mine", seen=opened).content.decode()
    assert "Ann saved the document meanwhile" in text
    assert "theirs" in text and "mine" in text
    assert Document.objects.get().body == "theirs"


def test_preview_renders_and_keeps_nothing(client, me):
    answer = client.post(reverse("admin:lifecycle_document_preview"), {"body": "**a** <b>"})
    assert answer.content.decode() == "<p><strong>a</strong> &lt;b&gt;</p>\n"
    assert client.get(reverse("admin:lifecycle_document_preview")).status_code == 405


def test_preview_of_a_template_names_its_variables(client, me):
    body = "| {{ team.ta | the pool }} |\n|---|"
    url = reverse("admin:lifecycle_documenttemplate_preview")
    assert "<th>‹team.ta›</th>" in client.post(url, {"body": body}).content.decode()


def test_archived_document_is_read_and_printed_but_not_edited(client, me):
    document = DocumentFactory(body="# Title")
    assert client.post(page(document, "archive")).status_code == 302
    assert Document.objects.get().archived_at == NOON
    assert client.get(page(document)).status_code == 200
    assert "<h1>Title</h1>" in client.get(page(document, "print")).content.decode()
    assert client.get(page(document, "edit")).status_code == 403


@pytest.mark.parametrize("name", ["edit", "archive"])
def test_read_only_member_changes_no_document(name, client, db, template):
    client.force_login(member("Read-only"))
    document = DocumentFactory()
    assert client.post(page(document, name), {"body": "x"}).status_code == 403
    assert client.get(page(document)).status_code == 200
    sent = {"account": document.account_id, "template": template.pk}
    assert client.post(reverse("admin:lifecycle_document_write"), sent).status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_library_shows_each_template_once_with_its_documents(rows, client, me, template):
    for place in range(rows):
        versions.publish_template("letter", "Letter", f"# {place}\n", now=NOON)
        DocumentFactory(template=template)
    found = client.get(LIBRARY, {"q": "Letter"}).context["cl"].result_list
    assert [(row.number, row.written_count) for row in found] == [(rows + 1, rows)]
    found = client.get(LIBRARY, {"q": "Letter", "versions": "all"}).context["cl"].result_list
    assert len(found) == rows + 1


def test_template_names_the_playbooks_that_ask_for_it(client, me):
    playbook = Playbook.objects.get(slug="prospect_handoff")
    asked = client.get(library(documents.latest("handoff"))).context["asked_for"]
    assert asked == [(playbook, "Write the handoff document")]


@pytest.mark.parametrize(
    ("body", "number", "said"),
    [
        ("# Dear {{ account.name }}\n", 2, "Saved."),
        ("# For {{ account.name }}", 1, "Nothing differs"),
        ("# Dear {{ account.nam }}", 1, "Line 1: there is no variable account.nam"),
    ],
)
def test_template_is_saved_as_the_next_version(body, number, said, client, db, template):
    client.force_login(member("Manager"))
    sent = {"name": "Letter", "body": body}
    answer = client.post(library(template, "edit"), sent, follow=True)
    assert said in answer.content.decode()
    assert documents.latest("letter").number == number


def test_versions_of_a_template_are_compared(client, me, template):
    versions.publish_template("letter", "Letter", "# Dear {{ account.name }}\n", now=NOON)
    rows = client.get(library(template, "difference")).context["rows"]
    assert [row.kind for row in rows] == ["gone", "new"]


def test_new_template_needs_a_key_of_its_own(client, db, template):
    client.force_login(member("CS Operations"))
    url = reverse("admin:lifecycle_documenttemplate_new")
    sent = {"slug": "letter", "name": "Note", "body": "# Note"}
    assert "There is one with this key" in client.post(url, sent).content.decode()
    assert client.post(url, {**sent, "slug": "note"}).status_code == 302
    assert documents.latest("note").body == "# Note\n"


def test_advisor_reads_the_library_and_does_not_write_it(client, me, template):
    assert client.get(library(template)).status_code == 200
    assert client.post(library(template, "edit"), {"name": "x", "body": "x"}).status_code == 403
