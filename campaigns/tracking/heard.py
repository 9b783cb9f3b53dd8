"""A stored event as the rules read it."""

from campaigns.models import ProviderEvent
from campaigns.tracking.verdict import Said


def said(event: ProviderEvent) -> Said:
    told = event.raw["told"]
    words, agent = " ".join(told["said"]), told.get("agent", "")
    return Said(event.kind, event.at, told["reason"], words, agent, event.raw["came"])
