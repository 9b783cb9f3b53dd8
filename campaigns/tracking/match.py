"""Finds the rows of the ledger that a batch of events is about, in two statements at most."""

import re
from collections.abc import Sequence

from campaigns.models import ProviderEvent, Touch

_OUR_MESSAGE_ID = re.compile(r"<?touch\.(\d{1,18})\.\d+@")


def touches(events: Sequence[ProviderEvent]) -> dict[int, Touch]:
    """The row of each event, by the event's key: the one whose number travelled with the mail,
    else the one whose mail the provider gave this id; never one of another address.
    """
    numbers = {event.pk: _number(event) for event in events}
    known = _locked(pk__in=sorted({int(number) for number in numbers.values() if number}))
    by_number = {touch.pk: touch for touch in known}
    ids = {event.pk: _message_id(event) for event in events if not numbers[event.pk]}
    wanted = sorted({found for found in ids.values() if found})
    by_id: dict[tuple[str, str], Touch] = {}
    if wanted:
        for touch in _locked(provider_id__in=wanted):
            touch = by_number.setdefault(touch.pk, touch)
            by_id[touch.provider_id, touch.address.lower()] = touch
    found = {}
    for event in events:
        number = numbers[event.pk]
        touch = by_number.get(int(number)) if number else by_id.get((ids[event.pk], event.address))
        if touch and event.address in ("", touch.address.lower()):
            found[event.pk] = touch
    return found


def _locked(**wanted) -> Sequence[Touch]:
    """In order of their keys, so that two batches wait for each other and never in a circle."""
    rows = Touch.objects.select_for_update().filter(**wanted).order_by("pk")
    return rows.only(
        "address",
        "provider_id",
        "status",
        "outcome",
        "outcome_at",
        "sent_at",
        "transport",
        "error",
        "lease_until",
    )


def _number(event: ProviderEvent) -> str:
    told = event.raw["told"]
    number = str(told.get("touch", ""))
    if number.isdecimal() and len(number) <= 18:
        return number
    ours = _OUR_MESSAGE_ID.match(_message_id(event))
    return ours[1] if ours else ""


def _message_id(event: ProviderEvent) -> str:
    return str(event.raw["told"].get("message_id", ""))
