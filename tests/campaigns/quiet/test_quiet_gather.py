"""The report of what did not happen: each cause, and nothing that somebody chose."""

from datetime import timedelta

import pytest

from accounts.models import ImportRun
from campaigns.models import Campaign, ProviderEvent, Status, TeamMail
from campaigns.quiet import delivery, gather
from campaigns.quiet.mails import past_half
from lifecycle import heartbeat
from lifecycle.models import Silence
from tests.campaigns.days import MONDAY, customer, early, person, run, sent
from tests.factories.accounts import PingFactory, UserFactory
from tests.factories.booking import BusyCalendarFactory
from tests.factories.campaigns import TouchFactory
from tests.factories.lifecycle import AlertFactory

pytestmark = pytest.mark.django_db
NOW = early(MONDAY) + timedelta(hours=6)
YESTERDAY = MONDAY - timedelta(1)


def causes(now=NOW):
    return {cause.key: cause.count for cause in gather.read(now=now).causes}


def touch(**given):
    return TouchFactory(**{"due_on": MONDAY - timedelta(8), "not_before": NOW} | given)


def skipped(reason, closes_on=YESTERDAY):
    return touch(status=Status.SKIPPED, reason=reason, closes_on=closes_on)


def test_day_on_which_everything_happened_is_quiet():
    person(customer())
    run(MONDAY)
    sent(MONDAY)
    report = gather.read(now=NOW)
    assert report.causes == []
    assert report.subject == "All quiet: nothing due was missed"


def test_skipped_for_our_own_reasons_is_told_the_customer_s_choice_is_not():
    for reason in ("no_data", "no_data", "budget", "opted_out", "stage", "meeting_booked"):
        skipped(reason)
    skipped("missed", closes_on=MONDAY - timedelta(3))  # told two days ago
    skipped("missed", closes_on=MONDAY)  # its window is still open
    assert causes() == {"skipped-budget": 1, "skipped-no_data": 2}


def test_failed_uncertain_late_and_held_mails_are_told_with_examples():
    touch(status=Status.FAILED, error="550 no such user")
    touch(status=Status.UNCERTAIN)
    touch(not_before=NOW - timedelta(minutes=61))
    touch(held_at=NOW - timedelta(hours=25), not_before=NOW - timedelta(days=1))
    touch(held_at=NOW - timedelta(hours=1), not_before=NOW - timedelta(days=1))
    report = gather.read(now=NOW)
    assert {c.key: c.count for c in report.causes} == {
        "late": 1,
        "uncertain": 1,
        "failed": 1,
        "held": 1,
    }
    [failed] = [cause for cause in report.causes if cause.key == "failed"]
    assert "550 no such user" in failed.examples[0].why
    assert failed.advice


@pytest.mark.parametrize(("days", "late"), [(3, False), (4, True)])
def test_half_of_the_window_is_the_edge(days, late):
    assert past_half(MONDAY, MONDAY + timedelta(7), on=MONDAY + timedelta(days)) is late


def test_waiting_past_half_its_window_for_our_reason_is_told():
    late = {"due_on": MONDAY - timedelta(5), "closes_on": MONDAY + timedelta(2)}
    touch(status=Status.WAITING, reason="no_recipient", **late)
    touch(status=Status.WAITING, reason="stage", **late)
    touch(status=Status.WAITING, reason="budget", due_on=MONDAY, closes_on=MONDAY + timedelta(7))
    assert causes() == {"waiting": 1}


def test_accounts_nobody_decided_and_gaps_in_the_heartbeat_are_told():
    customer(on=MONDAY - timedelta(3))
    heartbeat.began("tick", now=NOW - timedelta(hours=4))
    heartbeat.began("tick", now=NOW - timedelta(hours=3, minutes=50))
    heartbeat.began("tick", now=NOW)
    assert causes() == {"undecided": 1, "silence": 1}
    gap = Silence.objects.get()
    assert (gap.since, gap.until) == (NOW - timedelta(hours=3, minutes=50), NOW)
    heartbeat.failed("tick", error="the disk is full")
    assert causes()["silence"] == 2


