"""Tests of everybody's own digest page, and of settling what left for the team."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from campaigns.models import AlertPost, TeamMail
from tests.admin_book import NOON, member
from tests.factories.accounts import AccountFactory, UserFactory
from tests.factories.lifecycle import AlertFactory
from tests.factories.pools import AbsenceFactory

MINE = "/admin/campaigns/teammail/mine/"
MAIL = f"{MINE}mail/"


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def me(client, db):
    user = member("Technical Advisor")
    client.force_login(user)
    return user


def test_page_shows_the_mail_as_it_would_leave(me, client):
    AlertFactory(account=AccountFactory(ta=me, name="Flint & Thread"))
    page = client.get(MINE).content.decode()
    assert "Today: 1 alert" in page
    assert "[Grave] Flint &amp; Thread" in page
    mail = client.get(MAIL)
    assert "Flint &amp; Thread" in mail.content.decode()
    assert mail["X-Frame-Options"] == "SAMEORIGIN"
    assert "default-src 'none'" in mail["Content-Security-Policy"]


def test_day_without_news_says_so(me, client):
    assert "Nothing new" in client.get(MINE).content.decode()
    assert client.get(MAIL).content == b""
    assert not TeamMail.objects.exists()


def test_everybody_sets_the_own_hour_and_stops_it(me, client):
    client.post(MINE, {"digest": "on", "digest_hour": 10})
    me.refresh_from_db()
    assert (me.digest, me.digest_hour) == (True, 10)
    client.post(MINE, {"digest_hour": 10})
    me.refresh_from_db()
    assert me.digest is False
    assert "You get no digest" in client.get(MINE).content.decode()


def test_page_says_who_reads_it_while_they_are_away(me, client):
    cover = UserFactory(first_name="Cleo", last_name="Cover", is_staff=True)
    AbsenceFactory(user=me, cover=cover, starts_on=NOON.date(), until=NOON.date() + timedelta(3))
    assert "comes in the digest of Cleo Cover" in client.get(MINE).content.decode()


def test_hour_that_is_none_is_refused(me, client):
    client.post(MINE, {"digest": "on", "digest_hour": 24})
    me.refresh_from_db()
    assert me.digest_hour == 8


def test_page_is_closed_to_a_login_without_a_role(client, db):
    client.force_login(UserFactory(is_staff=True))
    assert client.get(MINE).status_code == 403
    assert client.get(MAIL).status_code == 403


def post_of(status):
    times = {"not_before": NOON, "closes_at": NOON}
    return AlertPost.objects.create(
        alert=AlertFactory(), destination="webhook", status=status, **times
    )


@pytest.mark.parametrize(
    ("before", "action", "after"),
    [
        ("uncertain", "it_left", "sent"),
        ("uncertain", "it_did_not_leave", "failed"),
        ("failed", "send_again", "planned"),
        ("sent", "send_again", "sent"),
        ("sent", "it_did_not_leave", "sent"),
    ],
)
@pytest.mark.parametrize("group", ["Manager", "Technical Advisor", "Read-only"])
def test_managers_settle_what_no_machine_may(before, action, after, group, client, db):
    client.force_login(member(group))
    row = post_of(before)
    client.post("/admin/campaigns/alertpost/", {"action": action, "_selected_action": [row.pk]})
    row.refresh_from_db()
    assert row.status == (after if group == "Manager" else before)


def test_advisors_who_might_settle_once_may_no_longer(me):
    settling = import_module("campaigns.migrations.0032_advisors_settle_nothing_of_the_team")
    advisors, managers = (Group.objects.get(name=name) for name in ("Technical Advisor", "Manager"))
    advisors.permissions.add(
        *managers.permissions.filter(codename__in=("change_teammail", "change_alertpost"))
    )
    assert me.has_perms(settling.SETTLE)
    settling.forwards(apps, None)
    again = User.objects.get(pk=me.pk)
    assert not any(again.has_perm(name) for name in settling.SETTLE)
    assert again.has_perm("campaigns.change_touch")
    assert managers.permissions.filter(codename="change_teammail").exists()


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_page_asks_as_often_whatever_there_is(rows, me, client):
    for _ in range(rows):
        AlertFactory(account=AccountFactory(ta=me))
    client.get(MINE)
    with CaptureQueriesContext(connection) as captured:
        client.get(MINE)
    assert len(captured) == 14
