"""Tests of syncs, of the versions they freeze, and of the plans that follow."""

from datetime import timedelta
from decimal import Decimal

import pytest

from accounts.models import Programme, TimelineEntry
from lifecycle.gather import Programmes
from lifecycle.models import Objective, PlanAction, PlanVersion, Playbook, SuccessPlan, Task
from lifecycle.plans import action, content, due, objective, parts, plan, sync
from lifecycle.plans.freeze import Minutes
from tests.factories.accounts import MOMENT, START, AccountFactory, ContactFactory, UserFactory
from tests.factories.plans import (
    ObjectiveFactory,
    PlanAskFactory,
    PlanRelationshipFactory,
    SuccessPlanFactory,
)
from tests.factories.work import PlaybookRunFactory, TaskFactory

pytestmark = pytest.mark.django_db

WHEN = {"by": None, "on": START, "now": MOMENT}
DAY = timedelta(1)


def hold(found: SuccessPlan, minutes: Minutes = Minutes(), **changes) -> PlanVersion:  # noqa: B008
    return sync.hold(found, minutes, **{**WHEN, "held_on": START, **changes})


def test_sync_freezes_a_version_and_is_a_meeting_on_the_timeline():
    found = ObjectiveFactory(value=Decimal("12.5"), value_on=START).plan
    said = Minutes(["Robin", "Sam"], "All went well.", "Go on.", START + 91 * DAY)
    version = hold(found, said)
    Objective.objects.update(title="Something else")
    kept = content.thaw(PlanVersion.objects.get().content)
    assert (version.number, kept["objectives"][0]["title"]) == (1, "Hours saved")
    assert kept["objectives"][0]["value"] == Decimal("12.5")
    assert kept["objectives"][0]["value_on"] == START
    entry = TimelineEntry.objects.get()
    assert (entry.kind, entry.on) == ("meeting", START)
    assert "Robin, Sam" in entry.body and "Go on." in entry.body
    found.refresh_from_db()
    assert (found.last_sync_on, found.next_sync_on) == (START, START + 91 * DAY)


def test_version_thawed_says_what_the_plan_says():
    one = ObjectiveFactory()
    found = one.plan
    objective.take(one, Decimal("3.25"), dated=START, note="Asked them", **WHEN)
    PlanAskFactory(plan=found)
    PlanRelationshipFactory(plan=found)
    action.add(found, "Send it", side="ours", due_on=START, now=MOMENT)
    before = content.of(found, on=START)
    hold(found)
    kept = content.thaw(PlanVersion.objects.get().content)
    assert kept == before


@pytest.mark.parametrize(
    ("minutes", "held", "word"),
    [(Minutes(), START + DAY, "to come"), (Minutes(next_sync_on=START), START, "after this one")],
)
def test_sync_with_dates_that_cannot_be_is_refused(minutes, held, word):
    with pytest.raises(ValueError, match=word):
        hold(SuccessPlanFactory(), minutes, held_on=held)


def test_sync_sent_twice_is_kept_once():
    found = SuccessPlanFactory()
    hold(found, seen=0)
    with pytest.raises(ValueError, match="meanwhile"):
        hold(found, seen=0)
    assert PlanVersion.objects.count() == 1


def test_sync_logged_late_does_not_move_the_last_one_back():
    found = SuccessPlanFactory(last_sync_on=START)
    hold(found, held_on=START - 3 * DAY)
    assert SuccessPlan.objects.get().last_sync_on == START


def test_sync_finishes_the_playbooks_task_and_no_other():
    found = SuccessPlanFactory()
    playbook = Playbook.objects.get(slug=sync.PLAYBOOK)
    run = PlaybookRunFactory(account=found.account, version=playbook.current)
    for key in ("prepare", "sync", "summary"):
        TaskFactory(account=found.account, run=run, key=key)
    TaskFactory(account=found.account)
    hold(found)
    states = Task.objects.order_by("pk").values_list("key", "state")
    assert list(states) == [
        ("prepare", "done"),
        ("sync", "done"),
        ("summary", "open"),
        ("", "open"),
    ]


def test_archived_plan_is_kept_as_it_was():
    found = SuccessPlanFactory()
    action.add(found, "Send it", side="ours", due_on=START, now=MOMENT)
    plan.archive(found, "The year is over.", **WHEN)
    assert Task.objects.get().state == "dropped"
    version = PlanVersion.objects.get()
    assert (version.kind, version.content["actions"][0]["state"]) == ("archive", "open")
    for refused in (
        lambda: plan.change(found, {"title": "New"}),
        lambda: action.add(found, "More", side="customer", due_on=START, now=MOMENT),
        lambda: hold(found),
        lambda: parts.keep(PlanAskFactory.build(plan=found)),
    ):
        with pytest.raises(ValueError, match="archived"):
            refused()


