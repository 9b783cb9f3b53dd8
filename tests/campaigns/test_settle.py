"""Mails in doubt, settled by the lease, the provider or a person, and failed ones sent again."""

from collections import Counter
from datetime import timedelta

import pytest

from campaigns import send
from campaigns.carriers.outcome import accepted
from campaigns.models import Status, Touch
from tests.campaigns.roads import NOW, Road, clock
from tests.factories.accounts import START, UserFactory
from tests.factories.campaigns import TouchFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def sending_on(settings):
    settings.PORTAL_SENDING = "on"


def send_now(road: Road | None = None, **options) -> Counter[str]:
    return send.planned(clock=clock, carrier=road or Road(), **options)


def reload(touch: Touch) -> Touch:
    return Touch.objects.get(pk=touch.pk)


# After a crash.


def crashed(**fields) -> Touch:
    return TouchFactory(
        status="sending", attempts=1, lease_until=NOW - timedelta(seconds=1), **fields
    )


def test_claim_whose_lease_ran_out_is_uncertain_and_not_sent():
    touch, road = crashed(), Road()
    assert send_now(road, through=START) == {}
    assert (reload(touch).status, road.to) == ("uncertain", [])


def test_claim_whose_lease_runs_is_left_to_its_sender():
    touch = TouchFactory(status="sending", attempts=1, lease_until=NOW + timedelta(seconds=1))
    assert send.expire_leases(now=NOW) == 0
    assert reload(touch).status == "sending"


def test_crashed_claim_that_the_provider_confirmed_counts_as_sent():
    touch = crashed(outcome="delivered", outcome_at=NOW)
    assert send.expire_leases(now=NOW) == 1
    assert (reload(touch).status, reload(touch).sent_at) == ("sent", NOW)


def test_a_slow_sender_still_says_what_became_of_its_mail():
    touch = TouchFactory()

    def outlive_the_lease(mail):
        send.expire_leases(now=NOW + timedelta(hours=1))
        assert reload(touch).status == "uncertain"
        return accepted()

    send_now(Road(outlive_the_lease))
    assert reload(touch).status == "sent"


def test_a_late_answer_changes_nothing_that_a_person_settled():
    touch, user = TouchFactory(), UserFactory()

    def settle_meanwhile(mail):
        send.expire_leases(now=NOW + timedelta(hours=1))
        assert send.settle(touch, sent=False, user=user, now=NOW)
        return accepted()

    send_now(Road(settle_meanwhile))
    assert reload(touch).status == "failed"


# People's verbs.


@pytest.mark.parametrize(("sent", "status"), [(True, "sent"), (False, "failed")])
def test_person_settles_an_uncertain_mail_once(sent, status):
    touch, user = TouchFactory(status="uncertain"), UserFactory()
    assert send.settle(touch, sent=sent, user=user, now=NOW)
    assert not send.settle(touch, sent=not sent, user=user, now=NOW)
    assert reload(touch).status == status
    assert str(user) in reload(touch).error


@pytest.mark.parametrize("status", sorted(set(Status.values) - {"uncertain"}))
def test_nothing_but_an_uncertain_mail_can_be_settled(status):
    touch = TouchFactory(status=status, reason="stage" if status == "skipped" else "")
    assert not send.settle(touch, sent=True, user=UserFactory(), now=NOW)
    assert reload(touch).status == status


def test_failed_mail_can_be_sent_again_and_an_uncertain_one_only_when_it_did_not_leave():
    failed = TouchFactory(status="failed", attempts=3)
    doubtful, user = TouchFactory(status="uncertain"), UserFactory()
    assert send.resend(failed, user=user, now=NOW)
    assert not send.resend(doubtful, user=user, now=NOW)
    send.settle(doubtful, sent=False, user=user, now=NOW)
    assert send.resend(doubtful, user=user, now=NOW)
    assert send_now() == {"sent": 2}


@pytest.mark.parametrize("status", sorted(set(Status.values) - {"failed"}))
def test_nothing_but_a_failed_mail_is_sent_again(status):
    touch = TouchFactory(status=status, reason="stage" if status == "skipped" else "")
    assert not send.resend(touch, user=UserFactory(), now=NOW)
