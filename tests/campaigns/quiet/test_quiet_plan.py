"""The daily report to CS operations: once a day, also when all is well, and on free days if not."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Group

from campaigns import send
from campaigns.models import Status, TeamMail
from campaigns.quiet import plan
from tests.admin_book import member
from tests.campaigns.roads import Road
from tests.factories.accounts import UserFactory
from tests.factories.campaigns import TouchFactory

NINE = datetime(2026, 1, 5, 9, tzinfo=UTC)
SATURDAY = NINE - timedelta(2)
db = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def sending_is_on(settings):
    settings.PORTAL_SENDING = "on"


def operator():
    user = UserFactory(is_staff=True, first_name="Noor")
    user.groups.add(Group.objects.get(name="CS Operations"))
    return user


def mails(now):
    road = Road()
    plan.plan(now=now)
    send.team_mails(clock=lambda: now, carrier=road)
    return road.mails


@db
def test_operations_get_it_once_a_day_and_nobody_else():
    user = operator()
    UserFactory(is_staff=True)
    [mail] = mails(NINE)
    assert (mail.to, mail.subject) == (user.email, "All quiet: nothing due was missed")
    assert "everything that was due has happened" in mail.text
    assert mails(NINE + timedelta(hours=3)) == []
    assert len(mails(NINE + timedelta(1))) == 1


@db
def test_hour_is_the_member_s_own():
    operator()
    assert mails(NINE.replace(hour=7, minute=59)) == []
    assert len(mails(NINE.replace(hour=8))) == 1


@db
def test_free_day_is_free_unless_something_is_wrong():
    operator()
    assert mails(SATURDAY) == []
    assert TeamMail.objects.get().status == Status.SKIPPED
    TouchFactory(status=Status.UNCERTAIN)
    [mail] = mails(SATURDAY + timedelta(1))
    assert mail.subject == "Did not happen: 1 mails perhaps sent"
    assert "settle each" in mail.text and "settle each" in mail.html


@db
def test_report_does_not_count_as_the_digest():
    user = operator()
    plan.plan(now=NINE)
    from campaigns.digest import plan as digest

    assert digest.since(user, now=NINE) == NINE - digest.LOOKS_BACK


@db
def test_page_is_for_operations_and_managers(client):
    for group, status in (("CS Operations", 200), ("Manager", 200), ("Technical Advisor", 403)):
        client.force_login(member(group))
        assert client.get("/admin/campaigns/touch/quiet/").status_code == status
