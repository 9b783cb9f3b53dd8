"""Tests of handing accounts over, one by the form of facts and many from the list."""

import pytest
from django.contrib.admin.models import LogEntry

from accounts.models import Account
from lifecycle.models import TeamChange
from tests.admin_book import NOON, fill, member
from tests.factories.accounts import UserFactory
from tests.factories.work import TaskFactory

LIST = "/admin/accounts/account/"


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)


def test_accounts_are_handed_over_with_their_tasks(client, db):
    before, after = UserFactory(first_name="Before"), UserFactory(first_name="After")
    accounts = fill(2, ta=before)
    task = TaskFactory(account=accounts[0], owner=before)
    me = member("Manager")
    client.force_login(me)
    chosen = {"action": "hand_over", "_selected_action": [account.pk for account in accounts]}
    asked = client.post(LIST, chosen).content.decode()
    assert "Hand over 2 accounts" in asked
    assert not TeamChange.objects.exists()
    client.post(LIST, {**chosen, "confirmed": "yes", "role": "ta", "to": after.pk})
    task.refresh_from_db()
    assert task.owner == after
    assert set(Account.objects.values_list("ta", flat=True)) == {after.pk}
    assert {change.by for change in TeamChange.objects.all()} == {me}
    assert LogEntry.objects.count() == 2
    client.post(LIST, {**chosen, "confirmed": "yes", "role": "ta", "to": after.pk})
    assert TeamChange.objects.count() == 2


def test_accounts_are_given_to_the_pool(client, db):
    accounts = fill(1, ta=UserFactory())
    client.force_login(member("Technical Advisor"))
    chosen = {"action": "hand_over", "_selected_action": [accounts[0].pk]}
    client.post(LIST, {**chosen, "confirmed": "yes", "role": "ta", "to": ""})
    assert Account.objects.get().ta is None


def test_read_only_member_hands_nothing_over(client, db):
    accounts = fill(1, ta=UserFactory())
    client.force_login(member("Read-only"))
    chosen = {"action": "hand_over", "_selected_action": [accounts[0].pk]}
    client.post(LIST, {**chosen, "confirmed": "yes", "role": "ta", "to": ""})
    assert Account.objects.get().ta


def test_facts_form_hands_over_too(client, db):
    before, after = UserFactory(), UserFactory()
    account = fill(1, ta=before)[0]
    task = TaskFactory(account=account, owner=before)
    client.force_login(member("Technical Advisor"))
    form = client.get(f"{LIST}{account.pk}/facts/").context["adminform"].form
    known = {name: value for name, value in form.initial.items() if value is not None}
    sent = known | {"ta": after.pk}
    for prefix in ("contracts", "contacts"):
        sent |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    assert client.post(f"{LIST}{account.pk}/facts/", sent).status_code == 302
    task.refresh_from_db()
    assert task.owner == after
