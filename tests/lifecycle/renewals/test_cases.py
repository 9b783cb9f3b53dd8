"""Tests of cases: planned, kept up to date, and left only when they are saved."""

from datetime import timedelta
from decimal import Decimal

import pytest

from accounts.models import TimelineEntry
from lifecycle.models import AccountState, CaseUpdate, RiskCase, Task
from lifecycle.renewals import cases, exits
from lifecycle.renewals.refused import Refused
from tests.factories.accounts import MOMENT, START, UserFactory
from tests.factories.renewals import CaseCriterionFactory, RiskCaseFactory, renewing

pytestmark = pytest.mark.django_db
WHEN = {"on": START, "now": MOMENT}


@pytest.fixture
def ta():
    return UserFactory(role="ta", username="ta")


@pytest.fixture
def leads():
    return UserFactory(role="manager", username="sal"), UserFactory(role="manager", username="tess")


def log(case: RiskCase) -> list[str]:
    return list(case.updates.order_by("pk").values_list("happened", flat=True))


def test_case_opens_by_hand_once_an_account_with_a_task_to_plan_it(ta):
    account = renewing(ta=ta)
    opened = cases.open_case(account, "lighthouse", because="Layoffs", by=ta, **WHEN)
    with pytest.raises(Refused, match="already has an open case"):
        cases.open_case(account, "save_plan", because="Layoffs", by=ta, **WHEN)
    task = Task.objects.get()
    assert (task.owner, task.due_on, task.key) == (
        ta,
        START + timedelta(5),
        f"case-{opened.pk}-plan",
    )
    assert TimelineEntry.objects.get().title == "Lighthouse opened"


def test_days_to_write_the_plan_are_the_programme_s(ta):
    account = renewing(ta=ta)
    account.programme.policy["case_plan_days"] = 10
    cases.open_case(account, "lighthouse", because="Layoffs", by=ta, **WHEN)
    assert Task.objects.get().due_on == START + timedelta(10)


def test_case_needs_a_reason(ta):
    with pytest.raises(Refused, match="at risk"):
        cases.open_case(renewing(), "lighthouse", because=" ", by=ta, **WHEN)


def test_plan_task_is_done_when_problem_goal_and_a_criterion_stand(ta):
    case = cases.open_case(renewing(), "lighthouse", because="Layoffs", by=ta, **WHEN)
    cases.describe(case, problem="They shrink", goal="Keep 80", sponsor=ta, by=ta, **WHEN)
    assert Task.objects.get().state == "open"
    cases.add_criterion(case, "Weekly users", target=Decimal(80), by=ta, **WHEN)
    assert Task.objects.get().state == "done"


def test_what_a_plan_said_before_stays_in_the_log(ta):
    case = RiskCaseFactory(problem="Old", goal="Same")
    cases.describe(case, problem="New", goal="Same", sponsor=None, by=ta, **WHEN)
    cases.describe(case, problem="New", goal="Same", sponsor=None, by=ta, **WHEN)
    assert log(case) == ["Problem was: Old"]


def test_step_is_a_task_of_its_owner(ta):
    case = RiskCaseFactory()
    ae = UserFactory(role="ae")
    step = cases.add_step(case, "Call the CTO", owner=ae, due_on=START, now=MOMENT)
    assert (step.task.owner, step.task.owner_role, step.task.account) == (ae, "ae", case.account)


def test_update_finishes_what_reminded_of_it(ta):
    case = RiskCaseFactory()
    for kind in ("update-1", "sync-1"):
        Task.objects.create(
            account=case.account,
            key=cases.task_key(case, kind),
            title=kind,
            due_on=START,
            created_at=MOMENT,
        )
    cases.update(case, "update", happened="Spoke with the CTO", by=ta, **WHEN)
    assert set(Task.objects.values_list("title", "state")) == {
        ("update-1", "done"),
        ("sync-1", "open"),
    }
    with pytest.raises(Refused, match="what happened"):
        cases.update(case, "sync", happened=" ", by=ta, **WHEN)


# --- The exit -----------------------------------------------------------------------------------


