"""The campaigns in force, read from their current versions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import Any

from django.db.models import Q

from campaigns import definitions
from campaigns.cadence import Cadence
from campaigns.models import Campaign, CampaignState


@dataclass(frozen=True, slots=True)
class Catalogue:
    """`cadences` by programme; the keys and versions of a campaign by its slug.

    `released` tells whether any campaign goes out when a person lets it go, `asks` whether any
    does when a survey asks.
    """

    cadences: dict[str, Cadence]
    keys: dict[str, int]
    versions: dict[str, int]
    priorities: dict[str, int]
    paused: frozenset[str]
    longest_window: timedelta
    month_window: timedelta
    released: bool = False
    asks: bool = False

    @property
    def slugs(self) -> dict[int, str]:
        return {key: slug for slug, key in self.keys.items()}


def load(instead: Mapping[str, Mapping[str, Any]] = MappingProxyType({})) -> Catalogue:
    """Read the active and paused campaigns; raises DefinitionError when one cannot be used.

    `instead` are rules by slug that are looked at as if they were in force.
    """
    in_force = Q(state__in=(CampaignState.ACTIVE, CampaignState.PAUSED), current__isnull=False)
    campaigns = list(
        Campaign.objects.filter(in_force | Q(slug__in=list(instead))).select_related("current")
    )
    by_programme: dict[str, list[definitions.Rule]] = {}
    for campaign in campaigns:
        found = instead.get(campaign.slug) or campaign.current.rule
        for programme, rule in definitions.read(campaign.slug, found).items():
            rule = rule._replace(topic=campaign.topic)
            by_programme.setdefault(programme, []).append(rule)
    rules = [rule for found in by_programme.values() for rule in found]
    return Catalogue(
        cadences={programme: Cadence(found) for programme, found in by_programme.items()},
        keys={campaign.slug: campaign.pk for campaign in campaigns},
        versions={campaign.slug: campaign.current_id for campaign in campaigns},
        priorities={rule.campaign: rule.priority for rule in rules},
        paused=frozenset(c.slug for c in campaigns if c.state == CampaignState.PAUSED),
        longest_window=max((rule.window for rule in rules), default=timedelta()),
        month_window=max(
            (rule.window for rule in rules if rule.due == definitions.MONTH), default=timedelta()
        ),
        released=any(rule.due == definitions.RELEASE for rule in rules),
        asks=any(rule.due == definitions.SURVEY for rule in rules),
    )
