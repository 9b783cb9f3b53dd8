"""Tests of the list of tasks and of what is done to several at once."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Account
from lifecycle.models import PlaybookRun, Task
from tests.admin_book import NOON, member
from tests.factories.accounts import AccountFactory, UserFactory
from tests.factories.cast import TODAY
from tests.factories.work import PlaybookRunFactory, TaskFactory

LIST = "/admin/lifecycle/task/"
DAY = timedelta(1)


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def me(client, db):
    user = member("Technical Advisor")
    client.force_login(user)
    return user


def shown(client, **asked) -> list[str]:
    changelist = client.get(LIST, asked).context["cl"]
    return [task.title for task in changelist.result_list]


def act(client, action: str, tasks, **filled):
    """Choose the tasks and the action, and say yes to what the page asks."""
    chosen = {"action": action, "_selected_action": [task.pk for task in tasks]}
    asked = client.post(f"{LIST}?whose=all&state=all&snoozed=all", chosen)
    again = {**chosen, **filled, "confirmed": "yes"}
    return asked, client.post(f"{LIST}?whose=all&state=all&snoozed=all", again)


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_list_asks_as_often_whatever_its_length(rows, client, me):
    run = PlaybookRunFactory()
    for place in range(rows):
        TaskFactory(account=run.account, run=run, key=f"s{place}", owner=me, due_on=TODAY)
    client.get(LIST)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(LIST)
    assert len(captured) == 9
    assert len(response.content) < 500_000


def test_list_opens_on_what_is_mine_open_and_awake_the_latest_first(client, me):
    TaskFactory(title="soon", owner=me, due_on=TODAY + DAY)
    TaskFactory(title="late", owner=me, due_on=TODAY - DAY)
    TaskFactory(title="done", owner=me, state="done")
    TaskFactory(title="asleep", owner=me, snoozed_until=TODAY + DAY)
    TaskFactory(title="awake", owner=me, due_on=TODAY, snoozed_until=TODAY)
    TaskFactory(title="nobody's")
    assert shown(client) == ["late", "awake", "soon"]


def test_list_opens_on_everybodys_for_a_manager_who_has_none(client, db):
    manager = member("Manager")
    client.force_login(manager)
    TaskFactory(title="theirs", owner=UserFactory())
    assert shown(client) == ["theirs"]
    assert shown(client, whose="mine") == []
    TaskFactory(title="mine", owner=manager)
    assert shown(client) == ["mine"]


def test_list_leaves_out_accounts_that_left_the_book(client, me):
    TaskFactory(title="gone", owner=me, account=AccountFactory(removed_at=NOON))
    assert shown(client, whose="all") == []


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ({"whose": "accounts"}, ["theirs"]),
        ({"whose": "pool"}, ["nobody's"]),
        ({"whose": "nobody"}, ["nobody's"]),
        ({"whose": "all"}, ["nobody's", "mine", "theirs"]),
        ({"due": "overdue", "whose": "all"}, ["nobody's"]),
        ({"due": "today", "whose": "all"}, ["mine"]),
        ({"due": "week", "whose": "all"}, ["mine", "theirs"]),
        ({"state": "done"}, ["finished"]),
        ({"snoozed": "yes"}, ["asleep"]),
        ({"q": "Mine Ltd", "whose": "all"}, ["theirs"]),
    ],
)
def test_list_is_narrowed(asked, titles, client, me):
    other = AccountFactory(ta=UserFactory())
    mine = AccountFactory(ta=UserFactory(), ae=me, name="Mine Ltd")
    TaskFactory(title="nobody's", due_on=TODAY - DAY)
    TaskFactory(title="mine", owner=me, account=other, due_on=TODAY)
    TaskFactory(title="theirs", owner=other.ta, account=mine, due_on=TODAY + DAY)
    TaskFactory(title="asleep", owner=me, account=other, snoozed_until=TODAY + DAY)
    TaskFactory(title="finished", owner=me, account=other, state="done")
    assert shown(client, **asked) == titles


def test_list_is_narrowed_to_one_colleague(client, me):
    colleague = UserFactory()
    TaskFactory(title="hers", owner=colleague)
    assert shown(client, whose=str(colleague.pk)) == ["hers"]


def test_page_says_what_will_happen_before_it_does(client, me):
    tasks = [TaskFactory(owner=me), TaskFactory(owner=me)]
    asked, done = act(client, "finish", tasks, outcome="All well")
    assert "Are these tasks done?" in asked.content.decode()
    assert done.status_code == 302
    assert set(Task.objects.values_list("state", "outcome")) == {("done", "All well")}


def test_form_of_the_page_is_asked_again_when_it_is_not_filled_in(client, me):
    task = TaskFactory(owner=me)
    _, refused = act(client, "drop", [task], outcome="")
    assert "This field is required" in refused.content.decode()
    assert Task.objects.get().state == "open"


def test_tasks_are_given_to_somebody(client, me):
    colleague = UserFactory()
    act(client, "reassign", [TaskFactory(owner=me)], owner=colleague.pk)
    assert Task.objects.get().owner == colleague


def test_tasks_are_snoozed_and_brought_back(client, me):
    task = TaskFactory(owner=me)
    act(client, "snooze", [task], until=TODAY + DAY)
    assert shown(client) == []
    act(client, "wake", [task])
    assert shown(client) == [task.title]


def test_what_was_done_can_be_taken_back(client, me):
    run = PlaybookRunFactory()
    task = TaskFactory(owner=me, run=run, key="a", account=run.account)
    act(client, "finish", [task], outcome="")
    assert PlaybookRun.objects.get().state == "done"
    act(client, "reopen", [task])
    assert (Task.objects.get().state, PlaybookRun.objects.get().state) == ("open", "open")


def test_read_only_member_is_offered_nothing(client, db):
    client.force_login(member("Read-only"))
    task = TaskFactory()
    act(client, "finish", [task], outcome="")
    assert Task.objects.get().state == "open"


def test_task_is_added_by_hand_and_goes_to_who_holds_the_role(client, me):
    account = AccountFactory(ta=me)
    sent = {
        "account": account.pk,
        "title": "Call them",
        "due_on": TODAY,
        "owner_role": "ta",
        "points": "one\n\n two ",
    }
    assert client.post(reverse("admin:lifecycle_task_add"), sent).status_code == 302
    task = Task.objects.get()
    assert (task.owner, [point["text"] for point in task.checklist]) == (me, ["one", "two"])
    assert list(task.entries.values_list("kind", "by")) == [("added", me.pk)]
    assert Account.objects.count() == 1
