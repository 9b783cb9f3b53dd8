"""Tests of the contacts' pages."""

import pytest

from accounts import consent
from accounts.models import Contact
from tests.admin_book import NOON, member, superuser
from tests.factories.accounts import ContactFactory

LIST = "/admin/accounts/contact/"


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def boss(client, db):
    client.force_login(superuser())
    return client


def shown(response) -> list[Contact]:
    return list(response.context["cl"].result_list)


@pytest.mark.parametrize("query", ["ada@acme", "ADA@acme.example", "lovel"])
def test_search_finds_by_the_beginning_of_address_and_last_name(query, boss):
    ada = ContactFactory(email="ada@acme.example", last_name="Lovelace")
    ContactFactory()
    assert shown(boss.get(LIST, {"q": query})) == [ada]


def test_list_is_narrowed_by_role_and_reach(boss):
    silent = ContactFactory(champion=True)
    ContactFactory(champion=True)
    ContactFactory(executive=True)
    consent.opt_out([silent.email], source="link in a mail", now=NOON)
    assert len(shown(boss.get(LIST, {"role": "champion"}))) == 2
    assert shown(boss.get(LIST, {"reach": "no"})) == [silent]
    assert len(shown(boss.get(LIST, {"reach": "yes"}))) == 2


def test_removing_asks_first_keeps_the_row_and_hides_it(boss):
    contact = ContactFactory()
    chosen = {"action": "remove", "_selected_action": [contact.pk]}
    assert "Remove these contacts?" in boss.post(LIST, chosen).content.decode()
    contact.refresh_from_db()
    assert contact.removed_at is None
    boss.post(LIST, {**chosen, "confirmed": "yes"})
    contact.refresh_from_db()
    assert contact.removed_at == NOON
    assert shown(boss.get(LIST)) == []


def test_removed_contact_is_put_back(boss):
    contact = ContactFactory(removed_at=NOON)
    gone = f"{LIST}?removed=yes"
    assert shown(boss.get(LIST)) == []
    assert shown(boss.get(gone)) == [contact]
    boss.post(gone, {"action": "restore", "_selected_action": [contact.pk]})
    contact.refresh_from_db()
    assert contact.removed_at is None


def test_page_tells_whether_the_address_may_be_written_to(boss):
    contact = ContactFactory()
    address = f"{LIST}{contact.pk}/change/"
    assert "May be written to." in boss.get(address).content.decode()
    consent.opt_out([contact.email], source="link in a mail", now=NOON)
    assert "link in a mail. No campaign writes" in boss.get(address).content.decode()


@pytest.mark.parametrize("group", ["Read-only", "Technical Advisor", "Account Executive"])
def test_removing_needs_the_role_for_it(group, client, db):
    client.force_login(member(group))
    contact = ContactFactory()
    chosen = {"action": "remove", "_selected_action": [contact.pk], "confirmed": "yes"}
    client.post(LIST, chosen)
    contact.refresh_from_db()
    assert contact.removed_at is None


def test_same_address_twice_in_an_account_is_refused_at_the_form(boss):
    ada = ContactFactory(email="ada@acme.example")
    sent = {"account": ada.account_id, "email": "Ada@acme.example"}
    answer = boss.post(f"{LIST}add/", sent)
    assert answer.status_code == 200
    assert Contact.objects.count() == 1
