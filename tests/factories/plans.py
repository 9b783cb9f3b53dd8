"""Success plans for tests."""

from decimal import Decimal

import factory

from lifecycle.models import Objective, PlanAsk, PlanRelationship, SuccessPlan
from tests.factories.accounts import MOMENT, START, AccountFactory


class SuccessPlanFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SuccessPlan

    account = factory.SubFactory(AccountFactory)
    title = "Plan 2026"
    north_star = "Every engineer finds code in seconds."
    started_on = START
    created_at = MOMENT


class ObjectiveFactory(factory.django.DjangoModelFactory):
    """By hand, from 0 to 100 within a hundred days."""

    class Meta:
        model = Objective

    plan = factory.SubFactory(SuccessPlanFactory)
    title = "Hours saved"
    baseline = Decimal(0)
    baseline_on = START
    target = Decimal(100)
    due_on = START.replace(month=4, day=15)
    created_at = MOMENT


class PlanRelationshipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PlanRelationship

    plan = factory.SubFactory(SuccessPlanFactory)
    name = "Sam Field"


class PlanAskFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PlanAsk

    plan = factory.SubFactory(SuccessPlanFactory)
    title = "Single sign-on"
    from_whom = "Their IT"
    needed_by = START.replace(month=2)
