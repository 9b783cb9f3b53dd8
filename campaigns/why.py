"""Why a mail was sent or not: facts, rule, version, who approved it, and what came of it."""

from typing import Any, NamedTuple

from accounts.models import ConsentEvent, Suppression
from campaigns import readable
from campaigns.models import CampaignVersion, ProviderEvent, ReleaseMember, Touch
from lifecycle.models import HealthChange, StageChange

EVENTS_SHOWN = 50
OPENED = "opened"


class Why(NamedTuple):
    version: CampaignVersion | None
    in_force: bool
    when: str
    to: list[str]
    pattern: str
    window: int
    release: ReleaseMember | None
    stage: StageChange | None
    health: HealthChange | None
    roles: list[str]
    silenced: list[Suppression]
    consent: list[ConsentEvent]
    events: list[ProviderEvent]
    opens: int
    responses: list[Any]


def why(touch: Touch) -> Why:
    """Read in a fixed number of statements; the facts are those on the day it was decided."""
    campaign = touch.campaign
    version = touch.version or campaign.current
    rule = version.rule if version else {}
    on = touch.decided_on
    told = list(touch.events.order_by("at", "pk")[:EVENTS_SHOWN])
    changes = StageChange.objects.filter(account=touch.account_id, on__lte=on)
    bands = HealthChange.objects.filter(account=touch.account_id, on__lte=on)
    return Why(
        version,
        touch.version_id in (None, campaign.current_id),
        readable.when(rule) if rule else "",
        readable.roles(rule),
        readable.pattern(rule),
        rule.get("window", 0),
        _release(touch),
        changes.order_by("-on", "-pk").first(),
        bands.order_by("-on", "-pk").first(),
        [role.replace("_", " ") for role in touch.contact.roles] if touch.contact else [],
        list(Suppression.objects.filter(address=touch.address)) if touch.address else [],
        list(ConsentEvent.objects.filter(address=touch.address)[:5]) if touch.address else [],
        [event for event in told if event.kind != OPENED],
        sum(event.kind == OPENED for event in told),
        list(touch.responses.select_related("by")),
    )


def _release(touch: Touch) -> ReleaseMember | None:
    """The release that let it go, when a person did."""
    let_go = ReleaseMember.objects.filter(
        account=touch.account_id, out_on=touch.due_on, release__campaign=touch.campaign_id
    )
    people = let_go.select_related("release__created_by", "out_by", "release__segment")
    return people.filter(contact=touch.contact_id).first() if touch.contact_id else None
