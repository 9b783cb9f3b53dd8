"""Alerts are posted once each, and what the channel answers decides what becomes of them."""

import json
import logging
from datetime import UTC, datetime, timedelta

import pytest

from campaigns import posts, send
from campaigns.models import AlertPost
from tests.campaigns.hook import hook
from tests.factories.accounts import AccountFactory
from tests.factories.lifecycle import AlertFactory

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def channel(settings):
    with hook() as server:
        settings.PORTAL_SENDING = "on"
        settings.PORTAL_ALERT_WEBHOOK = server.url
        settings.PORTAL_ALERT_WEBHOOK_PRIVATE = True
        yield server


def run(now=NOW):
    posts.plan(now=now)
    return dict(send.alert_posts(clock=lambda: now))


def status():
    return AlertPost.objects.values_list("status", flat=True).get()


def test_alert_is_posted_once(channel):
    alert = AlertFactory(account=AccountFactory(name="Flint & Thread"))
    assert run() == {"posts sent": 1}
    assert run(NOW + timedelta(hours=1)) == {}
    [post] = channel.posts
    assert post["text"] == f"Flint &amp; Thread: {alert.title}"
    assert f"/admin/lifecycle/alert/{alert.pk}/change/" in json.dumps(post)


@pytest.mark.parametrize(
    ("given", "posted"),
    [
        ({}, 1),
        ({"severity": 2}, 1),
        ({"severity": 3}, 0),
        ({"recorded_at": NOW - timedelta(1)}, 0),
        ({"recorded_at": NOW + timedelta(seconds=1)}, 0),
        ({"recorded_at": None}, 0),
        ({"acknowledged_at": NOW}, 0),
        ({"passed_on": NOW.date()}, 0),
    ],
)
def test_what_is_grave_and_new_is_posted(channel, given, posted):
    AlertFactory(**given)
    run()
    assert len(channel.posts) == posted


def test_severity_is_a_setting(channel, settings):
    settings.PORTAL_ALERT_WEBHOOK_SEVERITY = "notice"
    AlertFactory(severity=3)
    assert run() == {"posts sent": 1}


def test_nothing_is_planned_without_an_address(settings):
    settings.PORTAL_ALERT_WEBHOOK = ""
    AlertFactory()
    assert run() == {}
    assert not AlertPost.objects.exists()


def test_log_only_writes_and_off_waits(channel, settings, caplog):
    AlertFactory()
    settings.PORTAL_SENDING = "off"
    assert run() == {}
    settings.PORTAL_SENDING = "log"
    with caplog.at_level(logging.INFO, "campaigns.sending"):
        assert run() == {"posts sent": 1}
    assert "not posted, only logged" in caplog.text
    assert AlertPost.objects.get().transport == "log"
    assert channel.posts == []


def test_refusal_is_final(channel):
    channel.answers = [404]
    AlertFactory()
    assert run() == {"posts failed": 1}
    assert run(NOW + timedelta(hours=2)) == {}
    assert AlertPost.objects.get().error.startswith("404")


def test_trouble_over_there_is_tried_again_later(channel):
    channel.answers = [500, 500, 200]
    AlertFactory()
    assert run() == {"posts put off": 1}
    assert run() == {}
    assert run(NOW + timedelta(minutes=6)) == {"posts put off": 1}
    assert run(NOW + timedelta(minutes=30)) == {}
    assert run(NOW + timedelta(hours=2)) == {"posts sent": 1}
    assert len(channel.posts) == 3


def test_third_failure_is_the_last(channel):
    channel.answers = [500]
    AlertFactory()
    for hours in (0, 2, 4):
        run(NOW + timedelta(hours=hours))
    assert status() == "failed"


def test_lost_answer_is_a_doubt_and_never_posted_again_by_machine(channel):
    channel.silent = True
    AlertFactory()
    assert run() == {"posts uncertain": 1}
    assert run(NOW + timedelta(hours=2)) == {}
    assert len(channel.posts) == 1


def test_down_road_ends_the_run_and_old_news_is_dropped(settings):
    settings.PORTAL_SENDING, settings.PORTAL_ALERT_WEBHOOK = "on", "https://nobody.invalid/x"
    AlertFactory(), AlertFactory()
    assert run() == {"posts put off": 1}
    assert run(NOW + timedelta(1)) == {}
    assert set(AlertPost.objects.values_list("status", "reason")) == {("skipped", "missed")}


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_planning_asks_as_often_whatever_the_number(rows, settings, django_assert_num_queries):
    settings.PORTAL_ALERT_WEBHOOK = "https://hooks.example.com/x"
    for _ in range(rows):
        AlertFactory()
    with django_assert_num_queries(4):
        assert posts.plan(now=NOW)["alerts to post"] == rows
