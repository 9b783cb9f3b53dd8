"""Tests of the campaigns' pages."""

import pytest

from campaigns.models import Campaign, CampaignState, Status
from tests.admin_book import NOON, member, superuser
from tests.factories.campaigns import TouchFactory

LIST = "/admin/campaigns/campaign/"


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def quarterly(db) -> Campaign:
    return Campaign.objects.get(slug="quarterly_checkin")


def choose(action: str, campaign: Campaign) -> dict:
    return {"action": action, "_selected_action": [campaign.pk]}


def test_page_reads_like_the_rule(client, quarterly):
    client.force_login(superuser())
    context = client.get(f"{LIST}{quarterly.pk}/change/").context
    assert context["when"] == "day 180, then every 90 days"
    assert context["roles"] == ["Program Contact", "Instance Admin", "Champion"]
    assert [runs.programme for runs in context["programmes"]] == ["Digital"]
    assert [copy.name for copy in context["copies"]] == ["message"]


def test_page_counts_by_status_and_tells_why_skipped(client, quarterly):
    client.force_login(superuser())
    TouchFactory(status=Status.SENT)
    TouchFactory(status=Status.SKIPPED, reason="budget")
    context = client.get(f"{LIST}{quarterly.pk}/change/").context
    shown = context["results"]
    assert {part.slug: part.count for part in shown.ended if part.count} == {
        "sent": 1,
        "skipped": 1,
    }
    assert [(part.label, part.count) for part in shown.skipped] == [("budget", 1)]


def test_manager_pauses_and_goes_on(client, quarterly):
    boss = member("Manager")
    client.force_login(boss)
    client.post(LIST, choose("pause", quarterly))
    quarterly.refresh_from_db()
    assert quarterly.state == CampaignState.PAUSED
    assert quarterly.paused_because == f"by {boss}"
    client.post(LIST, choose("resume", quarterly))
    quarterly.refresh_from_db()
    assert (quarterly.state, quarterly.paused_because) == (CampaignState.ACTIVE, "")


@pytest.mark.parametrize("group", ["Read-only", "Technical Advisor"])
def test_others_do_not(group, client, quarterly):
    client.force_login(member(group))
    client.post(LIST, choose("pause", quarterly))
    quarterly.refresh_from_db()
    assert quarterly.state == CampaignState.ACTIVE
