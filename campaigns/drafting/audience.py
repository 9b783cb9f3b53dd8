"""How many people a campaign's rule is meant for, as the book stands."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet

from accounts.models import Contact, Suppression
from campaigns import definitions


def contacts(slug: str, rule: Mapping[str, Any]) -> QuerySet[Contact]:
    """Who holds a role of the rule on an account in its stages now, and wants mail about its topic.

    An unusable rule is meant for nobody.
    """
    try:
        rules = definitions.read(slug, rule)
    except definitions.DefinitionError:
        return Contact.objects.none()
    meant = Q(pk__in=[])
    for programme, found in rules.items():
        meant |= Q(account__programme__slug=programme, account__state__stage__in=found.stages)
    roles, topic = next(iter(rules.values())).roles, definitions.topic(rule)
    return (
        Contact.objects.current()
        .holding(*roles)
        .filter(meant, account__removed_at__isnull=True)
        .exclude(email__in=Suppression.objects.keeping_away(topic).values("address"))
        .order_by("account__name", "email")
    )
