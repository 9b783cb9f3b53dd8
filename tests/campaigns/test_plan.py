"""What a day opens, holds back, plans and closes in the ledger of touches."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts import consent
from accounts.models import Contract
from campaigns import plan
from campaigns.models import Campaign, Touch
from lifecycle.models import Alert
from tests.campaigns.days import (
    MONDAY,
    customer,
    early,
    person,
    pinged,
    run,
    run_through,
    sent,
    touches,
)
from tests.factories.campaigns import TouchFactory

pytestmark = pytest.mark.django_db


def later(days: int, on: date = MONDAY) -> date:
    return on + timedelta(days)


# Opening, retrying, closing (C1, C3, C8)


def test_day_plans_what_is_due_for_each_recipient():
    account = customer()
    person(account), person(account, "bob")
    run(MONDAY)
    assert touches("campaign__slug", "step", "address", "status", "decided_on") == [
        ("admin_onboarding", "1", "ada@acme.example", "planned", MONDAY),
        ("admin_onboarding", "1", "bob@acme.example", "planned", MONDAY),
    ]
    touch = Touch.objects.first()
    assert touch.version == Campaign.objects.get(slug="admin_onboarding").current
    assert (touch.relationship, touch.due_on, touch.closes_on) == (1, MONDAY, later(7))


@pytest.mark.parametrize(
    ("began", "statuses"),
    [
        pytest.param(-1, [], id="not begun"),
        pytest.param(0, ["planned"], id="on its due day"),
        pytest.param(2, [], id="due before it was tracked"),
    ],
)
def test_occurrences_due_before_tracking_never_exist(began, statuses):
    person(customer(began=began))
    run(MONDAY)
    assert touches("status", campaign__slug="admin_onboarding", step="1") == statuses


def test_weekend_waits_for_monday():
    saturday = later(5)
    person(customer(on=saturday))
    run(saturday)
    assert touches("status", "reason") == [("waiting", "weekend")]
    run_through(later(6), later(7))
    assert touches("status", "reason", "decided_on") == [("planned", "", later(7))]


def test_window_that_closes_skips_with_the_last_reason():
    account = customer()
    consent.opt_out(["ada@acme.example"], source="test", now=early(MONDAY))
    person(account)
    run_through(MONDAY, later(7))
    assert touches("status", "reason", step="1") == [("waiting", "opted_out")]
    counts = run(later(8))
    assert touches("status", "reason", step="1") == [("skipped", "opted_out")]
    assert counts["skipped: opted_out"] == 1


def test_last_reason_is_the_one_of_the_last_day_tried():
    account = customer()
    consent.opt_out(["ada@acme.example"], source="test", now=early(MONDAY))
    person(account)
    run_through(MONDAY, later(3))
    account.campaigns_paused_until = later(30)
    account.save()
    run_through(later(4), later(8))
    assert touches("status", "reason", step="1") == [("skipped", "paused")]


def test_opt_out_lifted_inside_the_window_is_sent():
    person(customer())
    consent.opt_out(["ada@acme.example"], source="test", now=early(MONDAY))
    run(MONDAY)
    consent.lift("ada@acme.example", reason="opted_out", source="test", now=early(MONDAY))
    run(later(1))
    assert touches("status", "reason", "decided_on") == [("planned", "", later(1))]


def test_opt_out_on_one_account_counts_on_all():
    consent.opt_out(["ada@partner.example"], source="test", now=early(MONDAY))
    for name in ("acme", "other"):
        person(customer(name), email="ada@partner.example")
    run(MONDAY)
    assert touches("status", "reason") == [("waiting", "opted_out")] * 2


def test_missing_role_waits_and_alerts_until_somebody_takes_it():
    account = customer()
    run(MONDAY)
    assert touches("address", "status", "reason") == [("", "waiting", "no_recipient")]
    alert = Alert.objects.get(kind="missing_role", key="instance_admin")
    assert (alert.on, alert.title) == (MONDAY, "No instance admin to write to")
    person(account)
    run(later(1))
    alert.refresh_from_db()
    assert alert.passed_on == later(1)
    assert touches("address", "status", "due_on") == [("ada@acme.example", "planned", MONDAY)]


def test_missing_role_is_skipped_as_such_when_nobody_ever_takes_it():
    customer()
    run_through(MONDAY, later(8))
    assert touches("address", "status", "reason", step="1") == [("", "skipped", "no_recipient")]


def test_removed_contact_is_nobody():
    person(customer(), removed_at=early(MONDAY))
    run(MONDAY)
    assert touches("address", "reason") == [("", "no_recipient")]


@pytest.mark.parametrize("state", ["paused", "draft", "archived"])
def test_campaign_that_is_not_active_sends_nothing(state):
    Campaign.objects.filter(slug="admin_onboarding").update(state=state)
    person(customer())
    run(MONDAY)
    assert touches("status", "reason") == ([("waiting", "paused")] if state == "paused" else [])


def test_mail_leaves_at_nine_where_the_contact_lives(settings):
    settings.TIME_ZONE = "Europe/Berlin"
    home, away = customer("home"), customer("away", time_zone="America/New_York")
    person(home), person(away, "ada")
    person(away, "bob", time_zone="Asia/Kolkata")
    run(MONDAY)
    found = {t.address: t.not_before for t in Touch.objects.all()}
    assert found == {
        "ada@home.example": datetime(2026, 1, 5, 8, tzinfo=UTC),
        "ada@away.example": datetime(2026, 1, 5, 14, tzinfo=UTC),
        # Decided at 11:00 in Kolkata: the next morning.
        "bob@away.example": datetime(2026, 1, 6, 3, 30, tzinfo=UTC),
    }


# Once only (C6)


def test_day_run_again_changes_nothing():
    person(customer())
    run(MONDAY)
    before = list(Touch.objects.values())
    assert run(MONDAY) == {}
    assert list(Touch.objects.values()) == before


def test_later_days_leave_what_was_planned_alone():
    person(customer())
    run_through(MONDAY, later(2))
    assert touches("decided_on", step="1") == [MONDAY]


@pytest.mark.parametrize("moved", [-5, 2, 20])
def test_corrected_start_sends_no_step_twice(moved):
    account = customer()
    person(account)
    run(MONDAY)
    sent(MONDAY)
    term = Contract.objects.get()
    term.start = term.signed_on = later(moved)
    term.save()
    run_through(later(1), later(max(moved, 0) + 8))
    found = touches("decided_on", "status", step="1", campaign__slug="admin_onboarding")
    assert found == [(MONDAY, "sent")]


def test_corrected_start_opens_again_what_was_skipped():
    account = customer()
    consent.opt_out(["ada@acme.example"], source="test", now=early(MONDAY))
    person(account)
    run_through(MONDAY, later(8))
    assert touches("status", step="1") == ["skipped"]
    consent.lift("ada@acme.example", reason="opted_out", source="test", now=early(MONDAY))
    Contract.objects.update(start=later(14), signed_on=later(14))
    run_through(later(9), later(14))
    assert touches("status", "due_on", "decided_on", step="1") == [
        ("planned", later(14), later(14))
    ]


def test_new_relationship_begins_the_series_again():
    account = customer(began=364)
    Contract.objects.update(churned_on=later(1))
    person(account)
    run(MONDAY)
    term = Contract.objects.get()
    term.pk, term.start, term.end = None, later(1), later(366)
    term.signed_on, term.churned_on = later(1), None
    term.save()
    run(later(1))
    assert touches("relationship", "step", campaign__slug="admin_onboarding") == [(2, "1")]


# The contact's budget (C4)


def earlier_mail(address: str, days_ago: int, status="sent", **changes) -> Touch:
    day = later(-days_ago)
    return TouchFactory(
        address=address, due_on=day, decided_on=day, status=status, not_before=None, **changes
    )


@pytest.mark.parametrize(
    ("days_ago", "status"),
    [
        pytest.param(0, "waiting", id="today"),
        pytest.param(6, "waiting", id="six days ago"),
        pytest.param(7, "planned", id="seven days ago"),
    ],
)
def test_budget_counts_the_last_seven_days(days_ago, status):
    person(customer())
    for _ in range(3):
        earlier_mail("ada@acme.example", days_ago)
    run(MONDAY)
    assert touches("status", "reason", account__external_id="acme") == [
        (status, "budget" if status == "waiting" else "")
    ]


@pytest.mark.parametrize(
    ("status", "counts"),
    [
        ("sent", True),
        ("planned", True),
        ("sending", True),
        ("uncertain", True),
        ("failed", False),
        ("skipped", False),
    ],
)
def test_budget_counts_what_left_or_may_have_left(status, counts):
    person(customer())
    for _ in range(3):
        earlier_mail("ada@acme.example", 1, status, reason="stage" if status == "skipped" else "")
    run(MONDAY)
    assert touches("status", account__external_id="acme") == ["waiting" if counts else "planned"]


def test_budget_is_shared_by_accounts_and_given_in_order():
    """Four accounts, one address: the first three by account id."""
    for name in ("d", "b", "a", "c"):
        person(customer(name), email="ada@partner.example")
    counts = run(MONDAY)
    assert sorted(touches("account__external_id", status="planned")) == ["a", "b", "c"]
    assert touches("account__external_id", "reason", "not_before", status="waiting") == [
        ("d", "budget", None)
    ]
    assert (counts["planned"], counts["held by budget"]) == (3, 1)


def test_budget_goes_to_the_more_urgent_campaign():
    account = customer(began=30, tracked_from=later(-1))
    person(account)
    pinged(account, until=MONDAY, days=1)  # its first ping: end-user onboarding, priority 10
    for _ in range(2):
        earlier_mail("ada@acme.example", 1)
    run(MONDAY)
    found = touches("campaign__slug", "status", account=account)
    assert found == [("end_user_onboarding", "planned"), ("day30_checkin", "waiting")]


def test_mail_held_back_goes_when_the_week_has_passed():
    person(customer())
    for days_ago in (4, 4, 4):
        earlier_mail("ada@acme.example", days_ago)
    run_through(MONDAY, later(2))
    assert touches("status", "reason", step="1", account__external_id="acme") == [
        ("waiting", "budget")
    ]
    run(later(3))
    assert touches("status", "decided_on", step="1", account__external_id="acme") == [
        ("planned", later(3))
    ]


def test_mail_held_back_through_its_window_is_skipped_with_budget():
    person(customer())
    for days_ago in (0, 0, 0, -7, -7, -7):
        earlier_mail("ada@acme.example", days_ago)
    run_through(MONDAY, later(8))
    assert touches("status", "reason", step="1", account__external_id="acme") == [
        ("skipped", "budget")
    ]


def test_addresses_do_not_share_a_budget():
    account = customer()
    person(account), person(account, "bob")
    for _ in range(3):
        earlier_mail("ada@acme.example", 1)
    run(MONDAY)
    assert touches("address", status="planned", account=account) == ["bob@acme.example"]


def test_planning_the_same_day_again_takes_nothing_back():
    for name in "abcd":
        person(customer(name), email="ada@partner.example")
    run(MONDAY)
    before = list(Touch.objects.order_by("pk").values())
    assert plan.allocate(on=MONDAY) == {"planned": 0, "held by budget": 0}
    assert list(Touch.objects.order_by("pk").values()) == before


# Days without mail, and outages (R3)


def test_outage_floods_nobody_but_keeps_what_is_still_open():
    """Decided on day 0, then silent until day 26: steps 2 and 3 closed, step 4 is open."""
    person(customer())
    run(MONDAY)
    run(later(26))
    assert touches("step", "status", "reason") == [
        ("1", "planned", ""),
        ("2", "skipped", "missed"),
        ("3", "skipped", "missed"),
        ("4", "waiting", "weekend") if later(26).weekday() > 4 else ("4", "planned", ""),
    ]


def test_outage_closes_what_was_open_before_it_with_its_reason():
    customer()
    run(MONDAY)
    run(later(9))
    assert touches("address", "status", "reason", step="1") == [("", "skipped", "no_recipient")]


# Statements


# SQLite takes 999 parameters a statement: 40 rows are the most for one.
@pytest.mark.parametrize("number", [1, 3, 40])
def test_day_of_mail_takes_the_same_queries_for_any_number_of_accounts(
    number, django_assert_num_queries
):
    for count in range(number):
        person(customer(f"acme-{count}"))
    with django_assert_num_queries(59):
        run(MONDAY)
    assert len(touches("pk", status="planned")) == number
