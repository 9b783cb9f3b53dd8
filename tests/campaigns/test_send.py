"""The one door out: what leaves, what does not, and what the ledger says of it afterwards."""

import logging
from collections import Counter
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import consent
from accounts.models import SuppressionReason
from campaigns import send
from campaigns.carriers.outcome import accepted, deferred, refused, unknown
from campaigns.models import Campaign, CampaignState, Status, Touch
from tests.campaigns.roads import NOW, Road, clock
from tests.factories.accounts import START, AccountFactory, ContactFactory
from tests.factories.campaigns import TouchFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def sending_on(settings):
    settings.PORTAL_SENDING = "on"


def send_now(road: Road | None = None, **options) -> Counter[str]:
    return send.planned(clock=clock, carrier=road or Road(), **options)


def reload(touch: Touch) -> Touch:
    return Touch.objects.get(pk=touch.pk)


# What leaves.


def test_planned_mail_leaves_once_and_is_marked():
    touch, road = TouchFactory(), Road()
    assert send_now(road) == {"sent": 1}
    assert send_now(road) == {}
    sent = reload(touch)
    assert road.to == [touch.address]
    assert (sent.status, sent.transport, sent.sent_at) == ("sent", "mail", NOW)
    assert (sent.attempts, sent.lease_until, sent.decided_on) == (1, None, touch.decided_on)
    assert road.closed


def test_the_ledger_keeps_our_message_id_or_the_providers():
    ours, theirs = TouchFactory(), TouchFactory()
    answers = {ours.address: accepted(), theirs.address: accepted(provider_id="pm-7")}
    road = Road(lambda mail: answers[mail.to])
    send_now(road)
    assert reload(ours).provider_id == road.mails[0].headers["Message-ID"]
    assert reload(theirs).provider_id == "pm-7"


def test_cluster_waits_for_nine_o_clock_and_a_day_run_by_hand_does_not():
    touch = TouchFactory(not_before=NOW + timedelta(hours=1))
    assert send_now() == {}
    assert send_now(through=START - timedelta(1)) == {}
    assert send_now(through=START) == {"sent": 1}
    assert reload(touch).decided_on == START


@pytest.mark.parametrize("status", sorted(set(Status.values) - {"planned"}))
def test_only_planned_mail_leaves(status):
    TouchFactory(status=status, reason="stage" if status == "skipped" else "")
    assert send_now() == {}


def test_sending_off_claims_nothing(settings):
    settings.PORTAL_SENDING = "off"
    touch, road = TouchFactory(), Road()
    assert send_now(road, through=START) == {}
    assert (road.to, reload(touch).status, reload(touch).attempts) == ([], "planned", 0)


def test_sending_to_the_log_says_so_in_the_ledger(settings, caplog):
    settings.PORTAL_SENDING = "log"
    touch = TouchFactory()
    with caplog.at_level(logging.INFO, "campaigns.sending"):
        assert send.planned(clock=clock) == {"sent": 1}
    assert (reload(touch).status, reload(touch).transport) == ("sent", "log")
    assert touch.address in caplog.text


def test_two_waves_share_the_slots_of_the_road():
    TouchFactory.create_batch(10)
    road = Road(slots=4)
    send_now(road)
    assert [len(wave) for wave in road.waves] == [2, 2, 2, 2, 2]


def test_a_road_with_one_slot_takes_one_mail_after_the_other():
    TouchFactory.create_batch(3)
    road = Road(slots=1)
    assert send_now(road) == {"sent": 3}
    assert [len(wave) for wave in road.waves] == [1, 1, 1]


def test_a_road_that_narrows_is_given_no_more_than_it_takes():
    TouchFactory.create_batch(12)
    road = Road(slots=8)

    def narrow(mail):
        road.slots = 1
        return accepted()

    road.answer = narrow
    assert send_now(road) == {"sent": 12}
    assert [len(wave) for wave in road.waves] == [4, 4, 1, 1, 1, 1]


def test_what_is_in_doubt_is_never_more_than_the_slots():
    TouchFactory.create_batch(10)
    in_doubt = []

    def count(mail):
        in_doubt.append(Touch.objects.filter(status="sending").count())
        return accepted()

    send_now(Road(count, slots=4))
    assert max(in_doubt) == 4


def test_a_stop_lets_what_is_under_way_land():
    TouchFactory.create_batch(10)
    road = Road(slots=4)
    counts = send_now(road, until=lambda: bool(road.waves))
    assert 2 <= counts["sent"] == len(road.mails) <= road.slots
    left = 10 - counts["sent"]
    assert Counter(Touch.objects.values_list("status", flat=True)) == counts + Counter(planned=left)


def test_mails_from_several_windows_all_leave(monkeypatch):
    monkeypatch.setattr(send, "WINDOW", 3)
    TouchFactory.create_batch(10)
    assert send_now() == {"sent": 10}


def test_oldest_mail_leaves_first():
    late = TouchFactory(not_before=NOW - timedelta(hours=1))
    early = TouchFactory(not_before=NOW - timedelta(hours=2))
    road = Road(slots=1)
    send_now(road)
    assert set(road.to) == {early.address, late.address}


