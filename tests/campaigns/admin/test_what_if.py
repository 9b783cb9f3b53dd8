"""The pages of what would change: asked without saving, confirmed once, by those who may."""

import json

import pytest
from django.contrib.admin.models import LogEntry

from accounts.models import Programme
from campaigns.drafting import draft as drafts
from campaigns.models import Campaign, WhatIf
from tests.admin_book import NOON, fill, member

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def operator(client):
    client.force_login(member("CS Operations"))
    fill(2)
    return client


def programme():
    account_programme = Programme.objects.filter(accounts__isnull=False).first()
    return account_programme or Programme.objects.get(slug="digital")


def ask(client, found, policy):
    fields = {"name": found.name, "description": found.description, "policy": json.dumps(policy)}
    return client.post(f"/admin/campaigns/whatif/policy/{found.pk}/", fields)


def test_policy_is_asked_about_and_saved_by_its_button_once(operator):
    found = programme()
    changed = {**found.policy, "onboarding_days": 11}
    page = ask(operator, found, changed)
    asked = WhatIf.objects.get()
    assert Programme.objects.get(pk=found.pk).policy == found.policy
    text = operator.get(page.url).content.decode()
    assert "onboarding days" in text and "in another stage" in text
    operator.post(f"/admin/campaigns/whatif/{asked.pk}/apply/")
    assert Programme.objects.get(pk=found.pk).policy == changed
    assert LogEntry.objects.filter(object_id=str(found.pk)).exists()
    again = operator.post(f"/admin/campaigns/whatif/{asked.pk}/apply/", follow=True)
    assert "changed after you asked" in again.content.decode()


def test_policy_that_cannot_be_used_comes_back_with_its_mistake(operator):
    answer = ask(operator, programme(), {"onboarding_days": "x"})
    assert not WhatIf.objects.exists()
    assert "onboarding_days" in operator.get(answer.url).content.decode()


def test_programme_s_page_offers_the_question(operator):
    page = operator.get(f"/admin/accounts/programme/{programme().pk}/change/").content.decode()
    assert "What would change" in page and 'id="programme_form"' in page


def test_draft_is_asked_about_on_its_page(operator):
    campaign = Campaign.objects.get(slug="monthly_recap")
    draft = drafts.begin(campaign, by=member("Manager"), now=NOON)
    drafts.save(draft, revision=1, by=draft.author, now=NOON, rule={**draft.rule, "priority": 1})
    draft_page = f"/admin/campaigns/campaign/{campaign.pk}/draft/"
    assert "What would change" in operator.get(draft_page).content.decode()
    page = operator.post(f"/admin/campaigns/whatif/draft/{campaign.pk}/")
    assert "Go on to publish" in operator.get(page.url).content.decode()
    drafts.save(draft, revision=2, by=draft.author, now=NOON, rule={**draft.rule, "priority": 2})
    assert "ask again" in operator.get(page.url).content.decode()


def test_only_those_who_change_rules_may_ask(client, operator):
    found = programme()
    client.force_login(member("Technical Advisor"))
    assert ask(client, found, found.policy).status_code == 403
    assert client.post("/admin/campaigns/whatif/1/apply/").status_code == 403
