"""Who is asked a survey and who not, and that the mails take the way of every campaign."""

from collections import Counter
from datetime import timedelta

import pytest

from accounts import consent, trainings
from accounts.models import Contact, Programme, Training
from campaigns import day, ledger
from campaigns import plan as plans
from campaigns.catalogue import load
from campaigns.models import (
    CampaignState,
    Meeting,
    MeetingType,
    Survey,
    SurveyInvitation,
    SurveyState,
    Touch,
)
from campaigns.surveys import after, asking
from campaigns.surveys.asking import AskError, Occasion
from tests.factories.accounts import (
    MOMENT,
    START,
    AccountFactory,
    ContactFactory,
    ContractFactory,
)
from tests.factories.surveys import InvitationFactory, ResponseFactory, mail

pytestmark = pytest.mark.django_db
WAVE = Occasion("wave-1", "Asked of everybody")
DAY = timedelta(1)


@pytest.fixture
def nps() -> Survey:
    return Survey.objects.get(slug="nps")


def plan(survey, on=START):
    return asking.plan(survey, Contact.objects.all(), WAVE, on=on)


def ask(survey, on=START, **fields):
    return asking.ask(survey, Contact.objects.all(), WAVE, on=on, now=MOMENT, **fields)


def test_asked_once_for_an_occasion(nps):
    contact = ContactFactory()
    assert ask(nps).contacts == [contact]
    again = ask(nps)
    assert (again.contacts, again.passed) == ([], Counter({asking.ALREADY: 1}))
    invitation = SurveyInvitation.objects.get()
    assert (invitation.version, invitation.closes_on) == (nps.current, START + timedelta(30))


@pytest.mark.parametrize("ago, asked", [(29, 0), (30, 1)])
def test_nobody_is_asked_again_within_the_gap(nps, ago, asked):
    """The same address counts on whichever account, and whatever the survey."""
    before = InvitationFactory(
        survey=Survey.objects.get(slug="csat_training"),
        contact__email="ada@x.example",
        asked_on=START - timedelta(ago),
    )
    before.contact.account.contacts.update(removed_at=MOMENT)
    ContactFactory(email="ada@x.example")
    found = plan(nps)
    assert len(found.contacts) == asked
    assert found.passed[asking.ASKED_LATELY] == 1 - asked


@pytest.mark.parametrize(
    ("status", "asked"), [("sent", 0), ("planned", 0), ("skipped", 1), ("waiting", 1)]
)
def test_a_mail_with_a_survey_counts_once_it_is_on_its_way(nps, status, asked):
    reason = "opted_out" if status == "skipped" else ""
    mail(ContactFactory(), status=status, reason=reason, decided_on=START - DAY)
    assert len(plan(nps).contacts) == asked


def test_an_invitation_whose_mail_never_left_does_not_count(nps):
    invitation = InvitationFactory(asked_on=START - DAY)
    mail(invitation.contact, "nps", step=invitation.occasion, status="skipped", reason="budget")
    assert plan(nps).contacts == [invitation.contact]


def test_the_same_address_on_two_accounts_is_asked_once(nps):
    for _ in range(2):
        ContactFactory(email="ada@x.example")
    found = plan(nps)
    assert (len(found.contacts), found.passed) == (1, Counter({asking.ASKED_LATELY: 1}))


def test_whoever_gets_no_mail_is_not_asked(nps):
    silent, without, other = (ContactFactory() for _ in range(3))
    consent.opt_out([silent.email], source="link", now=MOMENT)
    consent.opt_out([without.email], source="page", now=MOMENT, topic="surveys")
    consent.opt_out([other.email], source="page", now=MOMENT, topic="recaps")
    ContactFactory(removed_at=MOMENT)
    found = plan(nps)
    assert (found.contacts, found.passed) == ([other], Counter({asking.SILENCED: 2}))


