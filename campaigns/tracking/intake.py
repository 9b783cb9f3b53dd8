"""Stores what a provider tells as it came; it is made something of later, by the heartbeat."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from anymail.signals import AnymailTrackingEvent
from django.conf import settings

from campaigns.models import ProviderEvent

_LONGEST = {"kind": 20, "address": 254, "key": 128, "provider": 40}
_TOKEN = re.compile(r"(/[a-z_]{1,20}/)[^/\s\"'<>]{16,}/?")


def receive(event: AnymailTrackingEvent, provider: str, *, now: datetime) -> None:
    """Keep the event, by one statement: a provider waits a few seconds for the whole call.

    Raises only when it cannot be kept: then the provider shall tell it again.
    """
    came = _plain(event.esp_event)
    address = _clean(event.recipient or "").strip().lower()
    told = {
        "reason": event.reject_reason or "",
        "said": _plain([event.description or "", event.mta_response or ""]),
        "message_id": _plain(event.message_id or ""),
        "touch": _clean(str((event.metadata or {}).get("touch", "")))[:40],
        "mail": _clean(str((event.metadata or {}).get("customer_mail", "")))[:40],
        "agent": _clean(event.user_agent or "")[:400],
        "url": _plain(event.click_url or "")[:400],
    }
    row = ProviderEvent(
        provider=provider.lower()[: _LONGEST["provider"]],
        event_key=_key(event, address, came),
        kind=_clean(event.event_type)[: _LONGEST["kind"]],
        address=address[: _LONGEST["address"]],
        at=event.timestamp or now,
        raw={"told": told, "came": came},
        received_at=now,
    )
    # The same call again, or both at once, is the same event.
    ProviderEvent.objects.bulk_create([row], ignore_conflicts=True)


def _key(event: AnymailTrackingEvent, address: str, came: Any) -> str:
    """What makes it the same event when it is told again.

    The provider's own id, with the kind and the address because some number only the call; of
    Mailgun the event's own, not the token of the call; without one, a digest of all it says.
    """
    known = event.event_id
    data = came.get("event-data", {}) if isinstance(came, dict) else {}
    if isinstance(data, dict) and data.get("id"):
        known = f"{data['id']}:{data.get('timestamp')}"
    if known:
        key = f"{event.event_type}:{_clean(str(known))}:{address}"
        if len(key) <= _LONGEST["key"]:
            return key
        return hashlib.sha256(key.encode()).hexdigest()
    return hashlib.sha256(json.dumps(came, sort_keys=True).encode()).hexdigest()


def _plain(value: Any) -> Any:
    """The value as JSON can hold it, whatever the provider's format was."""
    if isinstance(value, Mapping):
        lists = dict(value.lists()) if hasattr(value, "lists") else value
        return {_clean(str(key)): _plain(item) for key, item in lists.items()}
    if isinstance(value, str | bytes):
        text = _clean(value if isinstance(value, str) else value.decode("utf-8", "replace"))
        return _without_tokens(text)
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Iterable):
        return [_plain(item) for item in value]
    return _clean(str(value))


def _without_tokens(text: str) -> str:
    """A link clicked in one of our mails is a customer's key: nobody shall read it in a log."""
    base = settings.PORTAL_BASE_URL
    if base not in text:
        return text
    before, *after = text.split(base)
    return base.join([before, *(_TOKEN.sub(r"\1…", part, count=1) for part in after)])


def _clean(text: str) -> str:
    """Without what PostgreSQL cannot store."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()
