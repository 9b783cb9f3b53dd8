"""Tests of what is told about a portal that is not well."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django_q.models import Schedule

from campaigns.models import (
    AlertPost,
    Campaign,
    CustomerMail,
    ProviderEvent,
    Status,
    TeamMail,
)
from cs_portal import health, schedule
from lifecycle import heartbeat
from tests.factories.accounts import AccountFactory, UserFactory
from tests.factories.campaigns import TouchFactory
from tests.factories.lifecycle import AccountStateFactory, AlertFactory

NOW = datetime(2026, 3, 4, 8, tzinfo=UTC)
TODAY = NOW.date()
MINUTE = timedelta(minutes=1)


@pytest.fixture
def well(db):
    """A cluster that has just done all it had to do."""
    schedule.sync(now=NOW)
    beat(NOW - MINUTE)


def beat(at):
    heartbeat.began("tick", now=at)
    heartbeat.ended("tick", now=at, counts={})


def codes(at=NOW):
    return [found.code for found in health.findings(now=at)]


def text(at=NOW):
    (found,) = health.findings(now=at)
    return found.text


def test_portal_that_is_well_has_no_findings(well):
    assert codes() == []


def test_cluster_that_never_ran_is_told(db):
    schedule.sync(now=NOW)
    assert codes() == ["no_heartbeat"]


@pytest.mark.parametrize(
    ("minutes", "found"),
    [pytest.param(4, [], id="just late"), pytest.param(5, ["silent"], id="five minutes")],
)
def test_silent_cluster_is_told_after_five_minutes(well, minutes, found):
    assert codes(NOW + minutes * MINUTE) == found


def test_heartbeat_that_fails_is_told_with_its_error(well):
    heartbeat.began("tick", now=NOW)
    heartbeat.failed("tick", error="OperationalError: disk full")
    assert text() == (
        "No heartbeat ended well since 2026-03-04 07:59:00 UTC: OperationalError: disk full"
    )


def test_heartbeats_that_never_end_are_told(well):
    heartbeat.began("tick", now=NOW + 10 * MINUTE)
    assert codes(NOW + 11 * MINUTE) == ["unfinished"]


def test_missing_schedule_is_told(well):
    Schedule.objects.filter(func=schedule.TICK).delete()
    assert text() == ("The schedule “cs: heartbeat” is missing: run “manage.py sync_schedule”.")


def test_doubled_schedule_is_told(well):
    Schedule.objects.create(name="cs: heartbeat", func=schedule.TICK, next_run=NOW)
    assert codes() == ["schedule"]


def test_schedule_that_stops_all_others_is_told(well):
    Schedule.objects.create(name="broken", func="f", args="(1,", next_run=NOW)
    assert text() == "The arguments of the schedule “broken” cannot be read, which stops every one."


@pytest.mark.parametrize(
    ("hour", "behind", "found"),
    [
        pytest.param(8, 1, ["undecided"], id="today, hours after it began"),
        pytest.param(5, 1, [], id="today, early in the morning"),
        pytest.param(5, 2, ["undecided"], id="yesterday"),
        pytest.param(8, 0, [], id="decided"),
    ],
)
def test_day_that_is_not_decided_is_told(well, hour, behind, found):
    now = NOW.replace(hour=hour)
    beat(now)
    AccountStateFactory(decided_through=TODAY - timedelta(behind))
    assert codes(now) == found


def test_account_that_has_never_been_decided_is_told_on_its_second_day(well):
    AccountFactory(tracked_from=TODAY)
    assert codes() == []
    beat(NOW + timedelta(1))
    assert codes(NOW + timedelta(1)) == ["undecided"]


@pytest.mark.parametrize(
    ("minutes", "status", "found"),
    [
        pytest.param(61, Status.PLANNED, ["late_mail"], id="planned"),
        pytest.param(61, Status.SENDING, ["late_mail"], id="in flight for ever"),
        pytest.param(59, Status.PLANNED, [], id="within the hour"),
        pytest.param(61, Status.SENT, [], id="sent"),
    ],
)
def test_mail_that_should_have_left_an_hour_ago_is_told(well, minutes, status, found):
    touch = TouchFactory(status=status, not_before=NOW - minutes * MINUTE)
    AccountStateFactory(account=touch.account, decided_through=TODAY)
    assert codes() == found


def test_mail_is_not_late_while_sending_is_off(well, settings):
    settings.PORTAL_SENDING = "off"
    touch = TouchFactory(not_before=NOW - timedelta(1))
    AccountStateFactory(account=touch.account, decided_through=TODAY)
    assert codes() == []


def test_mail_in_doubt_is_told(well):
    touch = TouchFactory(status=Status.UNCERTAIN)
    AccountStateFactory(account=touch.account, decided_through=TODAY)
    assert text() == "1 mail may or may not have left: settle them in the admin."


@pytest.mark.parametrize(
    ("minutes", "found"),
    [pytest.param(11, ["events"], id="ten minutes ago"), pytest.param(9, [], id="just now")],
)
def test_event_that_nobody_could_handle_is_told(well, minutes, found):
    came = NOW - minutes * MINUTE
    ProviderEvent.objects.create(
        provider="postmark", event_key="1", kind="bounced", at=came, received_at=came
    )
    assert codes() == found


def test_campaign_that_was_paused_for_a_reason_is_told(well):
    because = "25 % of its mails failed."
    Campaign.objects.filter(slug="asp_sync").update(state="paused", paused_because=because)
    assert codes() == ["paused"]
    assert because in text()


# --- Doors --------------------------------------------------------------------------------------


def test_check_cluster_says_that_all_is_well(well, capsys, time_machine):
    time_machine.move_to(NOW)
    call_command("check_cluster")
    assert capsys.readouterr().out.startswith("The cluster is well")


def test_check_cluster_fails_with_a_line_for_each_problem(well, time_machine):
    time_machine.move_to(NOW + timedelta(hours=1))
    Schedule.objects.all().delete()
    with pytest.raises(CommandError) as raised:
        call_command("check_cluster")
    assert len(str(raised.value).splitlines()) == 1 + len(schedule.JOBS)


def test_health_page_is_green_while_the_cluster_beats(well, client, time_machine):
    time_machine.move_to(NOW)
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json() == {"ok": True, "web": "ok", "database": "ok", "cluster": "ok"}


@pytest.mark.parametrize("path", ["/healthz", "/healthz/"])
def test_health_page_is_red_when_the_cluster_is_silent(well, client, time_machine, path):
    time_machine.move_to(NOW + timedelta(hours=1))
    answer = client.get(path)
    assert answer.status_code == 503
    assert answer.json()["cluster"] == "silent"


def test_health_page_is_red_when_the_database_is_gone(client, monkeypatch):
    def gone(now):
        raise OperationalError("password authentication failed for user “portal”")

    monkeypatch.setattr(health, "silence", gone)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["database"]) == (503, "unreachable")
    assert b"password" not in answer.content


def test_health_page_stays_green_for_what_only_people_can_settle(well, client, time_machine):
    time_machine.move_to(NOW)
    TouchFactory(status=Status.UNCERTAIN)
    assert client.get("/healthz").status_code == 200


def test_health_page_changes_nothing_and_takes_no_post(well, client, django_assert_num_queries):
    with django_assert_num_queries(1):
        client.get("/healthz")
    assert client.post("/healthz").status_code == 405


def team_mail(ago, **given):
    at = NOW - timedelta(ago)
    hours = {"since": at, "until": at, "not_before": at, "closes_at": at + timedelta(hours=16)}
    TeamMail.objects.create(
        user=UserFactory(), day=at.date(), address="a@b.example", **hours, **given
    )


@pytest.mark.parametrize(
    ("ago", "given", "found"),
    [
        (3, {"status": "failed"}, ["team_mail"]),
        (4, {"status": "failed"}, []),
        (0, {"status": "uncertain"}, ["team_mail"]),
        (1, {"status": "skipped", "reason": "missed", "error": "no road"}, ["team_mail"]),
        (1, {"status": "skipped", "reason": "missed"}, []),
        (0, {"status": "sent"}, []),
    ],
)
def test_digest_that_does_not_arrive_is_told(well, ago, given, found):
    team_mail(ago, **given)
    assert codes() == found


@pytest.mark.parametrize(
    ("minutes", "given", "found"),
    [
        (0, {"status": "failed", "error": "404 no_service"}, ["posts"]),
        (59, {"status": "planned", "error": "500 down"}, []),
        (61, {"status": "planned", "error": "500 down"}, ["posts"]),
        (61, {"status": "planned"}, []),
        (61, {"status": "sent"}, []),
    ],
)
def test_alert_that_cannot_be_posted_is_told_after_an_hour(well, minutes, given, found):
    at = NOW - minutes * MINUTE
    hours = {"not_before": at, "closes_at": at + timedelta(1)}
    alert = AlertFactory(account=AccountStateFactory(decided_through=TODAY).account)
    AlertPost.objects.create(alert=alert, destination="webhook", **hours, **given)
    assert codes() == found


@pytest.mark.parametrize(
    ("status", "found"),
    [("failed", ["customer_mail"]), ("uncertain", ["customer_mail"]), ("sent", [])],
)
def test_single_mail_that_does_not_arrive_is_told(well, status, found):
    CustomerMail.objects.create(
        key="a",
        user=UserFactory(),
        status=status,
        not_before=NOW,
        closes_at=NOW,
        created_at=NOW,
    )
    assert codes() == found
