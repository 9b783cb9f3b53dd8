"""The list of silenced addresses: source and history, lifted with a reason by who may."""

import pytest

from accounts import consent
from accounts.models import ConsentEvent, Suppression
from tests.admin_book import NOON, member, superuser
from tests.factories.accounts import ContactFactory

LIST = "/admin/accounts/suppression/"


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)


def silence(address: str, reason: str = "bounced", **more) -> Suppression:
    consent.suppress([address], reason=reason, source="postmark: bounced", now=NOON, **more)
    return Suppression.objects.get(address=address)


def lift(client, row: Suppression, **more):
    chosen = {"action": "lift", "_selected_action": [row.pk], **more}
    return client.post(LIST, chosen).content.decode()


def test_lifting_asks_for_a_reason_and_keeps_it(client, db):
    client.force_login(member("CS Operations"))
    row = silence("ada@acme.example")
    assert "Lift these suppressions?" in lift(client, row)
    assert "required" in lift(client, row, confirmed="yes", reason=" ")
    assert Suppression.objects.exists()
    lift(client, row, confirmed="yes", reason="the mailbox is back")
    assert not Suppression.objects.exists()
    assert "the mailbox is back" in ConsentEvent.objects.first().source
    assert "lifted by" in ConsentEvent.objects.first().source


def test_lifting_one_reason_or_topic_leaves_the_others(client, db):
    client.force_login(superuser())
    row = silence("ada@acme.example")
    consent.opt_out(["ada@acme.example"], source="page", now=NOON)
    consent.opt_out(["ada@acme.example"], source="page", now=NOON, topic="recaps")
    lift(client, row, confirmed="yes", reason="the mailbox is back")
    left = Suppression.objects.values_list("reason", "topic")
    assert sorted(left) == [("opted_out", ""), ("opted_out", "recaps")]


def test_complaint_is_warned_of(client, db):
    client.force_login(superuser())
    assert "complained about us" in lift(client, silence("ada@acme.example", "complained"))


@pytest.mark.parametrize("group", ["Read-only", "Technical Advisor", "Account Executive"])
def test_lifting_needs_the_role_for_it(group, client, db):
    client.force_login(member(group))
    row = silence("ada@acme.example")
    lift(client, row, confirmed="yes", reason="please")
    assert Suppression.objects.exists()
    assert "Lift …" not in client.get(f"{LIST}{row.pk}/change/").content.decode()


def test_page_tells_source_history_and_whose_address_it_is(client, db):
    client.force_login(superuser())
    contact = ContactFactory(email="ada@acme.example")
    silence(contact.email)
    consent.lift(contact.email, reason="bounced", source="asked by phone", now=NOON)
    row = silence(contact.email)
    text = client.get(f"{LIST}{row.pk}/change/").content.decode()
    for said in ("postmark: bounced", "asked by phone", str(contact.account), "Lift …"):
        assert said in text


def test_contact_shows_the_history_and_where_to_lift(client, db):
    client.force_login(superuser())
    contact = ContactFactory(email="ada@acme.example")
    row = silence(contact.email)
    text = client.get(f"/admin/accounts/contact/{contact.pk}/change/").content.decode()
    assert f"{LIST}{row.pk}/change/" in text
    assert "History of this address" in text
