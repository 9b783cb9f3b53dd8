"""The campaigns in force: current versions, by programme, paused or not."""

from datetime import timedelta

import pytest

from campaigns import catalogue
from campaigns.definitions import DefinitionError
from campaigns.models import Campaign, CampaignVersion
from tests.campaigns.starter_rules import PROGRAMMES, rules
from tests.factories.accounts import MOMENT

pytestmark = pytest.mark.django_db


def test_catalogue_of_a_new_portal_is_the_starter_programme():
    found = catalogue.load()
    assert set(found.cadences) == set(PROGRAMMES)
    for programme in PROGRAMMES:
        loaded = {rule.campaign: rule for rule in found.cadences[programme].rules}
        expected = {name: rule for (name, slug), rule in rules().items() if slug == programme}
        assert loaded == expected
    assert found.priorities == {rule.campaign: rule.priority for rule in rules().values()}
    assert (found.longest_window, found.month_window) == (timedelta(14), timedelta(6))
    assert found.paused == frozenset()


def test_catalogue_takes_two_queries(django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        catalogue.load()


@pytest.mark.parametrize(
    ("state", "known", "paused"),
    [
        ("active", True, False),
        ("paused", True, True),
        ("draft", False, False),
        ("archived", False, False),
    ],
)
def test_catalogue_knows_active_and_paused_campaigns(state, known, paused):
    Campaign.objects.filter(slug="asp_sync").update(state=state)
    found = catalogue.load()
    assert ("asp_sync" in found.keys) is known
    assert ("asp_sync" in found.paused) is paused
    names = {rule.campaign for rule in found.cadences["scaled"].rules}
    assert ("asp_sync" in names) is known


def test_catalogue_reads_the_current_version():
    campaign = Campaign.objects.get(slug="asp_sync")
    old = campaign.current
    campaign.current = CampaignVersion.objects.create(
        campaign=campaign,
        number=2,
        rule=old.rule | {"priority": 12},
        digest="x",
        created_at=MOMENT,
    )
    campaign.save()
    found = catalogue.load()
    assert found.priorities["asp_sync"] == 12
    assert found.versions["asp_sync"] == campaign.current_id
    assert found.slugs[campaign.pk] == "asp_sync"


def test_catalogue_with_a_version_that_cannot_be_used_is_refused_by_its_field():
    CampaignVersion.objects.filter(campaign__slug="asp_sync").update(rule={"priority": 3})
    with pytest.raises(DefinitionError, match="programmes"):
        catalogue.load()


def test_catalogue_without_campaigns_is_empty():
    Campaign.objects.update(current=None)
    found = catalogue.load()
    assert (found.cadences, found.longest_window) == ({}, timedelta())
