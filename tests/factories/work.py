"""The team's work for tests."""

import factory

from lifecycle.models import Document, Playbook, PlaybookRun, PlaybookVersion, Task
from tests.factories.accounts import MOMENT, START, AccountFactory


class PlaybookFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Playbook

    slug = factory.Sequence(lambda n: f"playbook-{n}")
    name = factory.LazyAttribute(lambda playbook: playbook.slug.capitalize())


class PlaybookVersionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PlaybookVersion

    playbook = factory.SubFactory(PlaybookFactory)
    number = 1
    definition = factory.LazyFunction(dict)
    created_at = MOMENT


class PlaybookRunFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PlaybookRun

    account = factory.SubFactory(AccountFactory)
    version = factory.SubFactory(PlaybookVersionFactory)
    playbook = factory.SelfAttribute("version.playbook")
    relationship = 1
    occurrence = "1"
    due_on = START
    opened_on = START
    created_at = MOMENT


class TaskFactory(factory.django.DjangoModelFactory):
    """Due a week later, made by hand, with nobody to do it."""

    class Meta:
        model = Task

    account = factory.SubFactory(AccountFactory)
    title = "Send the introduction"
    due_on = START.replace(day=12)
    created_at = MOMENT


class DocumentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Document

    account = factory.SubFactory(AccountFactory)
    title = "Handoff"
    created_at = MOMENT
    changed_at = MOMENT