def test_leads_agree_only_once_every_criterion_is_met(leads):
    case = RiskCaseFactory()
    with pytest.raises(Refused, match="no success criterion"):
        exits.agree(case, "sales", by=leads[0], **WHEN)
    criterion = CaseCriterionFactory(case=case, target=80, value=79)
    CaseCriterionFactory(case=case, measure="Old idea", dropped_at=MOMENT)
    with pytest.raises(Refused, match="Not met yet: Weekly users"):
        exits.agree(case, "sales", by=leads[0], **WHEN)
    cases.set_value(criterion, Decimal(80), by=leads[0], **WHEN)
    assert not exits.agree(case, "sales", by=leads[0], **WHEN)
    with pytest.raises(Refused, match="somebody else"):
        exits.agree(case, "success", by=leads[0], **WHEN)
    assert exits.agree(case, "success", by=leads[1], **WHEN)
    case.refresh_from_db()
    assert (case.state, case.ended, case.closed_on) == ("closed", "healthy", START)
    assert case.ended_because == "All criteria are met, agreed by sal and tess"


def test_save_plan_is_left_with_its_manager_alone(leads):
    case = RiskCaseFactory(kind="save_plan")
    CaseCriterionFactory(case=case, target=1, value=1)
    with pytest.raises(Refused, match="cannot agree for Sales"):
        exits.agree(case, "sales", by=leads[0], **WHEN)
    assert exits.agree(case, "success", by=leads[0], **WHEN)


def test_only_managers_are_leads(ta):
    case = RiskCaseFactory()
    CaseCriterionFactory(case=case, target=1, value=1)
    with pytest.raises(Refused, match="a manager's"):
        exits.agree(case, "success", by=ta, **WHEN)


@pytest.mark.parametrize("how", ["worse", "new", "dropped"])
def test_leads_are_asked_again_when_the_criteria_change(how, ta, leads):
    case = RiskCaseFactory()
    criterion = CaseCriterionFactory(case=case, target=80, value=80)
    exits.agree(case, "sales", by=leads[0], **WHEN)
    case.refresh_from_db()
    if how == "worse":
        criterion.refresh_from_db()
        cases.set_value(criterion, Decimal(79), by=ta, **WHEN)
    elif how == "new":
        cases.add_criterion(case, "Seats", target=Decimal(5), by=ta, **WHEN)
    else:
        cases.drop_criterion(criterion, why="No longer said", by=ta, **WHEN)
    assert RiskCase.objects.get().sales_at is None
    assert "The leads are asked again: the criteria changed" in log(case)


@pytest.mark.parametrize(
    ("direction", "value", "met"),
    [
        ("at_least", 80, True),
        ("at_least", 79, False),
        ("at_most", 80, True),
        ("at_most", 81, False),
        ("at_least", None, False),
    ],
)
def test_criterion_is_met_at_its_target(direction, value, met):
    criterion = CaseCriterionFactory.build(case=None, direction=direction, value=value)
    assert criterion.met is met


def test_value_of_a_metric_is_the_portal_s_own_and_stays_when_the_case_is_closed(ta):
    case = RiskCaseFactory()
    criterion = CaseCriterionFactory(case=case, metric="score", target=7, value=None)
    AccountState.objects.update(score=712)
    with pytest.raises(Refused, match="keeps this value itself"):
        cases.set_value(criterion, Decimal(9), by=ta, **WHEN)
    (found,) = exits.criteria(case)
    assert (found.value, found.met) == (Decimal("7.12"), True)
    exits.end(case, "renewed", because="Signed", by=ta, **WHEN)
    AccountState.objects.update(score=100)
    (kept,) = exits.criteria(RiskCase.objects.get())
    assert (kept.value, kept.value_on) == (Decimal("7.12"), START)


def test_case_ends_as_renewed_or_churned_with_a_reason(ta):
    case = RiskCaseFactory()
    Task.objects.create(
        account=case.account,
        key=cases.task_key(case, "update-1"),
        title="Update",
        due_on=START,
        created_at=MOMENT,
    )
    with pytest.raises(Refused, match="leads to agree"):
        exits.end(case, "healthy", because="So", by=ta, **WHEN)
    with pytest.raises(Refused, match="why"):
        exits.end(case, "churned", because="", by=ta, **WHEN)
    exits.end(case, "churned", because="They left", by=ta, **WHEN)
    assert Task.objects.get().state == "dropped"
    with pytest.raises(Refused, match="closed on 2026-01-05: churned"):
        cases.update(case, "update", happened="More", by=ta, **WHEN)
    assert CaseUpdate.objects.count() == 0