def test_statements_are_few_for_a_mail():
    TouchFactory.create_batch(64)
    with CaptureQueriesContext(connection) as statements:
        send_now(Road(slots=16))
    assert len(statements) <= 1.1 * 64


# What does not leave after all: the gates of C8 as it leaves.


@pytest.mark.parametrize(
    ("suppressed", "reason"),
    [
        (SuppressionReason.OPTED_OUT, "opted_out"),
        (SuppressionReason.BOUNCED, "undeliverable"),
        (SuppressionReason.COMPLAINED, "undeliverable"),
    ],
)
def test_address_silenced_since_the_decision_gets_nothing(suppressed, reason):
    touch, other, road = TouchFactory(), TouchFactory(), Road()
    consent.suppress([touch.address], reason=suppressed, source="test", now=NOW)
    assert send_now(road) == {"skipped": 1, "sent": 1}
    assert (reload(touch).status, reload(touch).reason) == ("skipped", reason)
    assert road.to == [other.address]


@pytest.mark.parametrize(
    ("topic", "outcome"),
    [
        pytest.param("recaps", ("skipped", "topic"), id="what it is about"),
        pytest.param("betas", ("sent", ""), id="something else"),
    ],
)
def test_topic_not_wanted_since_the_decision_is_not_sent(topic, outcome):
    touch, other = TouchFactory(), TouchFactory()
    Campaign.objects.filter(pk=touch.campaign_id).update(topic="recaps")
    consent.opt_out([touch.address], source="test", now=NOW, topic=topic)
    send_now()
    assert (reload(touch).status, reload(touch).reason) == outcome
    assert reload(other).status == "sent"


def test_bounce_is_told_before_the_topic():
    touch = TouchFactory()
    consent.opt_out([touch.address], source="test", now=NOW, topic=touch.campaign.topic)
    consent.suppress([touch.address], reason=SuppressionReason.BOUNCED, source="test", now=NOW)
    assert send_now() == {"skipped": 1}
    assert reload(touch).reason == "undeliverable"


def test_opt_out_between_two_waves_stops_the_second():
    touches = TouchFactory.create_batch(2)

    def opt_the_other_out(mail):
        consent.opt_out([touches[1].address], source="test", now=NOW)
        return accepted()

    road = Road(opt_the_other_out, slots=1)
    assert send_now(road) == {"sent": 1, "skipped": 1}
    assert road.to == [touches[0].address]


def test_removed_contact_and_removed_account_get_nothing():
    gone = TouchFactory(contact=ContactFactory(removed_at=NOW))
    closed = TouchFactory(contact=ContactFactory(account=AccountFactory(removed_at=NOW)))
    assert send_now() == {"skipped": 2}
    assert {reload(gone).reason, reload(closed).reason} == {"no_recipient"}


def test_paused_campaign_keeps_its_mails_planned_until_it_goes_on():
    touch = TouchFactory()
    campaign = Campaign.objects.filter(pk=touch.campaign_id)
    campaign.update(state=CampaignState.PAUSED)
    assert send_now() == {}
    assert reload(touch).status == "planned"
    campaign.update(state=CampaignState.ACTIVE)
    assert send_now() == {"sent": 1}


def test_campaign_paused_between_two_waves_stops_the_second():
    touches = TouchFactory.create_batch(2)

    def pause(mail):
        Campaign.objects.filter(pk=touches[0].campaign_id).update(state=CampaignState.PAUSED)
        return accepted()

    assert send_now(Road(pause, slots=1)) == {"sent": 1}
    assert reload(touches[1]).status == "planned"


def test_archived_campaign_ends_its_planned_mails():
    touch = TouchFactory()
    Campaign.objects.filter(pk=touch.campaign_id).update(state=CampaignState.ARCHIVED)
    assert send_now() == {"skipped": 1}
    assert reload(touch).reason == "paused"


def test_account_whose_campaigns_rest_waits_until_the_day_it_goes_on():
    account = AccountFactory(campaigns_paused_until=START + timedelta(1))
    touch = TouchFactory(contact=ContactFactory(account=account))
    assert send_now() == {}
    assert send_now(through=START) == {}
    assert send_now(through=START + timedelta(1)) == {"sent": 1}
    assert reload(touch).status == "sent"


def test_mail_that_nothing_could_send_for_a_week_after_its_window_is_missed():
    old = TouchFactory(due_on=date(2025, 12, 1), closes_on=START - timedelta(8))
    fresh = TouchFactory(closes_on=START - timedelta(7))
    assert send_now() == {"skipped": 1, "sent": 1}
    assert (reload(old).reason, reload(fresh).status) == ("missed", "sent")


# What goes wrong.


def test_refused_mail_fails_and_delays_nobody():
    touches = TouchFactory.create_batch(6)
    bad = touches[2].address
    road = Road(lambda mail: refused("550 no such user") if mail.to == bad else accepted())
    assert send_now(road) == {"sent": 5, "failed": 1}
    failed = reload(touches[2])
    assert (failed.status, failed.error) == ("failed", "550 no such user")
    assert send_now(road) == {}


