"""Tests of an account's page of its work and of what is begun there."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Account
from lifecycle.admin.work import tab
from lifecycle.models import Playbook, PlaybookRun, Task
from tests.admin_book import NOON, member
from tests.factories.accounts import AccountFactory
from tests.factories.cast import TODAY
from tests.factories.work import (
    DocumentFactory,
    PlaybookRunFactory,
    PlaybookVersionFactory,
    TaskFactory,
)

DAY = timedelta(1)


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def me(client, db):
    user = member("Technical Advisor")
    client.force_login(user)
    return user


def page(account: Account) -> str:
    return reverse("admin:accounts_account_tab", args=[account.pk, "work"])


def do(client, account: Account, action: str, **sent):
    return client.post(reverse("admin:accounts_account_do", args=[account.pk, action]), sent)


def playbook(account: Account, **differing) -> Playbook:
    """One by hand with a step three days after it opens, for the account's programme."""
    definition = {
        "name": "Ask for a reference",
        "trigger": {"kind": "by_hand"},
        "programmes": {account.programme.slug: None},
        "steps": [
            {"key": "ask", "title": "Ask", "owner": "ta", "due": {"from": "opened", "days": 3}}
        ],
    }
    version = PlaybookVersionFactory(definition=definition, playbook__name="Reference")
    Playbook.objects.filter(pk=version.playbook_id).update(current=version, **differing)
    return version.playbook


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_page_asks_as_often_however_much_there_is(rows, client, me):
    account = AccountFactory()
    for place in range(rows):
        run = PlaybookRunFactory(account=account, occurrence=str(place))
        TaskFactory(account=account, run=run, key="a")
        TaskFactory(account=account, state="done", done_at=NOON)
        TaskFactory(account=account)
        DocumentFactory(account=account)
    client.get(page(account))
    with CaptureQueriesContext(connection) as captured:
        response = client.get(page(account))
    assert len(captured) == 10
    assert len(response.context["runs"]) == rows
    assert len(response.context["others"]) == rows


def test_empty_page_says_what_fills_it(client, me):
    text = client.get(page(AccountFactory())).content.decode()
    assert "Nothing is to be done" in text


def test_glance_counts_what_is_late_and_names_what_comes_next(db):
    account = AccountFactory()
    assert tab.glance(account, TODAY) == []
    for days in (-2, -1, 0, 3, 9):
        TaskFactory(account=account, due_on=TODAY + days * DAY)
    TaskFactory(account=account, due_on=TODAY, snoozed_until=TODAY + DAY)
    labels = [line.label for line in tab.glance(account, TODAY)]
    assert labels[:2] == ["2 overdue", "today"]
    assert len(labels) == 3


def test_task_is_added_on_the_account(client, me):
    account = AccountFactory(ta=me)
    sent = {"title": "Call", "due_on": TODAY, "owner_role": "ta", "points": "one\ntwo"}
    assert do(client, account, "add-task", **sent).url == page(account)
    task = Task.objects.get()
    assert (task.account, task.owner, len(task.checklist)) == (account, me, 2)


def test_playbook_is_read_before_it_starts(client, me):
    account = AccountFactory(ta=me)
    chosen = playbook(account)
    text = client.get(
        reverse("admin:accounts_account_do", args=[account.pk, "start-playbook"])
    ).content.decode()
    assert f"due {TODAY + 3 * DAY:%a %-d %b %Y}" in text
    assert not Task.objects.exists()
    assert do(client, account, "start-playbook", playbook=chosen.pk).status_code == 302
    run = PlaybookRun.objects.get()
    assert (run.opened_by, run.tasks.get().owner) == (me, me)


def test_playbook_that_runs_or_rests_cannot_be_started(client, me):
    account = AccountFactory()
    open_, paused = playbook(account), playbook(account, state="paused")
    do(client, account, "start-playbook", playbook=open_.pk)
    for chosen in (open_, paused):
        refused = do(client, account, "start-playbook", playbook=chosen.pk)
        assert "Choose one of these" in refused.content.decode()
    assert PlaybookRun.objects.count() == 1


@pytest.mark.parametrize("action", ["add-task", "start-playbook"])
def test_read_only_member_begins_nothing(action, client, db):
    client.force_login(member("Read-only"))
    account = AccountFactory()
    assert do(client, account, action, title="x").status_code == 403
    assert client.get(page(account)).status_code == 200
