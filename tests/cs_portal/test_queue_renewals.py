"""Tests of the front page's lines about renewals and cases."""

from datetime import timedelta

import pytest

from accounts.models import Programme
from cs_portal.queue import renewals
from tests.factories.accounts import MOMENT, START, UserFactory
from tests.factories.renewals import RenewalAssessmentFactory, RiskCaseFactory, renewing

pytestmark = pytest.mark.django_db


def after(days: int):
    return START + timedelta(days)


def labels(on, mine=None) -> list[str]:
    return [line.label for line in renewals.lines(mine or {}, UserFactory(), on)]


def test_renewing_account_without_an_assessment_is_listed():
    account = renewing()
    assert labels(START) == ["No assessment"]
    RenewalAssessmentFactory(account=account)
    assert labels(START) == []


@pytest.mark.parametrize(("days", "rating", "listed"), [(13, "", 0), (14, "", 1), (14, "red", 0)])
def test_assessment_is_listed_when_it_is_not_rated_in_two_weeks(days, rating, listed):
    RenewalAssessmentFactory(rating=rating)
    assert labels(after(days)).count("Not rated") == listed


def test_days_are_the_programme_s():
    programme = Programme.objects.get(slug="digital")
    programme.policy["rated_within_days"] = 30
    programme.save()
    RenewalAssessmentFactory()
    assert labels(after(29)) == []
    assert labels(after(30)) == ["Not rated"]


def test_case_is_listed_after_a_week_without_an_update():
    case = RiskCaseFactory()
    assert "Lighthouse" not in labels(after(6))
    assert "Lighthouse" in labels(after(7))
    case.updates.create(kind="update", on=after(5), happened="So", at=MOMENT)
    case.updates.create(kind="change", on=after(11), happened="Goal was: empty", at=MOMENT)
    assert "Lighthouse" not in labels(after(11))
    assert "Lighthouse" in labels(after(12))


def test_overdue_renewal_is_listed_until_it_is_closed():
    account = renewing(renewal_on=START - timedelta(3))
    RenewalAssessmentFactory(account=account, renewal_on=START - timedelta(3))
    assert labels(START) == ["Overdue"]
    account.renewal_results.create(
        relationship=1,
        renewal_on=START - timedelta(3),
        outcome="churn",
        arr_before=1,
        arr_after=0,
        seats_before=1,
        seats_after=0,
        closed_on=START,
        closed_at=MOMENT,
    )
    assert labels(START) == []


def test_lines_are_narrowed_to_mine():
    ta = UserFactory()
    renewing(), renewing(ta=ta)
    assert labels(START, {"account__ta": ta}) == ["No assessment"]
