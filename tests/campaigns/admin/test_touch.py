"""Tests of the ledger of touches in the admin."""

import pytest

from campaigns.models import Status, Touch
from tests.admin_book import NOON, member, superuser
from tests.factories.accounts import AccountFactory, ContactFactory
from tests.factories.campaigns import TouchFactory

LIST = "/admin/campaigns/touch/"


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def boss(client, db):
    client.force_login(superuser())
    return client


def choose(action: str, *touches: Touch, **more: str) -> dict:
    return {"action": action, "_selected_action": [touch.pk for touch in touches], **more}


def test_uncertain_mail_is_settled_after_a_question(boss):
    touch = TouchFactory(status=Status.UNCERTAIN)
    asked = boss.post(LIST, choose("settle_sent", touch))
    assert "Settle that these mails were sent?" in asked.content.decode()
    touch.refresh_from_db()
    assert touch.status == Status.UNCERTAIN
    boss.post(LIST, choose("settle_sent", touch, confirmed="yes"))
    touch.refresh_from_db()
    assert touch.status == Status.SENT


def test_uncertain_mail_is_settled_as_not_sent(boss):
    touch = TouchFactory(status=Status.UNCERTAIN)
    boss.post(LIST, choose("settle_not_sent", touch, confirmed="yes"))
    touch.refresh_from_db()
    assert touch.status == Status.FAILED


def test_mail_in_another_status_is_left_alone(boss):
    touch = TouchFactory(status=Status.PLANNED)
    boss.post(LIST, choose("settle_sent", touch, confirmed="yes"))
    touch.refresh_from_db()
    assert touch.status == Status.PLANNED


def test_failed_mail_is_planned_again(boss):
    touch = TouchFactory(status=Status.FAILED)
    boss.post(LIST, choose("send_again", touch, confirmed="yes"))
    touch.refresh_from_db()
    assert touch.status == Status.PLANNED


@pytest.mark.parametrize("group", ["Read-only", "Account Executive", "Customer Engineer"])
def test_settling_needs_the_role_for_it(group, client, db):
    touch = TouchFactory(status=Status.UNCERTAIN)
    client.force_login(member(group))
    client.post(LIST, choose("settle_sent", touch, confirmed="yes"))
    touch.refresh_from_db()
    assert touch.status == Status.UNCERTAIN


def test_list_sums_what_it_shows(boss):
    contact = ContactFactory()
    for status in (Status.SENT, Status.SENT, Status.PLANNED):
        TouchFactory(contact=contact, status=status)
    sums = {row["status"]: row["count"] for row in boss.get(LIST).context["sums"] if row["count"]}
    assert sums == {"sent": 2, "planned": 1}
    narrowed = boss.get(LIST, {"status__exact": "sent"}).context["sums"]
    assert {row["status"] for row in narrowed if row["count"]} == {"sent"}


@pytest.mark.parametrize("query", ["ada@acme.example", "acme-1", "Acme C"])
def test_search_finds_by_address_account_id_and_name(query, boss):
    account = AccountFactory(external_id="acme-1", name="Acme Corp")
    touch = TouchFactory(contact=ContactFactory(account=account, email="ada@acme.example"))
    TouchFactory()
    found = boss.get(LIST, {"q": query}).context["cl"].result_list
    assert list(found) == [touch]


def test_page_tells_what_became_of_the_mail(boss):
    touch = TouchFactory(status=Status.SKIPPED, reason="budget")
    text = boss.get(f"{LIST}{touch.pk}/change/").content.decode()
    assert "the contact already gets three mails in these seven days" in text
