"""Tests of what people do on an account's page."""

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Account
from lifecycle.models import AccountState, Alert, StageChange, StageOverride
from tests.admin_book import NOON, fill, member, superuser
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


def test_call_is_logged_with_its_author(boss):
    account = fill(1)[0]
    sent = {"kind": "call", "on": TODAY, "title": "Quarterly call", "body": ""}
    assert boss.post(do(account, "log"), sent).status_code == 302
    entry = account.timeline.get(title="Quarterly call")
    assert entry.author.is_superuser
    assert entry.created_at == NOON


def test_call_to_come_is_refused(boss):
    account = fill(1)[0]
    sent = {"kind": "call", "on": "2026-01-06", "title": "Tomorrow", "body": ""}
    assert "still to come" in boss.post(do(account, "log"), sent).content.decode()


def test_override_goes_through_the_ledgers_writer(boss):
    account = fill(1)[0]
    StageOverride.objects.all().delete()
    sent = {"stage": "nurturing", "ends_on": "2026-02-01", "reason": "Agreed on a call."}
    boss.post(do(account, "override"), sent)
    change = StageChange.objects.get(account=account, by_override=True)
    assert change.to_stage == "nurturing"
    assert AccountState.objects.get(account=account).stage == "nurturing"


def test_override_that_ended_already_is_refused_with_a_reason(boss):
    account = fill(1)[0]
    sent = {"stage": "nurturing", "ends_on": "2026-01-05", "reason": "Late."}
    text = boss.post(do(account, "override"), sent).content.decode()
    assert "An override ends after today" in text


def test_override_is_ended(boss):
    account = fill(1)[0]
    boss.post(do(account, "end-override"))
    assert account.overrides.get().ends_on == TODAY


def test_campaigns_are_paused_and_go_on(boss):
    account = fill(1)[0]
    boss.post(do(account, "pause"), {"until": "2026-02-01"})
    account.refresh_from_db()
    assert str(account.campaigns_paused_until) == "2026-02-01"
    boss.post(do(account, "pause"), {"until": ""})
    account.refresh_from_db()
    assert account.campaigns_paused_until is None


def test_alerts_are_acknowledged(boss):
    account = fill(1)[0]
    boss.post(do(account, "acknowledge"))
    assert not Alert.objects.filter(account=account, acknowledged_at=None).exists()


def test_removing_keeps_the_record_and_is_logged(boss):
    account = fill(1)[0]
    assert boss.get(do(account, "remove")).status_code == 200
    boss.post(do(account, "remove"))
    account.refresh_from_db()
    assert account.removed_at == NOON
    assert account.stage_changes.exists()
    assert "removed from the book" in LogEntry.objects.latest("pk").change_message


@pytest.mark.parametrize(
    "group, allowed",
    [
        ("Read-only", set()),
        ("Customer Engineer", {"log", "acknowledge"}),
        ("Account Executive", {"log", "acknowledge", "pause"}),
        ("Technical Advisor", {"log", "acknowledge", "pause", "override", "end-override"}),
        (
            "Manager",
            {"log", "acknowledge", "pause", "override", "end-override", "remove"},
        ),
    ],
)
def test_actions_follow_the_role(group, allowed, client, db):
    account = fill(1)[0]
    client.force_login(member(group))
    actions = ("log", "acknowledge", "pause", "override", "end-override", "remove")
    assert {name for name in actions if client.get(do(account, name)).status_code == 200} == allowed


def test_reading_an_action_changes_nothing(boss):
    account = fill(1)[0]
    boss.get(do(account, "remove"))
    boss.get(do(account, "acknowledge"))
    account.refresh_from_db()
    assert account.removed_at is None
    assert Alert.objects.filter(account=account, acknowledged_at=None).exists()


def test_facts_are_changed_with_before_and_after_in_the_history(boss):
    account = fill(1)[0]
    address = reverse("admin:accounts_account_facts", args=[account.pk])
    form = boss.get(address).context["adminform"].form
    known = {name: form.initial.get(name) for name in form.fields}
    sent = {name: "" if value is None else value for name, value in known.items()}
    for formset in boss.get(address).context["inline_admin_formsets"]:
        for row in (formset.formset.management_form, *formset.formset.forms):
            for field in row:
                value = field.value()
                if value is not False:
                    sent[field.html_name] = "" if value is None else value
    sent["name"] = "Renamed"
    assert boss.post(address, sent).status_code == 302
    account.refresh_from_db()
    assert account.name == "Renamed"
    assert "from Customer 000 to Renamed" in LogEntry.objects.latest("pk").change_message


def test_read_only_member_cannot_change_the_facts(client, db):
    account = fill(1)[0]
    client.force_login(member("Read-only"))
    address = reverse("admin:accounts_account_facts", args=[account.pk])
    assert client.get(address).status_code == 200
    assert client.post(address, {"name": "Mine"}).status_code == 403
