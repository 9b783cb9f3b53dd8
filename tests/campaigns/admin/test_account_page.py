"""Tests of the page with everything about an account."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Account, TimelineEntry
from campaigns.models import Status
from tests.admin_book import NOON, fill, superuser
from tests.factories.accounts import AccountFactory, PingFactory
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
def test_page_asks_as_often_whatever_the_rows(rows, boss):
    account = fill(1)[0]
    contact = account.contacts.first()
    for number in range(rows):
        TouchFactory(contact=contact, step=f"x{number}", status=Status.SENT)
        TimelineEntry.objects.create(account=account, on=TODAY, title="Call", created_at=NOON)
    boss.get(page(account))
    assert asked(boss, page(account)) == 39


def test_page_tells_stage_reason_and_what_moves_it(boss):
    context = boss.get(page(fill(1)[0])).context
    assert context["state"].stage == "onboarding"
    assert context["why"].endswith("(S4).")
    assert context["outlook"] == [
        "Adopting or Nurturing from 2026-02-24, when day 60 is reached.",
    ]
    assert [step.place for step in context["path"]] == ["past", "here", "ahead", "ahead", "ahead"]


def test_page_shows_the_override_beside_the_rules_own_answer(boss):
    text = boss.get(page(fill(1)[0])).content.decode()
    assert "Overridden" in text
    assert "The rule itself says" in text


def test_page_names_roles_that_nobody_reachable_holds(boss):
    coverage = boss.get(page(fill(1)[0])).context["coverage"]
    held = {found.role: (len(found.holders), found.reached) for found in coverage}
    assert held["instance_admin"] == (1, 1)
    assert held["champion"] == (1, 0)
    assert held["executive"] == (0, 0)


def test_page_tells_why_a_mail_was_not_sent(boss):
    account = fill(1)[0]
    contact = account.contacts.first()
    TouchFactory(contact=contact, status=Status.SKIPPED, reason="opted_out")
    text = boss.get(page(account)).content.decode()
    assert "Not sent: the address opted out." in text


def test_timeline_merges_everything_with_its_actor(boss):
    happened = boss.get(page(fill(1)[0])).context["happened"]
    kinds = {entry.kind for entry in happened["entries"]}
    assert kinds >= {"stage", "health", "note", "consent"}
    days = [entry.on for entry in happened["entries"]]
    assert days == sorted(days, reverse=True)
    assert all(entry.actor for entry in happened["entries"])


def test_page_of_an_account_never_decided_opens(boss):
    account = AccountFactory()
    assert boss.get(page(account)).status_code == 200
    PingFactory(account=account, date=TODAY)
    assert boss.get(page(account)).status_code == 200


def test_page_of_a_removed_or_unknown_account_leads_back(boss):
    account = fill(1)[0]
    Account.objects.filter(pk=account.pk).update(removed_at=NOON)
    assert boss.get(page(account)).status_code == 302
    assert boss.get("/admin/accounts/account/abc/change/").status_code == 302


def test_next_days_come_from_the_forecast(boss):
    account = fill(1)[0]
    found = boss.get(reverse("admin:accounts_account_coming", args=[account.pk]))
    assert any("Admin onboarding" in day.title for day in found.context["days"])
