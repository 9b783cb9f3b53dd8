"""Surveys that were asked, and requests for help, for tests."""

from datetime import timedelta

import factory

from campaigns.help import thread
from campaigns.models import (
    Campaign,
    HelpRequest,
    Status,
    Survey,
    SurveyInvitation,
    SurveyResponse,
    Touch,
)
from tests.factories.accounts import MOMENT, START, ContactFactory
from tests.factories.campaigns import TouchFactory


def mail(contact, slug: str = "day30_checkin", **fields) -> Touch:
    """A mail of the campaign that left for the contact on START."""
    given = {"step": "1", "status": Status.SENT, "sent_at": MOMENT, **fields}
    return TouchFactory(contact=contact, campaign=Campaign.objects.get(slug=slug), **given)


class InvitationFactory(factory.django.DjangoModelFactory):
    """Somebody asked the NPS survey on START, open for thirty days."""

    class Meta:
        model = SurveyInvitation

    survey = factory.LazyFunction(lambda: Survey.objects.get(slug="nps"))
    version = factory.SelfAttribute("survey.current")
    contact = factory.SubFactory(ContactFactory)
    account = factory.SelfAttribute("contact.account")
    campaign = factory.LazyFunction(lambda: Campaign.objects.get(slug="nps"))
    occasion = factory.Sequence(lambda n: f"wave-{n}")
    because = "Asked of the segment “Everybody”"
    asked_on = START
    closes_on = factory.LazyAttribute(lambda made: made.asked_on + timedelta(30))
    created_at = MOMENT


class ResponseFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SurveyResponse

    invitation = factory.SubFactory(InvitationFactory)
    survey = factory.SelfAttribute("invitation.survey")
    account = factory.SelfAttribute("invitation.account")
    score = 9
    scale = 10
    answers = factory.LazyAttribute(lambda made: {"score": made.score, "why": made.comment})
    comment = "It saves us days."
    stage = "adopting"
    answered_at = MOMENT


def request(contact=None, text: str = "We cannot sign in.", **fields) -> HelpRequest:
    """Asked at MOMENT, a Monday at eight in the morning, by the verb that pages use."""
    now = fields.pop("now", MOMENT)
    wish = thread.Wish(text=text, **fields)
    return thread.ask(contact or ContactFactory(), wish, now=now)
