"""Rows of the ledger for tests."""

from datetime import timedelta

import factory

from campaigns.models import Campaign, Status, Touch
from tests.factories.accounts import MOMENT, START, ContactFactory


class TouchFactory(factory.django.DjangoModelFactory):
    """A planned mail of the starter programme, free to leave since nine o'clock of its day."""

    class Meta:
        model = Touch

    contact = factory.SubFactory(ContactFactory)
    account = factory.SelfAttribute("contact.account")
    address = factory.SelfAttribute("contact.email")
    relationship = 1
    campaign = factory.LazyFunction(lambda: Campaign.objects.get(slug="quarterly_checkin"))
    version = factory.SelfAttribute("campaign.current")
    step = factory.Sequence(lambda n: str(n + 1))
    due_on = START
    closes_on = factory.LazyAttribute(lambda touch: touch.due_on + timedelta(7))
    decided_on = factory.SelfAttribute("due_on")
    status = Status.PLANNED
    not_before = MOMENT.replace(hour=9)
