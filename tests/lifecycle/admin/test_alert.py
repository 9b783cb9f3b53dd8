"""Tests of the alerts' pages."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lifecycle.models import Alert
from tests.admin_book import NOON, member
from tests.factories.accounts import AccountFactory
from tests.factories.cast import TODAY
from tests.factories.lifecycle import AlertFactory

LIST = "/admin/lifecycle/alert/"


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def me(client, db):
    user = member("Technical Advisor")
    client.force_login(user)
    return user


def shown(response) -> list[Alert]:
    return list(response.context["cl"].result_list)


def page(alert) -> str:
    return f"{LIST}{alert.pk}/change/"


def do(verb, *alerts) -> str:
    return f"{LIST}do/{verb}/?of={','.join(str(alert.pk) for alert in alerts)}"


def test_list_opens_on_what_is_open(client, db):
    client.force_login(member("Read-only"))
    waits, seen = AlertFactory(), AlertFactory(acknowledged_at=NOON)
    passed = AlertFactory(passed_on=TODAY)
    snoozed = AlertFactory(snoozed_until=TODAY + timedelta(1))
    back = AlertFactory(snoozed_until=TODAY)
    assert shown(client.get(LIST)) == [waits, back]
    states = {"seen": seen, "passed": passed, "snoozed": snoozed, "back": back}
    assert {state: shown(client.get(LIST, {"state": state})) for state in states} == {
        state: [alert] for state, alert in states.items()
    }
    assert len(shown(client.get(LIST, {"state": "all"}))) == 5


def test_list_has_the_gravest_first_and_of_those_the_oldest(me, client):
    notice = AlertFactory(severity=3, on=TODAY - timedelta(9))
    new, old = AlertFactory(on=TODAY), AlertFactory(on=TODAY - timedelta(1))
    assert shown(client.get(LIST)) == [old, new, notice]


def test_list_is_narrowed_to_mine_and_to_the_pool(me, client):
    pooled, mine = AlertFactory(), AlertFactory(account=AccountFactory(ta=me))
    sold = AccountFactory(ta=member("Technical Advisor"), ae=me)
    AlertFactory(account=sold)
    seats = AlertFactory(account=sold, kind="seats", for_ae=True)
    assert shown(client.get(LIST, {"whose": "mine"})) == [mine, seats]
    assert shown(client.get(LIST, {"whose": "pool"})) == [pooled]


@pytest.mark.parametrize("group, seen", [("Technical Advisor", True), ("Read-only", False)])
def test_acknowledging_needs_the_role_for_it(group, seen, client, db):
    user = member(group)
    client.force_login(user)
    alert = AlertFactory()
    client.post(LIST, {"action": "acknowledge", "_selected_action": [alert.pk]})
    alert.refresh_from_db()
    assert (alert.acknowledged_by == user) is seen
    assert (alert.acknowledged_at == NOON) is seen


def test_page_says_why_and_what_became_of_it(me, client):
    alert = AlertFactory(evidence=["Usage: 12 %, poor."])
    AlertFactory(account=alert.account, key="", title="Newer")
    client.post(do("note", alert), {"note": "Asked their champion."})
    text = client.get(page(alert)).content.decode()
    assert "Usage: 12 %, poor." in text
    assert "Asked their champion." in text
    assert "the pool" in text


def test_many_are_snoozed_by_one_form(me, client):
    alerts = [AlertFactory(), AlertFactory()]
    chosen = {"action": "snooze", "_selected_action": [alert.pk for alert in alerts]}
    form = client.post(LIST, chosen)
    assert form.url == do("snooze", *alerts)
    assert client.get(form.url).status_code == 200
    assert not Alert.objects.snoozed(on=TODAY).exists()
    client.post(form.url, {"until": TODAY + timedelta(3), "note": "After their holidays"})
    assert Alert.objects.snoozed(on=TODAY).count() == 2


def test_snoozing_until_today_is_refused_in_the_form(me, client):
    alert = AlertFactory()
    answer = client.post(do("snooze", alert), {"until": TODAY, "note": ""})
    assert "after today" in answer.content.decode()
    assert not Alert.objects.exclude(snoozed_until=None).exists()


def test_acknowledged_alert_is_taken_up_again_from_its_page(me, client):
    alert = AlertFactory(acknowledged_at=NOON)
    assert "Take up again" in client.get(page(alert)).content.decode()
    assert client.post(do("reopen", alert), {"note": ""}).url == page(alert)
    alert.refresh_from_db()
    assert alert.acknowledged_at is None


@pytest.mark.parametrize("verb", ["acknowledge", "snooze", "reopen", "note", "burn"])
def test_forms_are_closed_to_readers_and_unknown_verbs_to_all(verb, client, db):
    client.force_login(member("Read-only" if verb != "burn" else "Technical Advisor"))
    alert = AlertFactory()
    assert client.get(do(verb, alert)).status_code == 403
    assert client.post(do(verb, alert), {"note": "x", "until": "2030-01-01"}).status_code == 403
    assert "do/" not in client.get(page(alert)).content.decode() or verb == "burn"


def test_alert_that_is_not_there_leads_back(me, client):
    assert client.get(f"{LIST}12345/change/").status_code == 302


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_pages_ask_as_often_whatever_the_number(rows, me, client):
    account = AccountFactory()
    alerts = [AlertFactory(account=account, kind="seats", key="90") for _ in range(rows)]
    client.get(LIST)
    with CaptureQueriesContext(connection) as listed:
        client.get(LIST)
    with CaptureQueriesContext(connection) as opened:
        client.get(page(alerts[-1]))
    with CaptureQueriesContext(connection) as asked:
        client.get(do("snooze", *alerts))
    assert (len(listed), len(opened), len(asked)) == (5, 7, 5)


def test_list_is_one_click_from_mine(client, me):
    assert '<a href="?whose=mine">Mine</a>' in client.get(LIST).content.decode()
    mine = client.get(LIST, {"whose": "mine"}).content.decode()
    assert '<a href="?whose=mine" aria-current="true">Mine</a>' in mine
