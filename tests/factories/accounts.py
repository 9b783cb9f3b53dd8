"""Facts for tests: plain rows, saved, with nothing that the test did not ask for."""

from datetime import UTC, date, datetime, timedelta

import factory

from accounts.models import (
    Account,
    Contact,
    Contract,
    FeatureUse,
    KnowledgeNote,
    Ping,
    Programme,
    Signal,
    SupportChannel,
    TimelineEntry,
    UseCase,
    User,
    ValueDriver,
)

START = date(2026, 1, 5)
MOMENT = datetime(2026, 1, 5, 8, tzinfo=UTC)


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"member{n}")
    email = factory.LazyAttribute(lambda user: f"{user.username}@portal.example")
    password = "!"


class AccountFactory(factory.django.DjangoModelFactory):
    """Of the digital programme, which a migration has made; its terms are the test's business."""

    class Meta:
        model = Account

    external_id = factory.Sequence(lambda n: f"acc-{n:05d}")
    name = factory.LazyAttribute(lambda account: f"Company {account.external_id}")
    programme = factory.LazyFunction(lambda: Programme.objects.get(slug="digital"))
    tracked_from = START


class ContractFactory(factory.django.DjangoModelFactory):
    """A term of a year."""

    class Meta:
        model = Contract

    account = factory.SubFactory(AccountFactory)
    start = START
    end = factory.LazyAttribute(lambda term: term.start + timedelta(365))
    signed_on = factory.SelfAttribute("start")
    seats = 100
    products = "code_search"


class ContactFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Contact

    account = factory.SubFactory(AccountFactory)
    email = factory.Sequence(lambda n: f"person{n}@customer.example")
    first_name = "Robin"
    last_name = factory.Sequence(lambda n: f"Field{n}")


class PingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Ping

    account = factory.SubFactory(AccountFactory)
    date = START
    dau = 40
    mau = 90


class FeatureUseFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = FeatureUse

    account = factory.SubFactory(AccountFactory)
    feature = "notebooks"
    first_used_on = START


class SignalFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Signal

    account = factory.SubFactory(AccountFactory)
    date = START


class TimelineEntryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = TimelineEntry

    account = factory.SubFactory(AccountFactory)
    kind = "call"
    on = START
    title = "Check-in call"
    created_at = MOMENT


class KnowledgeNoteFactory(factory.django.DjangoModelFactory):
    """Written and gone through on START, as one version."""

    class Meta:
        model = KnowledgeNote

    account = factory.SubFactory(AccountFactory)
    area = "people"
    text = "The champion is Robin."
    number = 1
    reviewed_on = START


class ValueDriverFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ValueDriver

    account = factory.SubFactory(AccountFactory)
    title = "Hours saved in reviews"
    unit = "hours a month"
    expected = "Reviewers find what calls what without asking."
    expected_figure = 400
    created_at = MOMENT


class UseCaseFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = UseCase

    account = factory.SubFactory(AccountFactory)
    title = "Large migrations"
    team = "Platform"
    created_at = MOMENT


class SupportChannelFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SupportChannel

    account = factory.SubFactory(AccountFactory)
    kind = "slack"
    address = "#acme-and-us"
