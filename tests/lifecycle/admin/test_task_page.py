"""Tests of a task's page and of what is done there."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lifecycle.models import Playbook, Task
from lifecycle.work import task as tasks
from tests.admin_book import NOON, member
from tests.factories.accounts import UserFactory
from tests.factories.cast import TODAY
from tests.factories.work import DocumentFactory, PlaybookRunFactory, TaskFactory

DAY = timedelta(1)


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def me(client, db):
    user = member("Technical Advisor")
    client.force_login(user)
    return user


def page(task: Task) -> str:
    return reverse("admin:lifecycle_task_change", args=[task.pk])


def do(client, task: Task, act: str, **sent):
    return client.post(reverse("admin:lifecycle_task_do", args=[task.pk, act]), sent)


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_page_asks_as_often_however_much_happened(rows, client, me):
    run = PlaybookRunFactory(because="45 days before the start")
    found = [
        TaskFactory(account=run.account, run=run, key=f"s{place}", instructions="**Ask**")
        for place in range(rows)
    ]
    for _ in range(rows):
        tasks.comment(found[0], "Asked", by=me, now=NOON)
        DocumentFactory(account=run.account, task=found[0])
    client.get(page(found[0]))
    with CaptureQueriesContext(connection) as captured:
        response = client.get(page(found[0]))
    assert len(captured) == 10
    text = response.content.decode()
    assert "<strong>Ask</strong>" in text
    assert "45 days before the start" in text


@pytest.mark.parametrize(
    ("playbook", "key", "leads_to"),
    [
        ("asp_sync", "sync", "page/plan/"),
        ("cbr", "hold", "page/reviews/"),
        ("renewal_health_assessment", "assess", "page/renewal/"),
        ("use_case_mapping", "map", "page/knowledge/"),
        ("use_case_mapping", "opportunities", "page/opportunities/"),
        (None, "plan-3-action-1", "page/plan/"),
        (None, "churn-3-retro", "page/renewal/"),
        (None, "case-3-update-2", "/admin/lifecycle/riskcase/3/change/"),
        (None, "gap-shipped:3", "/admin/accounts/productgap/3/change/"),
        (None, "help:3", "/admin/campaigns/helprequest/3/change/"),
        (None, "survey:3", "page/surveys/"),
        (None, "beta-3-4", "/admin/campaigns/betainterest/?beta=3"),
    ],
)
def test_page_leads_to_where_the_work_is_done(playbook, key, leads_to, client, me):
    run = None
    if playbook:
        run = PlaybookRunFactory(playbook=Playbook.objects.get(slug=playbook))
    task = TaskFactory(run=run, key=key, **({"account": run.account} if run else {}))
    response = client.get(page(task))
    assert response.context["place"].url.endswith(leads_to)
    assert leads_to in response.content.decode()


@pytest.mark.parametrize("key", ["", "case-", "of-our-own"])
def test_task_of_no_such_kind_leads_nowhere(key, client, me):
    assert client.get(page(TaskFactory(key=key))).context["place"] is None


def test_page_of_no_task_leads_back(client, me):
    assert client.get("/admin/lifecycle/task/999/change/").status_code == 302


def test_task_is_done_with_its_outcome(client, me):
    task = TaskFactory()
    assert do(client, task, "done", outcome="They like it").status_code == 302
    assert Task.objects.values_list("state", "outcome", "done_by").get() == (
        "done",
        "They like it",
        me.pk,
    )
    again = do(client, task, "done", outcome="")
    assert "Somebody closed it before you" in again.content.decode() or again.status_code == 200


def test_task_is_snoozed_moved_given_and_taken_up_again(client, me):
    task, colleague = TaskFactory(), UserFactory()
    do(client, task, "snooze", until=TODAY + DAY)
    do(client, task, "move", due_on=TODAY + 2 * DAY, why="They asked for it")
    do(client, task, "reassign", owner=colleague.pk)
    do(client, task, "drop", outcome="Not needed")
    do(client, task, "reopen")
    task.refresh_from_db()
    assert (task.snoozed_until, task.due_on, task.owner, task.state) == (
        TODAY + DAY,
        TODAY + 2 * DAY,
        colleague,
        "open",
    )
    assert list(task.entries.order_by("pk").values_list("kind", flat=True)) == [
        "snoozed",
        "moved",
        "reassigned",
        "dropped",
        "reopened",
    ]


def test_points_are_ticked_by_buttons_and_a_missing_one_is_refused(client, me):
    task = TaskFactory(checklist=[{"text": "Seats"}, {"text": "Products"}])
    do(client, task, "tick", place=1)
    assert [bool(point.get("done")) for point in Task.objects.get().checklist] == [False, True]
    assert "no such point" in do(client, task, "tick", place=2).content.decode()


def test_refused_form_comes_back_filled_in(client, me):
    task = TaskFactory()
    text = do(client, task, "snooze", until=TODAY).content.decode()
    assert "Choose a day after today" in text
    assert Task.objects.get().snoozed_until is None


def test_comment_is_kept_and_rendered(client, me):
    task = TaskFactory()
    do(client, task, "comment", text="Waits for **legal**")
    assert "<strong>legal</strong>" in client.get(page(task)).content.decode()


@pytest.mark.parametrize("act", ["done", "snooze", "tick", "comment", "reopen", "nothing"])
def test_read_only_member_does_nothing(act, client, db):
    client.force_login(member("Read-only"))
    task = TaskFactory()
    assert do(client, task, act, outcome="x", text="x", place=0).status_code == 403
    assert client.get(page(task)).status_code == 200
    assert not task.entries.exists()


def test_reading_an_act_changes_nothing(client, me):
    task = TaskFactory()
    url = reverse("admin:lifecycle_task_do", args=[task.pk, "done"])
    assert client.get(url).status_code == 302
    assert Task.objects.get().state == "open"
