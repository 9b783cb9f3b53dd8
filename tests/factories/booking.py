"""Hosts and their hours for tests."""

from datetime import UTC, datetime, time

import factory

from campaigns.models import BlockedTime, BusyCalendar, Host, MeetingType, WeeklyHours
from tests.factories.accounts import UserFactory

# A Monday, at noon UTC.
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


class HostFactory(factory.django.DjangoModelFactory):
    """Mondays to Fridays from nine to five in their zone."""

    class Meta:
        model = Host
        skip_postgeneration_save = True

    user = factory.SubFactory(UserFactory)

    @factory.post_generation
    def weekly(self, create, extracted, **kwargs):
        days = range(5) if extracted is None else extracted
        WeeklyHours.objects.bulk_create(
            WeeklyHours(host=self, weekday=day, begins=time(9), ends=time(17)) for day in days
        )


class MeetingTypeFactory(factory.django.DjangoModelFactory):
    """Half an hour with the account's advisor, without notice."""

    class Meta:
        model = MeetingType

    slug = factory.Sequence(lambda n: f"meeting-{n}")
    name = factory.LazyAttribute(lambda kind: kind.slug.capitalize())
    notice_hours = 0
    horizon_days = 14


class BlockedTimeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = BlockedTime

    host = factory.SubFactory(HostFactory)


class BusyCalendarFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = BusyCalendar

    host = factory.SubFactory(HostFactory)
    name = "Work"
    url = factory.Sequence(lambda n: f"https://calendar.example/{n}.ics")
