"""Tests of the book as a list."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Account
from campaigns.admin.workspace.account import AccountAdmin
from campaigns.models import Segment, Status
from lifecycle.models import AccountState
from tests.admin_book import NOON, fill, member, superuser
from tests.factories.accounts import AccountFactory
from tests.factories.campaigns import TouchFactory
from tests.factories.cast import TODAY

LIST = "/admin/accounts/account/"


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def boss(client, db):
    client.force_login(superuser())
    return client


def names(response) -> list[str]:
    return [account.name for account in response.context["cl"].result_list]


def page(account: Account) -> str:
    return reverse("admin:accounts_account_change", args=[account.pk])


def do(account: Account, action: str) -> str:
    return reverse("admin:accounts_account_do", args=[account.pk, action])


def asked(client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    assert response.status_code == 200
    assert len(response.content) < 500_000
    return len(captured)


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_list_asks_as_often_whatever_the_rows(rows, boss):
    fill(rows)
    boss.get(LIST)
    assert asked(boss, LIST) == 10


@pytest.mark.parametrize(
    "query, found",
    [
        pytest.param("customer 001", ["Customer 001"], id="name"),
        pytest.param("CUST-002", ["Customer 002"], id="account id"),
        pytest.param("p1@cust-000", ["Customer 000"], id="address of a contact"),
        pytest.param("tomer 002", ["Customer 002"], id="inside the name when nothing begins so"),
        pytest.param("nobody", [], id="nothing"),
    ],
)
def test_search_finds_by_what_people_know(query, found, boss):
    fill(3)
    assert names(boss.get(LIST, {"q": query})) == found


def test_search_by_address_names_an_account_once(boss):
    account = fill(1)[0]
    assert account.contacts.filter(email__startswith="p").count() == 3
    assert names(boss.get(LIST, {"q": "p"})) == ["Customer 000"]


def test_list_opens_on_what_needs_attention(boss):
    fill(4)
    states = list(AccountState.objects.order_by("pk"))
    for state, changes in zip(
        states,
        (
            {"confirmed_band": "healthy"},
            {"confirmed_band": "poor"},
            {"stage": ""},
            {"overdue": True},
        ),
        strict=True,
    ):
        AccountState.objects.filter(pk=state.pk).update(**changes)
    order = ["Customer 003", "Customer 001", "Customer 000", "Customer 002"]
    assert names(boss.get(LIST)) == order


def test_pages_hold_every_account_once(boss, monkeypatch):
    monkeypatch.setattr(AccountAdmin, "list_per_page", 2)
    decided = fill(3)
    fresh = [AccountFactory(name=f"Fresh {number}") for number in range(2)]
    AccountFactory(name="Gone", removed_at=NOON)
    pages = [names(boss.get(LIST, {"p": number})) for number in (1, 2, 3)]
    assert pages == [
        [decided[0].name, decided[1].name],
        [decided[2].name, fresh[0].name],
        [fresh[1].name],
    ]


@pytest.mark.parametrize(
    "narrowed, changes",
    [
        pytest.param({"stage": "nurturing"}, {"stage": "nurturing"}, id="stage"),
        pytest.param({"stage": "none"}, {"stage": ""}, id="no stage"),
        pytest.param({"health": "poor"}, {"confirmed_band": "poor"}, id="health"),
        pytest.param({"attention": "overdue"}, {"overdue": True}, id="overdue"),
        pytest.param({"attention": "override"}, {"rule_stage": "adopting"}, id="overridden"),
        pytest.param({"state__utilization_from": "95"}, {"utilization": 96}, id="utilization"),
        pytest.param({"state__usage_to": "5"}, {"usage": 4}, id="usage"),
        pytest.param(
            {"state__renewal_on_from": "2031-01-01"}, {"renewal_on": "2031-02-01"}, id="renewal"
        ),
    ],
)
def test_list_is_narrowed_by_state(narrowed, changes, boss):
    chosen = fill(3)[1]
    AccountState.objects.filter(account=chosen).update(**changes)
    assert names(boss.get(LIST, narrowed)) == [chosen.name]


def test_list_is_narrowed_to_my_accounts_and_the_pools(client, db):
    me = member("Technical Advisor")
    client.force_login(me)
    fill(3)
    mine = Account.objects.first()
    Account.objects.filter(pk=mine.pk).update(ta=me)
    assert names(client.get(LIST, {"ta": "mine"})) == [mine.name]
    assert len(names(client.get(LIST, {"ta": "pool"}))) == 2
    assert names(client.get(LIST, {"ta": str(me.pk)})) == [mine.name]


def test_role_counts_as_missing_when_its_only_holder_opted_out(boss):
    fill(2)
    silent = {"missing": "champion"}
    assert names(boss.get(LIST, silent)) == ["Customer 000", "Customer 001"]
    assert names(boss.get(LIST, {"missing": "instance_admin"})) == []


def test_list_shows_the_next_mail_that_is_nearest_to_leaving(boss):
    account = fill(1)[0]
    account.touches.all().delete()
    contact = account.contacts.first()
    TouchFactory(contact=contact, status=Status.WAITING, due_on=TODAY, reason="stage")
    TouchFactory(contact=contact, status=Status.PLANNED, due_on=TODAY)
    found = boss.get(LIST).context["cl"].result_list[0].next_touch
    assert (found.status, found.more) == (Status.PLANNED, 1)


def test_export_neutralises_formulas(boss):
    account = fill(1)[0]
    Account.objects.filter(pk=account.pk).update(name="=cmd()")
    chosen = {"action": "export_csv", "_selected_action": [account.pk]}
    text = b"".join(boss.post(LIST, chosen).streaming_content).decode()
    header, row = text.splitlines()
    assert header.startswith("account_id,name,programme,tier,stage")
    assert row.startswith("cust-000,'=cmd(),digital,,onboarding")


def test_saved_segment_narrows_the_list_for_those_who_may_use_it(boss):
    fill(3)
    AccountState.objects.filter(account__name="Customer 001").update(stage="adopting", usage=10)
    fields = {"query": {"stage": ["adopting"], "usage_below": "20"}, "changed_at": NOON}
    shared = Segment.objects.create(name="Slow adopters", **fields)
    private = Segment.objects.create(name="Theirs", shared=False, owner=member("Manager"), **fields)
    assert names(boss.get(LIST, {"segment": shared.pk})) == ["Customer 001"]
    assert len(names(boss.get(LIST, {"segment": private.pk}))) == 3
    page = boss.get(LIST).content.decode()
    assert "Slow adopters" in page and "Theirs" not in page
