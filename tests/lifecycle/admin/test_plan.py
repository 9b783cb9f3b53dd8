"""Tests of the pages of success plans: read, changed, listed, and only by who may."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Account, Programme, ValueDriver
from lifecycle.models import (
    Objective,
    PlanAction,
    PlanAsk,
    PlanComment,
    PlanRelationship,
    PlanVersion,
    SuccessPlan,
    Task,
)
from lifecycle.plans import action, plan, sync
from lifecycle.plans.freeze import Minutes
from tests.admin_book import NOON, member, superuser
from tests.factories.accounts import AccountFactory, ContactFactory, PingFactory, UserFactory
from tests.factories.cast import TODAY
from tests.factories.plans import (
    ObjectiveFactory,
    PlanAskFactory,
    PlanRelationshipFactory,
    SuccessPlanFactory,
)

LIST = "/admin/lifecycle/successplan/"
DAY = timedelta(1)
WHEN = {"by": None, "on": TODAY, "now": NOON}


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def boss(client, db):
    client.force_login(superuser())
    return client


def tab(account: Account) -> str:
    return reverse("admin:accounts_account_tab", args=[account.pk, "plan"])


def do(found: SuccessPlan, doing: str, part: int | None = None) -> str:
    return f"{LIST}{found.pk}/do/{doing}/" + (f"{part}/" if part else "")


def full(rows: int) -> SuccessPlan:
    """A plan with so many of everything, and a version."""
    found = SuccessPlanFactory(owner=UserFactory())
    for number in range(rows):
        objective = ObjectiveFactory(plan=found, title=f"Objective {number}")
        objective.readings.create(on=TODAY, value=number, recorded_at=NOON)
        due_on = TODAY - number * DAY
        action.add(found, f"A{number}", side="ours", due_on=due_on, now=NOON, objective=objective)
        person = ContactFactory(account=found.account)
        action.add(found, f"B{number}", side="customer", due_on=due_on, contact=person, now=NOON)
        PlanRelationshipFactory(plan=found, contact=person)
        PlanAskFactory(plan=found)
        PlanComment.objects.create(plan=found, text="So", contact=person, at=NOON)
    sync.hold(found, Minutes(["Robin"]), held_on=TODAY, **WHEN)
    return found


def asked(client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    assert response.status_code == 200
    assert len(response.content) < 500_000
    return len(captured)


# The tab, the plan's own page, a version, two compared, and what the customer sees.
QUERIES = [14, 13, 6, 9, 8]


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_plan_asks_as_often_whatever_is_in_it(rows, boss):
    found = full(rows)
    pages = (
        tab(found.account),
        f"{LIST}{found.pk}/change/",
        f"{LIST}{found.pk}/version/1/",
        f"{LIST}{found.pk}/compare/",
        f"{LIST}{found.pk}/print/?for=customer",
    )
    boss.get(LIST)
    assert [asked(boss, page) for page in pages] == QUERIES


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_list_asks_as_often_whatever_is_in_it(rows, boss):
    for _ in range(rows):
        full(1)
    assert asked(boss, LIST) == 5


def test_plan_is_begun_on_the_account_with_what_is_known(boss):
    account = AccountFactory(programme=Programme.objects.get(slug="scaled"))
    buyer = ContactFactory(account=account, economic_buyer=True)
    ValueDriver.objects.create(account=account, title="Faster onboarding", created_at=NOON)
    assert "Begin a plan" in boss.get(tab(account)).content.decode()
    start = reverse("admin:accounts_account_do", args=[account.pk, "start-plan"])
    form = boss.get(start).context["form"]
    assert form.initial["customer_sponsor"] == buyer.pk
    assert form.initial["north_star"] == "Faster onboarding"
    sent = {"title": "Plan", "north_star": "Seconds", "started_on": "2026-01-05"}
    assert boss.post(start, sent)["Location"] == tab(account)
    assert SuccessPlan.objects.get().account == account
    assert "current plan" in boss.post(start, sent).content.decode()
    page = boss.get(tab(account)).content.decode()
    assert "Seconds" in page and "value_driver=Faster+onboarding" in page


def test_objective_is_measured_from_the_day_it_is_set(boss):
    found = SuccessPlanFactory()
    for ago in range(1, 6):
        PingFactory(account=found.account, date=TODAY - ago * DAY, mau=90)
    sent = {
        "title": "More people", "measure": "mau", "direction": "up", "target": "120",
        "due_on": "2026-06-30", "baseline": "", "baseline_on": "", "shared": "on",
    }  # fmt: skip
    assert boss.post(do(found, "objective"), sent).status_code == 302
    one = Objective.objects.get()
    assert (one.baseline, one.baseline_on, one.value) == (90, TODAY - DAY, 90)


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"measure": "hand"}, "Say where it starts from."),
        ({"measure": "usage"}, "no data for this measure"),
        ({"baseline": "200"}, "wrong side"),
        ({"baseline": "1", "due_on": "2026-01-05", "baseline_on": "2026-01-05"}, "due after"),
        ({"measure": "feature_users", "baseline": "1"}, "choose a feature"),
    ],
)
def test_objective_that_cannot_be_is_refused_in_words(changes, word, boss):
    found = SuccessPlanFactory()
    sent = {"title": "T", "measure": "mau", "direction": "up", "target": "120",
            "due_on": "2026-06-30", **changes}  # fmt: skip
    assert word in boss.post(do(found, "objective"), sent).content.decode()
    assert not Objective.objects.exists()


def test_reading_is_entered_and_a_word_put_in(boss):
    one = ObjectiveFactory()
    boss.post(do(one.plan, "reading", one.pk), {"value": "80", "dated": "2026-01-05"})
    one.refresh_from_db()
    assert (one.value, one.standing) == (80, "on_track")
    boss.post(do(one.plan, "say", one.pk), {"said": "at_risk", "because": "They reorganise."})
    assert "They reorganise." in boss.get(tab(one.plan.account)).content.decode()


def test_action_of_ours_is_done_from_the_page(boss):
    found, owner = SuccessPlanFactory(), UserFactory()
    sent = {"title": "Send it", "side": "ours", "owner": owner.pk, "due_on": "2026-02-01"}
    boss.post(do(found, "action"), sent)
    task = Task.objects.get()
    assert (task.owner, task.title) == (owner, "Send it")
    one = PlanAction.objects.get()
    boss.post(do(found, "action", one.pk), {**sent, "title": "Send all", "due_on": "2026-02-03"})
    boss.post(do(found, "done", one.pk))
    task.refresh_from_db()
    assert (task.title, task.state, str(task.due_on)) == ("Send all", "done", "2026-02-03")


def test_customers_action_is_dropped_with_a_reason(boss):
    found = SuccessPlanFactory()
    one = action.add(found, "Sign", side="customer", due_on=TODAY, now=NOON)
    assert "Say why" in boss.post(do(found, "drop", one.pk)).content.decode()
    boss.post(do(found, "drop", one.pk), {"outcome": "No need"})
    boss.post(do(found, "reopen", one.pk))
    assert PlanAction.objects.get().state == "open"


def test_relationship_ask_and_comment_are_added(boss):
    found = SuccessPlanFactory()
    person = ContactFactory(account=found.account, first_name="Ada")
    boss.post(do(found, "relationship"), {"contact": person.pk, "sentiment": "critical"})
    again = boss.post(do(found, "relationship"), {"contact": person.pk, "sentiment": "critical"})
    assert "already" in again.content.decode()
    assert PlanRelationship.objects.get().name.startswith("Ada")
    sent = {"title": "SSO", "from_whom": "IT", "needed_by": "2026-02-01", "risk": "high"}
    boss.post(do(found, "ask"), sent)
    ask = PlanAsk.objects.get()
    boss.post(do(found, "settle", ask.pk), {"state": "resolved", "outcome": "Done"})
    boss.post(do(found, "comment"), {"text": "Well", "internal": "on"})
    assert PlanAsk.objects.get().state == "resolved"
    assert PlanComment.objects.get().internal


def test_sync_is_logged_with_who_was_there(boss):
    found = full(1)
    person = ContactFactory(account=found.account, first_name="Ada", last_name="Lee")
    sent = {"held_on": "2026-01-05", "theirs": [person.pk], "others": "Sam, Kim", "seen": 1,
            "next_sync_on": "2026-03-02"}  # fmt: skip
    assert boss.post(do(found, "sync"), sent).status_code == 302
    version = PlanVersion.objects.get(number=2)
    assert version.attendees == ["Ada Lee", "Sam", "Kim"]
    assert "meanwhile" in boss.post(do(found, "sync"), sent).content.decode()


def test_plan_is_archived_and_followed(boss):
    found = full(1)
    sent = {"because": "A new year", "following": "on", "with_open": "on", "title": "Next",
            "north_star": "More"}  # fmt: skip
    boss.post(do(found, "archive"), sent)
    assert SuccessPlan.objects.current().get().title == "Next"
    text = boss.get(f"{LIST}{found.pk}/change/").content.decode()
    assert "when the plan was archived" in text
    refused = boss.post(do(found, "comment"), {"text": "Late"}).content.decode()
    assert "archived; it is kept" in refused


def test_list_puts_trouble_first(boss):
    names = ("calm", "late", "off")
    calm, late, off = (SuccessPlanFactory(account=AccountFactory(name=n)) for n in names)
    SuccessPlan.objects.filter(pk=late.pk).update(next_sync_on=TODAY - DAY)
    ObjectiveFactory(plan=off, standing="off_track")
    rows = boss.get(LIST).context["cl"].result_list
    assert [row.pk for row in rows] == [late.pk, off.pk, calm.pk]
    only = boss.get(f"{LIST}?attention=off").context["cl"].result_list
    assert [row.pk for row in only] == [off.pk]
    plan.archive(calm, "Over", **WHEN)
    assert boss.get(f"{LIST}?plans=archived").context["cl"].result_list[0].pk == calm.pk


def test_part_of_another_plan_is_not_found(boss):
    one, other = ObjectiveFactory(), SuccessPlanFactory()
    assert boss.get(do(other, "say", one.pk)).status_code == 404
    assert boss.get(f"{LIST}{other.pk}/version/1/").status_code == 404
    assert boss.get(f"{LIST}{other.pk}/compare/").status_code == 404


def test_front_page_names_late_syncs_and_late_customers(boss):
    account = AccountFactory(name="Acme")
    found = SuccessPlanFactory(account=account, next_sync_on=TODAY - DAY)
    action.add(found, "Sign", side="customer", due_on=TODAY - DAY, now=NOON)
    labels = [line.label for line in boss.get("/admin/").context["lines"]]
    assert {"Plan sync", "Their action"} <= set(labels)


@pytest.mark.parametrize(
    ("group", "may"),
    [
        ("Read-only", set()),
        ("Account Executive", {"objective", "comment"}),
        ("Technical Advisor", {"objective", "comment", "sync", "archive"}),
    ],
)
def test_role_may_do_what_its_work_needs(group, may, client, db):
    found = SuccessPlanFactory()
    client.force_login(member(group))
    assert client.get(tab(found.account)).status_code == 200
    allowed = {
        doing
        for doing in ("objective", "comment", "sync", "archive")
        if client.get(do(found, doing)).status_code == 200
    }
    assert allowed == may
