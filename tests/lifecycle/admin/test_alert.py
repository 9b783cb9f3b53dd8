"""Tests of the alerts' pages."""

import pytest

from lifecycle.models import Alert
from tests.admin_book import NOON, member
from tests.factories.accounts import AccountFactory
from tests.factories.lifecycle import AlertFactory

LIST = "/admin/lifecycle/alert/"


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)


def shown(response) -> list[Alert]:
    return list(response.context["cl"].result_list)


def test_list_opens_on_what_is_open(client, db):
    client.force_login(member("Read-only"))
    waits, seen = AlertFactory(), AlertFactory(acknowledged_at=NOON)
    assert shown(client.get(LIST)) == [waits]
    assert shown(client.get(LIST, {"state": "seen"})) == [seen]
    assert len(shown(client.get(LIST, {"state": "all"}))) == 2


def test_list_is_narrowed_to_my_accounts(client, db):
    me = member("Technical Advisor")
    client.force_login(me)
    AlertFactory()
    mine = AlertFactory(account=AccountFactory(ta=me))
    assert shown(client.get(LIST, {"whose": "mine"})) == [mine]


@pytest.mark.parametrize("group, seen", [("Technical Advisor", True), ("Read-only", False)])
def test_acknowledging_needs_the_role_for_it(group, seen, client, db):
    me = member(group)
    client.force_login(me)
    alert = AlertFactory()
    client.post(LIST, {"action": "acknowledge", "_selected_action": [alert.pk]})
    alert.refresh_from_db()
    assert (alert.acknowledged_by == me) is seen
    assert (alert.acknowledged_at == NOON) is seen