def test_deferred_mail_comes_back_later_three_times_in_all():
    touch = TouchFactory()
    road = Road(lambda mail: deferred("450 try later"))
    waits = []
    now = NOW
    for attempt in (1, 2):
        assert send.planned(clock=lambda: now, carrier=road) == {"put off": 1}  # noqa: B023
        row = reload(touch)
        assert (row.status, row.attempts, row.error) == ("planned", attempt, "450 try later")
        assert send.planned(clock=lambda: now, carrier=road) == {}  # noqa: B023
        assert send.planned(clock=lambda: now, carrier=road, through=START) == {}  # noqa: B023
        waits.append(row.not_before - now)
        now = row.not_before
    assert send.planned(clock=lambda: now, carrier=road) == {"failed": 1}
    assert waits == [timedelta(minutes=5), timedelta(hours=1)]
    assert len(road.mails) == 3


def test_the_wait_a_provider_asks_for_is_kept_within_a_day():
    hour, week = TouchFactory(), TouchFactory()
    answers = {hour.address: 3600.0, week.address: 7 * 86400.0}
    road = Road(lambda mail: deferred("429", retry_after=answers[mail.to]))
    send_now(road)
    assert reload(hour).not_before == NOW + timedelta(hours=1)
    assert reload(week).not_before == NOW + timedelta(days=1)


def test_a_road_that_is_down_counts_against_no_mail_and_ends_the_run():
    touches = TouchFactory.create_batch(10)
    road = Road(lambda mail: deferred("connection refused", relay_down=True), slots=4)
    assert send_now(road) == {"put off": 4}
    assert {reload(touch).attempts for touch in touches} == {0}
    assert Touch.objects.filter(status="planned").count() == 10


def test_mail_without_an_answer_is_uncertain_and_never_sent_again():
    touch = TouchFactory()
    road = Road(lambda mail: unknown("no answer to the contents"))
    assert send_now(road) == {"uncertain": 1}
    assert send_now(road, through=START + timedelta(30)) == {}
    assert reload(touch).error == "no answer to the contents"
    assert len(road.mails) == 1


def test_a_carrier_that_breaks_down_leaves_its_wave_uncertain():
    TouchFactory.create_batch(5)

    def fall_over(mail):
        raise RuntimeError("socket on fire")

    assert send_now(Road(fall_over, slots=2)) == {"uncertain": 2}
    assert Touch.objects.filter(status="planned").count() == 3


def test_mail_that_cannot_be_written_fails_and_delays_nobody():
    touches = TouchFactory.create_batch(3)
    broken = Campaign.objects.get(slug="asp_sync")
    broken.current.messages.update(body="Hello {{ nobody_knows }}.")
    bad = TouchFactory(campaign=broken)
    assert send_now() == {"sent": 3, "failed": 1}
    assert "nobody_knows" in reload(bad).error
    assert {reload(touch).status for touch in touches} == {"sent"}


def test_recap_without_figures_fails_with_the_variable_that_is_missing():
    campaign = Campaign.objects.get(slug="monthly_recap")
    touch = TouchFactory(campaign=campaign, step="2026-01")
    assert send_now() == {"failed": 1}
    assert "figure_mau" in reload(touch).error


def test_campaign_that_mostly_fails_is_paused_and_says_so(caplog):
    bad = TouchFactory.create_batch(60)
    other = TouchFactory.create_batch(3, campaign=Campaign.objects.get(slug="asp_sync"))
    wrong = {touch.address for touch in bad}
    road = Road(lambda mail: refused("550") if mail.to in wrong else accepted(), slots=4)
    counts = send_now(road)
    campaign = Campaign.objects.get(pk=bad[0].campaign_id)
    assert counts["campaigns paused"] == 1
    assert 20 <= counts["failed"] <= 20 + road.slots
    assert campaign.state == "paused"
    assert campaign.paused_because.startswith("20 of 20 mails failed")
    assert "quarterly_checkin" in caplog.text
    assert Touch.objects.filter(status="planned").count() == 60 - counts["failed"]
    assert {reload(touch).status for touch in other} == {"sent"}


def test_campaign_with_a_fifth_of_errors_goes_on():
    touches = TouchFactory.create_batch(40)
    wrong = {touch.address for touch in touches[4::5]}
    road = Road(lambda mail: refused("550") if mail.to in wrong else accepted())
    assert send_now(road) == {"sent": 32, "failed": 8}


# Whatever happened.


def test_rows_of_the_ledger_add_up_whatever_happened():
    touches = TouchFactory.create_batch(12)
    consent.opt_out([touches[0].address], source="test", now=NOW)
    outcomes = [accepted(), refused("550"), deferred("450"), unknown("?")]
    answers = {t.address: outcomes[i % 4] for i, t in enumerate(touches)}
    counts = send_now(Road(lambda mail: answers[mail.to]))
    assert counts == {"skipped": 1, "sent": 2, "failed": 3, "put off": 3, "uncertain": 3}
    assert sum(counts.values()) == Touch.objects.exclude(status="sending").count() == 12
