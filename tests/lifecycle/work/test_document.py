"""Documents begin with what is known, keep every text, and are put away, not deleted."""

from datetime import timedelta

import pytest

from accounts.models import TimelineEntry
from lifecycle.models import Document, DocumentTemplate
from lifecycle.playbooks import library
from lifecycle.work import document as documents
from lifecycle.work.fill import UNKNOWN, VARIABLES
from tests.factories.accounts import (
    MOMENT,
    START,
    AccountFactory,
    ContactFactory,
    ContractFactory,
    PingFactory,
    UserFactory,
)
from tests.factories.work import PlaybookRunFactory, PlaybookVersionFactory, TaskFactory
from tests.lifecycle.playbooks.examples import STEP, definition

pytestmark = pytest.mark.django_db
ALL = "\n".join(f"{name}={{{{ {name} }}}}" for name in VARIABLES)


def template(body: str) -> DocumentTemplate:
    return DocumentTemplate.objects.create(
        slug="note", number=1, name="Note", body=body, created_at=MOMENT
    )


def test_document_begins_with_what_is_known():
    by = UserFactory(first_name="Robin", last_name="Ray")
    account = AccountFactory(name="Acme", developers=1200, ta=by)
    ContractFactory(account=account, start=START, end=START + timedelta(365), seats=100)
    ContactFactory(account=account, first_name="Ada", last_name="Lovelace", champion=True)
    now = MOMENT.replace(year=START.year, month=START.month, day=START.day) + timedelta(30)
    for back in range(1, 6):
        PingFactory(account=account, date=now.date() - timedelta(back), dau=10, mau=25)
    document = documents.write(account, template(ALL), by=by, now=now)
    told = dict(line.split("=") for line in document.body.splitlines())
    assert told["account.name"] == "Acme"
    assert told["account.developers"] == "1,200"
    assert told["team.ta"] == told["author"] == "Robin Ray"
    assert told["team.ae"] == UNKNOWN
    assert told["contract.seats"] == "100"
    assert told["usage.utilization"] == "25 %"
    assert told["usage.usage"] == "40 %"
    assert told["contacts.champion"] == "Ada Lovelace"
    assert told["contacts.economic_buyer"] == UNKNOWN
    assert told["health.band"] == UNKNOWN
    assert TimelineEntry.objects.get().title == f"Document “{document.title}” begun"


def test_every_template_of_the_library_can_be_written_for_an_account_without_anything():
    account = AccountFactory(name="Bare")
    for found in DocumentTemplate.objects.all():
        body = documents.write(account, found, by=None, now=MOMENT).body
        assert "{{" not in body
        assert "Bare" in body
    assert DocumentTemplate.objects.count() == len(library.read().templates)


def test_saving_keeps_the_text_before_with_who_wrote_it():
    first, second = UserFactory(), UserFactory()
    document = documents.write(AccountFactory(), template("One"), by=first, now=MOMENT)
    later = MOMENT + timedelta(hours=1)
    assert documents.save(document, "Two", by=second, now=later)
    assert not documents.save(document, "Two", by=second, now=later + timedelta(hours=1))
    assert documents.save(document, "Three", by=first, now=later + timedelta(hours=2))
    kept = document.versions.order_by("number").values_list("number", "body", "author")
    assert list(kept) == [(1, "One", first.pk), (2, "Two", second.pk)]
    assert Document.objects.get().body == "Three"


def test_what_somebody_else_saved_meanwhile_is_not_written_over():
    document = documents.write(AccountFactory(), template("One"), by=None, now=MOMENT)
    later = MOMENT + timedelta(hours=1)
    documents.save(document, "Two", by=UserFactory(first_name="Robin"), now=later, seen_at=MOMENT)
    with pytest.raises(ValueError, match="saved the document meanwhile"):
        documents.save(document, "Mine", by=UserFactory(), now=later, seen_at=MOMENT)
    assert Document.objects.get().body == "Two"


def test_archived_document_is_read_only():
    document = documents.write(AccountFactory(), template("One"), by=None, now=MOMENT)
    by = UserFactory()
    assert documents.archive(document, by=by, now=MOMENT)
    assert not documents.archive(document, by=by, now=MOMENT)
    with pytest.raises(ValueError, match="archived"):
        documents.save(document, "Two", by=by, now=MOMENT)


def test_document_of_a_task_belongs_to_the_tasks_account():
    task, note = TaskFactory(), template("One")
    with pytest.raises(ValueError, match="is not"):
        documents.write(AccountFactory(), note, by=None, now=MOMENT, task=task)
    made = documents.write(task.account, note, by=None, now=MOMENT, task=task)
    assert list(task.documents.all()) == [made]


def test_task_knows_the_template_its_step_asks_for():
    note = template("One")
    version = PlaybookVersionFactory(
        definition=definition(trigger={"days": [1]}, steps=[STEP | {"document": "note"}])
    )
    run = PlaybookRunFactory(version=version)
    assert documents.template_of(TaskFactory(account=run.account, run=run, key="call")) == note
    assert documents.template_of(TaskFactory(account=run.account, run=run, key="other")) is None
    assert documents.template_of(TaskFactory()) is None
