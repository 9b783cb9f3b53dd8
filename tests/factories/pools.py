"""Pools, their members and absences for tests."""

from datetime import timedelta

import factory

from accounts.models import Absence, Pool, PoolMember
from tests.factories.accounts import START, UserFactory


class PoolFactory(factory.django.DjangoModelFactory):
    """A pool without members, serving no programme."""

    class Meta:
        model = Pool

    slug = factory.Sequence(lambda n: f"pool-{n}")
    name = factory.LazyAttribute(lambda pool: pool.slug.capitalize())


class PoolMemberFactory(factory.django.DjangoModelFactory):
    """Of the digital programme's pool, which a migration has made."""

    class Meta:
        model = PoolMember

    pool = factory.LazyFunction(lambda: Pool.objects.get(slug="digital"))
    user = factory.SubFactory(UserFactory)


class AbsenceFactory(factory.django.DjangoModelFactory):
    """A week, from START on, without a cover."""

    class Meta:
        model = Absence

    user = factory.SubFactory(UserFactory)
    starts_on = START
    until = factory.LazyAttribute(lambda absence: absence.starts_on + timedelta(7))