def test_next_plan_takes_over_what_is_open():
    found, owner = SuccessPlanFactory(), UserFactory()
    open_, met = ObjectiveFactory(plan=found), ObjectiveFactory(plan=found, said="met")
    objective.take(open_, Decimal(4), dated=START, **WHEN)
    ours = action.add(found, "A", side="ours", due_on=START, now=MOMENT, objective=open_)
    action.add(found, "B", side="customer", due_on=START, now=MOMENT, objective=met)
    done = action.add(found, "C", side="customer", due_on=START, now=MOMENT)
    action.close(done, "done", **WHEN)
    PlanAskFactory(plan=found)
    PlanRelationshipFactory(plan=found)
    fields = {"title": "Plan 2027", "north_star": "More of it", "owner": owner}
    following = plan.follow(found, fields, because="Next year", with_open=True, **WHEN)
    new = following.objectives.get()
    assert (new.before, new.value, new.readings.count()) == (open_, Decimal(4), 1)
    rows = following.actions.order_by("number").values_list("title", "task", "objective")
    assert list(rows) == [("A", ours.task_id, new.pk), ("B", None, None)]
    assert Task.objects.get().state == "open"
    assert (following.asks.count(), following.relationships.count()) == (1, 1)
    assert found.actions.count() == 3


def test_account_has_one_current_plan():
    found = SuccessPlanFactory()
    fields = {"title": "Another", "north_star": "Else"}
    with pytest.raises(ValueError, match="archive it first"):
        plan.begin(found.account, fields, **WHEN)
    plan.archive(found, "Over", **WHEN)
    assert plan.begin(found.account, fields, **WHEN).pk
    assert SuccessPlan.objects.count() == 2


# Ours are tasks


def test_action_of_ours_is_its_task():
    found, owner = SuccessPlanFactory(), UserFactory()
    mine = action.add(found, "Send it", side="ours", due_on=START, owner=owner, now=MOMENT)
    assert (mine.task.owner, mine.task.key) == (owner, f"plan-{found.pk}-action-1")
    changed = {"title": "Send it now", "due_on": START + DAY, "owner": None, "contact": None}
    action.change(mine, **changed, objective=None, shared=True, by=owner, now=MOMENT)
    row = PlanAction.objects.standing().get()
    assert (row.due, row.task.title, row.task.owner) == (START + DAY, "Send it now", None)
    action.close(row, "done", **WHEN)
    assert PlanAction.objects.standing().get().stands == "done"
    action.reopen(PlanAction.objects.get(), by=owner, now=MOMENT)
    assert Task.objects.get().state == "open"


def test_customers_action_is_told_once_on_the_timeline():
    found = SuccessPlanFactory()
    person = ContactFactory(account=found.account)
    theirs = action.add(found, "Sign", side="customer", due_on=START, contact=person, now=MOMENT)
    assert action.close(theirs, "done", **WHEN)
    assert not action.close(theirs, "done", **WHEN)
    assert TimelineEntry.objects.get().contact == person
    with pytest.raises(ValueError, match="Say why"):
        action.close(theirs, "dropped", **WHEN)


def test_comment_is_made_by_the_customers_own_people_only():
    found = SuccessPlanFactory()
    parts.comment(found, "We like it", contact=ContactFactory(account=found.account), now=MOMENT)
    with pytest.raises(ValueError, match="own people"):
        parts.comment(found, "So do we", contact=ContactFactory(), now=MOMENT)


# When the next sync is due


@pytest.mark.parametrize(
    ("programme", "last", "agreed", "late"),
    [
        ("enterprise", 91, None, False),
        ("enterprise", 92, None, True),
        ("enterprise", 200, 0, False),
        ("enterprise", 10, 1, True),
        ("scaled", 182, None, False),
        ("scaled", 183, None, True),
        ("digital", 900, None, False),
    ],
)
def test_sync_is_overdue_by_the_programmes_rhythm_or_as_agreed(programme, last, agreed, late):
    found = SuccessPlanFactory(
        account=AccountFactory(programme=Programme.objects.get(slug=programme)),
        last_sync_on=START - last * DAY,
        next_sync_on=None if agreed is None else START - agreed * DAY,
    )
    programmes = Programmes.load()
    asked = SuccessPlan.objects.filter(due.overdue(programmes, on=START)).exists()
    day = due.day(found, due.rhythm(found.account, programmes))
    assert asked == late == (day is not None and day < START)
