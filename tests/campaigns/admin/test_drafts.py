"""Tests of the pages on which a campaign is written."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns import definitions
from campaigns.drafting import draft as drafts
from campaigns.models import Campaign, CampaignDraft, CampaignState
from tests.admin_book import NOON, fill, member, superuser
from tests.factories.accounts import ContactFactory, UserFactory
from tests.factories.lifecycle import AccountStateFactory

LIST = "/admin/campaigns/campaign/"
NEW = {
    "name": "Low usage",
    "purpose": "Helps",
    "topic": "health",
    "kind": "relationship_day",
    "first": 100,
    "every": 50,
    "to": ["champion"],
    "stages": ["onboarding"],
    "programmes": ["digital"],
    "priority": 30,
    "window": 5,
}


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def boss(client, db):
    client.force_login(superuser())
    return client


@pytest.fixture
def quarterly(db) -> Campaign:
    return Campaign.objects.get(slug="quarterly_checkin")


@pytest.fixture
def draft(quarterly) -> CampaignDraft:
    return drafts.begin(quarterly, by=UserFactory(), now=NOON)


def at(draft: CampaignDraft, place: str = "") -> str:
    return f"{LIST}{draft.campaign_id}/draft/{place}"


def test_campaign_is_made_written_and_published_in_the_browser(boss):
    fill(1)
    boss.post(f"{LIST}new/", {"name": "Low usage"})
    draft = CampaignDraft.objects.get()
    boss.post(at(draft, "rule/"), {**NEW, "revision": 1})
    words = {"subject": "Hello", "preheader": "Hi", "body": "Hi {{ account_name }}."}
    boss.post(at(draft, "message/message/"), {**words, "revision": 2})
    page = boss.get(at(draft))
    assert page.context["mistakes"] == []
    meant = page.context["audience"]
    boss.post(at(draft, "do/publish/"), {"revision": 3, "count": meant + 1})
    assert Campaign.objects.get(slug="low_usage").state == CampaignState.DRAFT
    boss.post(at(draft, "do/publish/"), {"revision": 3, "count": meant})
    campaign = Campaign.objects.get(slug="low_usage")
    assert (campaign.state, campaign.topic) == (CampaignState.ACTIVE, "health")
    assert campaign.current.rule["due"] == {"kind": "relationship_day", "first": 100, "every": 50}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"first": "", "every": ""}, None),
        ({"kind": "relationship_day", "days": "one", "first": ""}, "days"),
        ({"differing": "nobody: {window: 3}"}, "differing"),
        ({"differing": "digital: {priority: 3}"}, "differing"),
        ({"differing": "[1"}, "differing"),
        ({"to": []}, "to"),
    ],
)
def test_rule_that_cannot_be_used_is_refused_at_its_field(boss, draft, change, field):
    response = boss.post(at(draft, "rule/"), {**NEW, **change, "revision": 1})
    assert (field or "__all__") in response.context["form"].errors
    assert CampaignDraft.objects.get().revision == 1


def test_rule_of_every_starter_campaign_survives_its_form(boss):
    for campaign in Campaign.objects.all():
        draft = drafts.begin(campaign, by=UserFactory(), now=NOON)
        form = boss.get(at(draft, "rule/")).context["form"]
        data = {name: value for name, value in form.initial.items() if value is not None}
        boss.post(at(draft, "rule/"), {**data, "revision": 1})
        kept = CampaignDraft.objects.get(campaign=campaign)
        assert kept.revision == 2, campaign
        assert definitions.read(campaign.slug, kept.rule) == definitions.read(
            campaign.slug, campaign.current.rule
        )


def test_text_of_the_slower_of_two_is_kept_on_the_page(boss, draft):
    words = {"subject": "Mine", "preheader": "", "body": "Mine."}
    boss.post(at(draft, "message/message/"), {**words, "revision": 1})
    page = boss.post(at(draft, "message/message/"), {**words, "subject": "Theirs", "revision": 1})
    assert "Somebody else saved" in page.content.decode()
    assert 'value="Theirs"' in page.content.decode()
    assert CampaignDraft.objects.get().copies["message"]["subject"] == "Mine"


def test_preview_shows_the_mail_and_saves_nothing(boss, draft):
    account = fill(1)[0]
    person = account.contacts.first()
    words = {"subject": "Hi {{ account_name }}", "preheader": "x", "body": "Well {{ nobody }}"}
    page = boss.post(at(draft, "message/message/preview/"), {**words, "reader": person.email})
    assert "Body, line 1:" in page.content.decode()
    words["body"] = "Well."
    page = boss.post(at(draft, "message/message/preview/"), {**words, "reader": person.email})
    assert f"Hi {account.name}" in page.content.decode()
    assert CampaignDraft.objects.get().revision == 1


@pytest.mark.parametrize("rows", [1, 3, 50])
@pytest.mark.parametrize(("place", "asks"), [("", 9), ("rule/", 5), ("message/message/", 10)])
def test_pages_ask_as_often_whatever_the_rows(boss, draft, rows, place, asks):
    for _ in range(rows):
        contact = ContactFactory(champion=True)
        AccountStateFactory(account=contact.account, stage="adopting")
    boss.get(at(draft, place))
    with CaptureQueriesContext(connection) as captured:
        assert boss.get(at(draft, place)).status_code == 200
    assert len(captured) == asks


@pytest.mark.parametrize("group", ["Read-only", "Technical Advisor", "Account Executive"])
def test_who_may_not_change_campaigns_sees_no_draft(client, draft, group):
    client.force_login(member(group))
    assert client.get(at(draft)).status_code == 403
    assert client.post(at(draft, "do/publish/"), {}).status_code == 403
    assert client.post(f"{LIST}{draft.campaign_id}/begin/").status_code == 403
    assert client.get(f"{LIST}new/").status_code == 403
    assert client.get(f"{LIST}{draft.campaign_id}/compare/").status_code == 200


@pytest.mark.parametrize("place", ["do/publish/", "do/discard/", "do/submit/", "add/"])
def test_nothing_changes_by_looking(boss, draft, place):
    assert boss.get(at(draft, place)).status_code == 405
    assert CampaignDraft.objects.filter(pk=draft.pk, revision=1).exists()


def test_two_versions_are_compared(boss, quarterly, draft):
    author = UserFactory()
    drafts.save(draft, revision=1, by=author, now=NOON, rule={**draft.rule, "window": 9})
    drafts.publish(draft, revision=2, by=author, now=NOON)
    page = boss.get(f"{LIST}{quarterly.pk}/compare/")
    lines = [(line.sign, line.text) for line in page.context["parts"][0].lines]
    assert ("-", "window: 7") in lines
    assert ("+", "window: 9") in lines


def test_archived_campaign_asks_first_and_comes_back_paused(boss, quarterly):
    chosen = {"action": "archive", "_selected_action": [quarterly.pk]}
    boss.post(LIST, chosen)
    quarterly.refresh_from_db()
    assert quarterly.state == CampaignState.ACTIVE
    boss.post(LIST, {**chosen, "confirmed": "yes"})
    quarterly.refresh_from_db()
    assert quarterly.state == CampaignState.ARCHIVED
    boss.post(LIST, {"action": "reopen", "_selected_action": [quarterly.pk]})
    quarterly.refresh_from_db()
    assert quarterly.state == CampaignState.PAUSED
