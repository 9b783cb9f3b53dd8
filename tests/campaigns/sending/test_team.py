"""Mails to the team leave once, whoever sends and whatever breaks."""

import json
import logging
from datetime import UTC, datetime, timedelta

import pytest

from campaigns import send
from campaigns.carriers.outcome import deferred, refused, unknown
from campaigns.digest import plan
from campaigns.models import TeamMail
from tests.campaigns.roads import Road
from tests.factories.accounts import AccountFactory, UserFactory
from tests.factories.lifecycle import AlertFactory

NINE = datetime(2026, 1, 5, 9, tzinfo=UTC)
db = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def sending_is_on(settings):
    settings.PORTAL_SENDING = "on"


def member(**given):
    user = UserFactory(is_staff=True, first_name="Maya", last_name="Lindqvist", **given)
    AlertFactory(account=AccountFactory(ta=user))
    plan.plan(now=NINE)
    return user


def sent(road, now=NINE):
    return dict(send.team_mails(clock=lambda: now, carrier=road))


def status():
    return TeamMail.objects.values_list("status", flat=True).get()


@db
def test_digest_leaves_once_and_is_marked():
    user, road = member(), Road()
    assert sent(road) == {"team mails sent": 1}
    assert sent(road) == {}
    [mail] = road.mails
    assert (mail.to, mail.to_name) == (user.email, "Maya Lindqvist")
    assert mail.headers["Message-ID"].startswith("<team.")
    kept = TeamMail.objects.get()
    assert (kept.status, kept.subject, kept.sent_at) == ("sent", "Today: 1 alert", NINE)


@db
def test_nothing_new_is_no_mail():
    UserFactory(is_staff=True)
    plan.plan(now=NINE)
    road = Road()
    assert sent(road) == {"team mails skipped": 1}
    assert road.mails == []
    assert TeamMail.objects.get().reason == "nothing new"


@db
def test_who_does_not_want_it_any_more_gets_none():
    user, road = member(), Road()
    user.digest = False
    user.save()
    assert sent(road) == {"team mails skipped": 1}
    assert road.mails == []


@db
def test_off_sends_nothing_and_log_only_writes(settings, caplog):
    member()
    settings.PORTAL_SENDING = "off"
    assert sent(Road()) == {}
    settings.PORTAL_SENDING = "log"
    with caplog.at_level(logging.INFO, "campaigns.sending"):
        send.team_mails(clock=lambda: NINE)
    assert "Today: 1 alert" in caplog.text
    assert TeamMail.objects.values_list("status", "transport").get() == ("sent", "log")


@db
@pytest.mark.parametrize(
    ("outcome", "becomes"),
    [(refused("no"), "failed"), (deferred("later"), "planned"), (unknown("?"), "uncertain")],
    ids=lambda each: str(getattr(each, "kind", each)),
)
def test_answer_decides_what_becomes_of_it(outcome, becomes):
    member()
    sent(Road(lambda mail: outcome))
    assert status() == becomes


@db
def test_deferred_mail_waits_and_fails_the_third_time():
    member()
    road = Road(lambda mail: deferred("later"))
    now = NINE
    for expected in ("planned", "planned", "failed"):
        sent(road, now)
        assert status() == expected
        assert sent(road, now) == {}
        now += timedelta(hours=2)


@db
def test_day_that_is_over_closes_its_mail():
    member()
    assert sent(Road(), NINE + timedelta(hours=15)) == {}
    assert TeamMail.objects.values_list("status", "reason").get() == ("skipped", "missed")


@db
def test_sender_that_dies_leaves_a_doubt_and_no_second_mail():
    member()

    def dies(mail):
        raise SystemExit

    with pytest.raises(SystemExit):
        sent(Road(dies))
    assert status() == "sending"
    road = Road()
    assert sent(road, NINE + timedelta(minutes=4)) == {}
    assert sent(road, NINE + timedelta(minutes=6)) == {}
    assert status() == "uncertain"
    assert road.mails == []


@db
def test_mail_that_cannot_be_written_fails_alone(monkeypatch):
    member(), member()
    from campaigns.digest import letter

    write = letter.write

    def breaks(digest, user):
        if user.pk == TeamMail.objects.order_by("pk").first().user_id:
            raise RuntimeError("broken")
        return write(digest, user)

    monkeypatch.setattr(letter, "write", breaks)
    assert sent(Road()) == {"team mails failed": 1, "team mails sent": 1}


RACE = """
import json, threading, time
from collections import Counter
from datetime import datetime, UTC
from django.db import connections
from campaigns import send
from campaigns.digest import plan
from campaigns.models import TeamMail
from tests.campaigns.roads import Road
from tests.campaigns.sending.test_team import member
for _ in range(24):
    member()
now = datetime(2026, 1, 5, 9, tzinfo=UTC)
together = threading.Barrier(3)
roads = [Road(slots=3) for _ in range(3)]
def run(road):
    together.wait(60)
    plan.plan(now=now)
    send.team_mails(clock=lambda: now, carrier=road)
    connections.close_all()
threads = [threading.Thread(target=run, args=[road]) for road in roads]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
to = Counter(address for road in roads for address in road.to)
print(json.dumps([len(to), max(to.values()), TeamMail.objects.filter(status="sent").count()]))
"""


def test_three_senders_at_once_send_each_digest_once(fresh_database, portal):
    done = portal("shell", "-c", RACE, DATABASE_URL=fresh_database, PORTAL_SENDING="on")
    assert json.loads(done.stdout.splitlines()[-1]) == [24, 1, 24], done.stderr
