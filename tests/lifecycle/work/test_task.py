"""Tests of what can be done with a task."""

from datetime import timedelta

import pytest

from accounts.models import TimelineEntry
from lifecycle.models import PlaybookRun, Task, TaskEntry
from lifecycle.work import task as tasks
from tests.factories.accounts import MOMENT, START, AccountFactory, UserFactory
from tests.factories.work import PlaybookRunFactory, TaskFactory

pytestmark = pytest.mark.django_db


def entries(task: Task) -> list[tuple[str, str]]:
    return list(task.entries.order_by("pk").values_list("kind", "text"))


def test_added_task_goes_to_who_holds_the_role():
    ta = UserFactory()
    account = AccountFactory(ta=ta)
    assert tasks.add(account, "Call", due_on=START, now=MOMENT).owner == ta
    assert tasks.add(account, "Sign", due_on=START, now=MOMENT, owner_role="ae").owner is None


def test_task_with_a_key_is_added_once():
    account = AccountFactory()
    first = tasks.add(account, "Call", due_on=START, now=MOMENT, key="call")
    again = tasks.add(account, "Call again", due_on=START, now=MOMENT, key="call")
    assert (again.pk, again.title) == (first.pk, "Call")


def test_finished_task_is_told_once_on_the_timeline():
    task, by = TaskFactory(), UserFactory()
    assert tasks.finish(task, by=by, on=START, now=MOMENT, outcome="They like it")
    assert not tasks.finish(task, by=by, on=START, now=MOMENT)
    told = TimelineEntry.objects.values_list("kind", "title", "body", "author")
    assert list(told) == [("task", f"{task.title}: done", "They like it", by.pk)]
    assert entries(task) == [("done", "They like it")]


def test_task_is_dropped_with_a_reason_only():
    task = TaskFactory()
    with pytest.raises(ValueError, match="why"):
        tasks.drop(task, by=None, on=START, now=MOMENT, outcome=" ")
    assert tasks.drop(task, by=None, on=START, now=MOMENT, outcome="Not needed")
    assert Task.objects.get().state == "dropped"


@pytest.mark.parametrize(
    ("ends", "state"),
    [(("done", "done"), "done"), (("done", "dropped"), "done"), (("dropped",) * 2, "dropped")],
)
def test_run_closes_with_its_last_task(ends, state):
    run = PlaybookRunFactory()
    for key in ("a", "b"):
        TaskFactory(account=run.account, run=run, key=key)
    for task, end in zip(run.tasks.order_by("key"), ends, strict=True):
        assert PlaybookRun.objects.get().state == "open"
        verb = tasks.finish if end == "done" else tasks.drop
        verb(task, by=None, on=START, now=MOMENT, outcome="So")
    assert (PlaybookRun.objects.get().state, PlaybookRun.objects.get().closed_on) == (state, START)


def test_reopened_task_opens_its_run_again():
    run = PlaybookRunFactory()
    task = TaskFactory(account=run.account, run=run, key="a")
    tasks.finish(task, by=None, on=START, now=MOMENT)
    assert tasks.reopen(task, by=UserFactory(), now=MOMENT)
    assert Task.objects.get().state == PlaybookRun.objects.get().state == "open"


def test_reassigning_keeps_who_had_it():
    before, after = UserFactory(username="before"), UserFactory(username="after")
    task = TaskFactory(owner=before)
    done = TaskFactory(owner=before, state="done")
    assert tasks.reassign(Task.objects.all(), after, by=None, now=MOMENT) == 1
    assert tasks.reassign(Task.objects.all(), after, by=None, now=MOMENT) == 0
    assert entries(task) == [("reassigned", "from before to after")]
    assert Task.objects.get(pk=done.pk).owner == before


def test_task_nobody_had_can_be_given_to_somebody():
    task = TaskFactory()
    assert tasks.reassign(Task.objects.all(), UserFactory(username="new"), by=None, now=MOMENT) == 1
    assert entries(task) == [("reassigned", "from nobody to new")]


def test_snoozed_task_waits_until_its_day():
    task, by = TaskFactory(), UserFactory()
    tomorrow = START + timedelta(1)
    with pytest.raises(ValueError, match="after today"):
        tasks.snooze(task, START, by=by, on=START, now=MOMENT)
    tasks.snooze(task, tomorrow, by=by, on=START, now=MOMENT)
    assert not Task.objects.waiting(on=START).exists()
    assert Task.objects.waiting(on=tomorrow).exists()


def test_moved_task_keeps_the_date_before():
    task = TaskFactory()
    tasks.move(task, START, by=UserFactory(), now=MOMENT, why="they asked")
    assert entries(task) == [("moved", f"from {task.due_on} to {START}: they asked")]


def test_points_are_ticked_and_unticked():
    task, by = TaskFactory(checklist=[{"text": "Ask"}]), UserFactory(username="robin")
    tasks.tick(task, 0, by=by, now=MOMENT)
    assert Task.objects.get().checklist == [
        {"text": "Ask", "done": True, "by": "robin", "at": MOMENT.isoformat()}
    ]
    tasks.tick(task, 0, by=by, now=MOMENT)
    assert Task.objects.get().checklist == [{"text": "Ask"}]
    with pytest.raises(ValueError, match="no such point"):
        tasks.tick(task, 1, by=by, now=MOMENT)
    assert [kind for kind, _ in entries(task)] == ["ticked", "ticked"]
    assert TaskEntry.objects.count() == 2
