"""What readers do: noted once, only of mails that may have left, and an end to any doubt."""

import pytest

from accounts.models import TimelineEntry
from campaigns import responses
from campaigns.models import Campaign, Status, Touch
from tests.campaigns.roads import NOW
from tests.factories.accounts import ContactFactory, UserFactory
from tests.factories.campaigns import TouchFactory

pytestmark = pytest.mark.django_db
VERBS = [responses.replied, responses.booked, responses.answered]
LEFT = {Status.SENT, Status.SENDING, Status.UNCERTAIN, Status.FAILED}


def made(status: str) -> Touch:
    return TouchFactory(status=status, reason="stage" if status == "skipped" else "")


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("status", Status.values)
def test_only_what_may_have_left_is_answered_and_is_sent_then(verb, status):
    touch = made(status)
    assert verb(touch, now=NOW) is (status in LEFT)
    assert touch.responses.count() == (status in LEFT)
    assert Touch.objects.get(pk=touch.pk).status == (Status.SENT if status in LEFT else status)


@pytest.mark.parametrize("verb", VERBS)
def test_first_of_its_kind_counts(verb):
    touch = made("sent")
    assert [verb(touch, now=NOW), verb(touch, now=NOW.replace(hour=23))] == [True, False]
    assert touch.responses.get().at == NOW


def test_reply_is_a_contact_on_the_timeline_once_with_who_said_so():
    touch, user = made("sent"), UserFactory()
    for _ in range(2):
        responses.replied(touch, by=user, now=NOW)
    entry = TimelineEntry.objects.get()
    assert (entry.kind, entry.contact, entry.author) == ("email", touch.contact, user)
    assert touch.responses.get().by == user


def test_booking_and_answer_leave_the_timeline_to_their_own_verbs():
    touch = made("sent")
    responses.booked(touch, now=NOW)
    responses.answered(touch, now=NOW)
    assert not TimelineEntry.objects.exists()


def test_booking_is_put_down_to_the_newest_mail_of_the_campaign_that_may_have_left():
    campaign, contact = Campaign.objects.first(), ContactFactory()
    assert responses.booked_by(contact, campaign, now=NOW) is False
    mails = [
        TouchFactory(
            campaign=campaign,
            contact=contact,
            account=contact.account,
            step=str(place),
            status=status,
            decided_on=NOW.date().replace(day=place),
        )
        for place, status in ((1, "sent"), (2, "sent"), (3, "planned"))
    ]
    assert responses.booked_by(contact, campaign, now=NOW) is True
    assert [mail.responses.count() for mail in mails] == [0, 1, 0]
