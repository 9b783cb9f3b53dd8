"""Decisions for tests, as if the portal had come to them."""

import factory

from lifecycle.models import (
    AccountState,
    Alert,
    HealthChange,
    Opportunity,
    Severity,
    StageChange,
    StageOverride,
)
from tests.factories.accounts import MOMENT, START, AccountFactory, UserFactory


class AccountStateFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = AccountState

    account = factory.SubFactory(AccountFactory)
    decided_through = START


class StageChangeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = StageChange

    account = factory.SubFactory(AccountFactory)
    on = START
    to_stage = "onboarding"
    rule = "S4"
    rule_stage = "onboarding"
    actor = "rule"
    recorded_at = MOMENT


class HealthChangeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = HealthChange

    account = factory.SubFactory(AccountFactory)
    on = START
    kind = HealthChange.Kind.CONFIRMED
    to_band = "healthy"
    recorded_at = MOMENT


class AlertFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Alert

    account = factory.SubFactory(AccountFactory)
    kind = "health"
    occurrence = factory.Sequence(str)
    on = START
    title = "Health fell from healthy to poor"
    evidence = factory.LazyFunction(lambda: ["The score of 2026-01-05 is 3.20."])
    severity = Severity.GRAVE
    recorded_at = MOMENT


class StageOverrideFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = StageOverride

    account = factory.SubFactory(AccountFactory)
    stage = "nurturing"
    starts_on = START
    ends_on = START.replace(month=6)
    owner = factory.SubFactory(UserFactory)
    reason = "Agreed with the customer."
    created_at = MOMENT


class OpportunityFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Opportunity

    account = factory.SubFactory(AccountFactory)
    kind = "seats"
    subject = "seats"
    level = 90
    title = "Seats are nearly used up: 93 people on 100"
    reason = "93 people used it within a month, 93 % of 100 seats: 90 % or more (O1)."
    evidence = factory.LazyFunction(lambda: [["Monthly users", "93", "2026-01-04"]])
    owner_role = "ae"
    opened_on = START
    created_at = MOMENT