def test_programmes_that_do_not_run_the_campaign_are_passed_over(nps):
    other = Programme.objects.create(slug="partners", name="Partners", policy={})
    ContactFactory(account=AccountFactory(programme=other))
    assert plan(nps).passed == Counter({asking.PROGRAMME: 1})


def test_another_number_than_was_typed_asks_nobody(nps):
    ContactFactory()
    with pytest.raises(AskError, match="1 people now, not 2"):
        ask(nps, expected=2)
    assert SurveyInvitation.objects.count() == 0


def test_a_paused_survey_or_campaign_asks_nobody(nps):
    campaign = asking.campaign_of(nps)
    nps.state = SurveyState.PAUSED
    with pytest.raises(AskError, match="not active"):
        asking.campaign_of(nps)
    nps.state = SurveyState.ACTIVE
    campaign.state = CampaignState.PAUSED
    campaign.save()
    with pytest.raises(AskError, match="No active campaign"):
        asking.campaign_of(nps)


def test_the_mail_is_planned_like_every_other_and_taken_back_with_the_invitation(nps):
    account = AccountFactory(tracked_from=START - timedelta(100))
    ContractFactory(account=account, start=START - timedelta(100))
    contact = ContactFactory(account=account, champion=True)
    asking.ask(nps, Contact.objects.all(), WAVE, on=START, now=MOMENT)
    rules = day.Rules.load()
    day.decide_through(START, rules, now=MOMENT)
    plans.allocate(on=START)
    touch = Touch.objects.get(campaign__slug="nps")
    assert (touch.contact, touch.step, touch.due_on) == (contact, "wave-1", START)
    invitation = SurveyInvitation.objects.get()
    assert asking.withdraw(invitation, now=MOMENT)
    assert not asking.withdraw(invitation, now=MOMENT)
    touch.refresh_from_db()
    assert (touch.status, touch.reason) == ("skipped", "recalled")
    assert ledger.calls({account.pk}, load(), on=START) == {}


def test_what_was_answered_is_not_taken_back():
    assert not asking.withdraw(ResponseFactory().invitation, now=MOMENT)


def held(days_ago: int):
    contact, other = ContactFactory(), ContactFactory()
    other.account_id = contact.account_id
    other.save()
    on = START - timedelta(days_ago)
    session = trainings.plan(
        contact.account, Training.objects.first(), day=on, host=None, invited=[other], now=MOMENT
    )
    trainings.hold(session, day=on, attended=[contact], by=None, on=START, now=MOMENT)
    return contact


@pytest.mark.parametrize("days_ago, asked", [(0, 1), (7, 1), (8, 0)])
def test_those_who_took_part_in_a_training_are_asked_once(days_ago, asked):
    contact = held(days_ago)
    assert after.ask(on=START, now=MOMENT) == asked
    assert after.ask(on=START, now=MOMENT) == 0
    assert list(SurveyInvitation.objects.values_list("contact", flat=True)) == (
        [contact.pk] if asked else []
    )


def test_a_programme_may_never_ask_about_trainings():
    contact = held(1)
    programme = contact.account.programme
    programme.policy = {"survey_after_days": 0}
    programme.save()
    assert after.ask(on=START, now=MOMENT) == 0


@pytest.mark.parametrize(
    ("state", "days_ago", "asked"),
    [("held", 0, 1), ("held", 7, 1), ("held", 8, 0), ("no_show", 1, 0), ("booked", 1, 0)],
)
def test_whoever_was_met_is_asked_once(state, days_ago, asked):
    contact = ContactFactory()
    at = MOMENT - timedelta(days_ago)
    Meeting.objects.create(
        uid="m1@portal.example",
        type=MeetingType.objects.first(),
        account=contact.account,
        contact=contact,
        state=state,
        starts_at=at,
        ends_at=at + timedelta(minutes=30),
        zone="UTC",
        booked_at=at,
    )
    assert after.ask(on=START, now=MOMENT) == asked
    assert after.ask(on=START, now=MOMENT) == 0
    assert SurveyInvitation.objects.filter(survey__slug="csat_meeting").count() == asked