def test_campaigns_stopped_by_the_portal_are_told_those_people_paused_are_not():
    Campaign.objects.filter(slug="asp_sync").update(state="paused", paused_because="by Maya")
    assert causes() == {}
    Campaign.objects.filter(slug="asp_sync").update(paused_because="9 of 20 mails failed")
    assert causes() == {"stopped": 1}


def test_feeds_events_and_our_own_mails_are_told():
    PingFactory(account=customer(on=MONDAY), date=MONDAY - timedelta(3))
    run(YESTERDAY)
    AlertFactory(kind="stale_data", account__tracked_from=MONDAY)
    ImportRun.objects.create(at=NOW - timedelta(days=31), source="book", outcome="complete")
    ImportRun.objects.create(
        at=NOW - timedelta(hours=1), source="book", outcome="partial", rejected=4
    )
    ProviderEvent.objects.create(
        provider="ses", event_key="1", kind="bounced", at=NOW, received_at=NOW - timedelta(hours=1)
    )
    TeamMail.objects.create(
        user=UserFactory(),
        day=MONDAY,
        since=NOW,
        until=NOW,
        not_before=NOW,
        closes_at=NOW,
        status=Status.FAILED,
    )
    assert causes() == {"events": 1, "digests": 1, "feed": 1, "usage": 1, "rejects": 4}


def test_calendars_that_cannot_be_read_any_more_are_told_with_their_host():
    long_ago, lately = NOW - timedelta(hours=3), NOW - timedelta(hours=1)
    broken = BusyCalendarFactory(refreshed_at=long_ago, failures=4, error="answered 404")
    BusyCalendarFactory(refreshed_at=None, failures=1, error="never answered")
    BusyCalendarFactory(refreshed_at=lately, failures=1, error="a hiccup")
    BusyCalendarFactory(refreshed_at=None, failures=0)  # not tried yet
    BusyCalendarFactory(refreshed_at=long_ago, failures=4, active=False)
    BusyCalendarFactory(refreshed_at=long_ago, failures=4, host__active=False)
    [cause] = gather.read(now=NOW).causes
    assert (cause.key, cause.count) == ("calendars", 2)
    told = {line.title: line.why for line in cause.examples}
    assert "answered 404; last read 5 Jan 2026, 08:30" in told[str(broken.host.user)]


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_report_takes_the_same_queries_for_any_number(rows, django_assert_num_queries):
    for _ in range(rows):
        skipped("budget")
        touch(status=Status.FAILED)
        BusyCalendarFactory(failures=1)
    with django_assert_num_queries(32):
        gather.read(now=NOW)


def left(count, domain="acme.example", *, ago=1, **given):
    for number in range(count):
        touch(
            status=Status.SENT,
            transport="mail",
            address=f"p{number}@{domain}",
            sent_at=NOW - timedelta(days=ago),
            **given,
        )


def test_delivery_is_summed_by_domain_with_levels_and_trend(django_assert_num_queries):
    left(18, outcome="delivered")
    left(2, outcome="bounced")
    left(20, ago=10)
    left(3, "small.example", attempts=2)
    left(1, ago=40)
    with django_assert_num_queries(1):
        found = delivery.read(now=NOW)
    assert [week.sent for week in found.weeks] == [0, 0, 20, 23]
    acme, small = found.rows
    assert (acme.now.sent, acme.now.bounce_rate, acme.now.level) == (20, 10.0, "poor")
    assert (acme.before.sent, acme.trend) == (20, "worse")
    assert (small.now.deferred, small.now.level) == (3, "")


@pytest.mark.parametrize(
    ("counts", "level"),
    [
        ((19, 0, 19, 0, 0), ""),
        ((20, 20, 0, 0, 0), "healthy"),
        ((40, 38, 1, 0, 0), "healthy"),
        ((100, 95, 3, 0, 0), "concerning"),
        ((100, 95, 5, 0, 0), "concerning"),
        ((100, 94, 6, 0, 0), "poor"),
        ((100, 99, 0, 1, 0), "poor"),
        ((100, 99, 0, 0, 11), "concerning"),
    ],
)
def test_levels_have_their_edges(counts, level):
    assert delivery.Delivery("acme.example", *counts).level == level
