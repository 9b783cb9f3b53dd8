"""Renewals and cases for tests."""

from datetime import timedelta

import factory

from lifecycle.models import (
    CaseCriterion,
    RenewalAssessment,
    RenewalForecast,
    RenewalReading,
    RiskCase,
)
from tests.factories.accounts import MOMENT, START, AccountFactory, ContractFactory, UserFactory
from tests.factories.lifecycle import AccountStateFactory

RENEWAL = START + timedelta(90)


def renewing(**changes):
    """An account whose year ends in ninety days, decided as Renewing on START."""
    contract = {"seats": 100, "arr": 20_000, "products": "code_search"}
    contract |= {key: changes.pop(key) for key in [*contract] if key in changes}
    renewal_on = changes.pop("renewal_on", RENEWAL)
    account = AccountFactory(**changes)
    start = renewal_on - timedelta(365)
    ContractFactory(account=account, start=start, end=renewal_on, **contract)
    AccountStateFactory(
        account=account,
        stage="renewing",
        rule_stage="renewing",
        rule="S5",
        relationship=1,
        relationship_start=start,
        renewal_on=renewal_on,
        overdue=renewal_on < START,
        seats=contract["seats"],
    )
    return account


class RenewalAssessmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RenewalAssessment

    account = factory.LazyFunction(renewing)
    relationship = 1
    renewal_on = RENEWAL
    opened_on = START
    created_at = MOMENT


class RenewalReadingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RenewalReading

    assessment = factory.SubFactory(RenewalAssessmentFactory)
    on = START
    known = factory.LazyFunction(list)
    created_at = MOMENT


class RenewalForecastFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RenewalForecast

    account = factory.LazyFunction(renewing)
    relationship = 1
    renewal_on = RENEWAL
    outcome = "flat"
    arr = 20_000
    seats = 100
    reason = "They said so."
    by = factory.SubFactory(UserFactory)
    at = MOMENT


class RiskCaseFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RiskCase

    account = factory.LazyFunction(renewing)
    kind = "lighthouse"
    because = "Usage falls and the champion left"
    opened_on = START
    created_at = MOMENT


class CaseCriterionFactory(factory.django.DjangoModelFactory):
    """Eighty people who come every week, sixty so far."""

    class Meta:
        model = CaseCriterion

    case = factory.SubFactory(RiskCaseFactory)
    measure = "Weekly users"
    target = 80
    value = 60


def at_risk(account=None) -> tuple[RenewalAssessment, RiskCase]:
    """A renewal with everything that its pages show."""
    account = account or renewing()
    assessment = RenewalAssessmentFactory(account=account, rating="red", rated_on=START)
    known = [
        {
            "title": "Health",
            "rows": [{"name": "Score", "value": "4 of 10", "on": "2026-01-04", "grade": "poor"}],
        }
    ]
    reasons = [["red", "Health is poor"], ["green", "The buyer can be written to"]]
    RenewalReadingFactory(assessment=assessment, known=known, suggestion="red", reasons=reasons)
    RenewalForecastFactory(account=account, outcome="churn", arr=0, seats=0)
    case = RiskCaseFactory(account=account, assessment=assessment)
    CaseCriterionFactory(case=case)
    case.updates.create(kind="update", on=START, happened="Met the buyer", at=MOMENT)
    return assessment, case
