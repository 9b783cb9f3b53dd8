"""Trainings, product gaps and advocates for tests."""

import factory

from accounts.models import (
    Advocacy,
    GapReport,
    ProductGap,
    Training,
    TrainingSession,
)
from tests.factories.accounts import MOMENT, START, AccountFactory, ContactFactory


class TrainingSessionFactory(factory.django.DjangoModelFactory):
    """The first of the catalogue, planned for START."""

    class Meta:
        model = TrainingSession

    account = factory.SubFactory(AccountFactory)
    training = factory.LazyFunction(lambda: Training.objects.get(slug="101"))
    on = START
    created_at = MOMENT


class ProductGapFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ProductGap

    title = factory.Sequence(lambda n: f"Gap {n}")
    created_at = MOMENT


class GapReportFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = GapReport

    gap = factory.SubFactory(ProductGapFactory)
    account = factory.SubFactory(AccountFactory)
    reported_on = START
    created_at = MOMENT


class AdvocacyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Advocacy

    contact = factory.SubFactory(ContactFactory)
    since = START
    created_at = MOMENT
