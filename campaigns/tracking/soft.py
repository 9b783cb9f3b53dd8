"""Finds addresses whose mails come back soft again and again, none delivered since."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime

from campaigns.models import ProviderEvent
from campaigns.tracking import verdict
from campaigns.tracking.heard import said
from campaigns.tracking.verdict import BOUNCED, DEFERRED, DELIVERED, SOFT_DAYS


def dead(events: Iterable[ProviderEvent], *, now: datetime) -> Iterator[tuple[str, str]]:
    """Addresses to be held dead, with the provider that says so; one statement for all."""
    providers = {
        event.address: event.provider
        for event in events
        if event.touch_id and event.kind in (BOUNCED, DEFERRED)
    }
    if not providers:
        return
    told: dict[str, list[tuple[int, str, datetime]]] = defaultdict(list)
    for event in ProviderEvent.objects.filter(
        address__in=sorted(providers),
        kind__in=(BOUNCED, DEFERRED, DELIVERED),
        at__gt=now - SOFT_DAYS,
        touch__isnull=False,
    ).only("address", "kind", "at", "touch_id", "raw"):
        if event.kind == DELIVERED or verdict.is_soft(said(event)):
            told[event.address].append((event.touch_id, event.kind, event.at))
    for address in sorted(told):
        if verdict.came_back_soft(told[address], on=now):
            yield address, providers[address]
