"""What people do to single mails that have not left, and what the sender makes of it."""

from datetime import timedelta

import pytest

from campaigns import plan, send
from campaigns.models import Status, Touch, TouchAct
from campaigns.pending import acts, personal
from tests.campaigns.roads import Road
from tests.factories.accounts import MOMENT, START, UserFactory
from tests.factories.campaigns import TouchFactory

TEN = MOMENT.replace(hour=10)
db = pytest.mark.django_db
truly = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def sending_is_on(settings):
    settings.PORTAL_SENDING = "on"


def sent(now=TEN):
    road = Road()
    send.planned(clock=lambda: now, carrier=road)
    return [mail.to for mail in road.mails]


def kinds():
    return list(TouchAct.objects.order_by("pk").values_list("kind", flat=True))


@truly
def test_mail_held_back_stays_until_it_is_let_go_on():
    by = UserFactory()
    held, other = TouchFactory(), TouchFactory()
    assert acts.hold([held.pk], by=by, now=TEN, note="Ask first") == 1
    assert acts.hold([held.pk], by=by, now=TEN) == 0
    assert sent() == [other.address]
    assert acts.free([held.pk], by=by, now=TEN) == 1
    assert sent() == [held.address]
    assert kinds() == ["held", "freed"]
    assert TouchAct.objects.filter(note="Ask first", by=by, at=TEN).exists()


@truly
def test_mail_held_as_it_is_claimed_does_not_leave():
    """The gate is tried again where the mail is claimed, whatever was read before."""
    from campaigns.sending import claims

    touch = TouchFactory()
    Touch.objects.update(held_at=TEN)
    claim = claims.begin(None, [touch.pk], 5, on=START, now=TEN)()
    assert (claim.taken, claim.skipped) == ({}, 0)
    touch.refresh_from_db()
    assert touch.status == Status.PLANNED


@db
def test_mail_held_until_its_window_is_over_is_skipped_with_that_reason():
    touch = TouchFactory()
    acts.hold([touch.pk], by=UserFactory(), now=TEN)
    plan.allocate(on=touch.closes_on)
    touch.refresh_from_db()
    assert touch.status == Status.PLANNED
    plan.allocate(on=touch.closes_on + timedelta(1))
    touch.refresh_from_db()
    assert (touch.status, touch.reason, touch.held_at) == ("skipped", "held", None)


@truly
def test_mail_sent_before_its_time_can_be_taken_back_until_it_leaves(settings):
    settings.PORTAL_UNDO_MINUTES = 10
    by, morning = UserFactory(), MOMENT.replace(hour=9) + timedelta(1)
    touch = TouchFactory(not_before=morning)
    assert acts.send_now([touch.pk], by=by, now=TEN) == 1
    assert sent(TEN + timedelta(minutes=9)) == []
    assert acts.may_take_back(now=TEN + timedelta(minutes=9)).count() == 1
    assert acts.take_back([touch.pk], by=by, now=TEN + timedelta(minutes=9)) == 1
    touch.refresh_from_db()
    assert touch.not_before == morning
    acts.send_now([touch.pk], by=by, now=TEN)
    assert sent(TEN + timedelta(minutes=10)) == [touch.address]
    assert acts.take_back([touch.pk], by=by, now=TEN + timedelta(minutes=10)) == 0
    assert kinds() == ["released", "undone", "released"]


@db
@pytest.mark.parametrize("status", [Status.WAITING, Status.SENT, Status.UNCERTAIN, Status.SKIPPED])
def test_only_what_is_planned_is_sent_now(status):
    reason = "stage" if status in (Status.WAITING, Status.SKIPPED) else ""
    touch = TouchFactory(status=status, reason=reason, not_before=None)
    assert acts.send_now([touch.pk], by=UserFactory(), now=TEN) == 0
    assert kinds() == []


@db
def test_skipping_takes_a_reason_and_is_for_good():
    waiting = TouchFactory(status=Status.WAITING, reason="stage")
    left = TouchFactory(status=Status.SENT)
    with pytest.raises(ValueError, match="why"):
        acts.skip([waiting.pk], why=" ", by=UserFactory(), now=TEN)
    assert acts.skip([waiting.pk, left.pk], why="They left", by=UserFactory(), now=TEN) == 1
    waiting.refresh_from_db()
    assert (waiting.status, waiting.reason) == ("skipped", "by_hand")
    assert TouchAct.objects.get().note == "They left"


@truly
def test_one_reader_gets_words_of_their_own_the_others_the_campaign_s():
    by = UserFactory()
    one, other = TouchFactory(not_before=TEN), TouchFactory()
    copy = {"subject": "For {{ contact_first_name | you }}", "preheader": "", "body": "Dear Zoë."}
    personal.edit(one, copy, by=by, now=MOMENT)
    shown = personal.preview(one)
    road = Road()
    send.planned(clock=lambda: TEN, carrier=road)
    mails = {mail.to: mail for mail in road.mails}
    assert "Dear Zoë." in mails[one.address].text
    assert "Dear Zoë." not in mails[other.address].text
    left = mails[one.address]
    assert (left.subject, left.text, left.html) == tuple(shown.rendered)
    assert kinds() == ["edited"]


@db
@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("{{ nick }}", "nick"),
        ("{{ contact_first_name }}", "contact_first_name"),
        ("{% include 'x' %}", "line 1"),
        ("", "empty"),
    ],
)
def test_words_that_no_campaign_may_say_are_refused(body, said):
    touch = TouchFactory(status=Status.WAITING, reason="stage")
    with pytest.raises(ValueError, match=said):
        copy = {"subject": "A", "preheader": "", "body": body}
        personal.edit(touch, copy, by=UserFactory(), now=TEN)
    assert personal.copy_of(touch)["subject"] != "A"


@db
def test_mail_that_may_be_leaving_is_held_before_it_is_rewritten():
    touch, by = TouchFactory(not_before=TEN), UserFactory()
    copy = {"subject": "A", "preheader": "", "body": "B"}
    with pytest.raises(ValueError, match="hold it first"):
        personal.edit(touch, copy, by=by, now=TEN)
    acts.hold([touch.pk], by=by, now=TEN)
    personal.edit(touch, copy, by=by, now=TEN)
    assert personal.back(touch, by=by, now=TEN)
    assert not personal.back(touch, by=by, now=TEN)
    Touch.objects.update(status=Status.SENT)
    with pytest.raises(ValueError, match="not on its way"):
        personal.edit(touch, copy, by=by, now=TEN)
