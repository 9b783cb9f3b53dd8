"""Tests of revoking the links that a contact was sent."""

import pytest

from accounts import revocation
from accounts.models import Contact
from tests.admin_book import NOON, member
from tests.factories.accounts import ContactFactory

LIST = "/admin/accounts/contact/"


@pytest.mark.django_db
def test_each_revocation_is_counted():
    contact = ContactFactory()
    stale = Contact.objects.get(pk=contact.pk)
    revocation.revoke_links(contact)
    revocation.revoke_links(stale)
    assert (contact.links_revoked, stale.links_revoked) == (1, 2)


@pytest.mark.parametrize(("role", "revoked"), [("Technical Advisor", 1), ("Read-only", 0)])
def test_action_asks_first_and_is_for_who_may_change(role, revoked, client, db, time_machine):
    time_machine.move_to(NOON, tick=False)
    client.force_login(member(role))
    contact = ContactFactory()
    posted = {"action": "revoke_links", "_selected_action": [contact.pk]}
    page = client.post(LIST, posted)
    contact.refresh_from_db()
    assert contact.links_revoked == 0
    if revoked:
        assert "Revoke the links of these contacts?" in page.content.decode()
    client.post(LIST, {**posted, "confirmed": "yes"})
    contact.refresh_from_db()
    assert contact.links_revoked == revoked
