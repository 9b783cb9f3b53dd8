"""Takes in what mail providers tell about our mails, stores it raw, then acts on it once."""

import hashlib
import json
import logging
import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from anymail.signals import AnymailTrackingEvent, EventType, RejectReason
from django.db import transaction

from accounts import consent
from accounts.models import Contact, SuppressionReason
from campaigns.bounces import is_hard
from campaigns.models import Outcome, ProviderEvent, Status, Touch, Transport

logger = logging.getLogger(__name__)

PATIENCE = timedelta(minutes=2)  # until an event that could not be handled is tried again
_RANK = list(Outcome.values)
_OUTCOMES = {
    EventType.DELIVERED: Outcome.DELIVERED,
    EventType.BOUNCED: Outcome.BOUNCED,
    EventType.REJECTED: Outcome.BOUNCED,
    EventType.COMPLAINED: Outcome.COMPLAINED,
}
# Whoever says one of these had the mail in hand; a rejected one never left the provider.
_PROOFS = frozenset(
    {EventType.QUEUED, EventType.SENT, EventType.DEFERRED, EventType.DELIVERED}
    | {EventType.BOUNCED, EventType.COMPLAINED, EventType.OPENED, EventType.CLICKED}
    | {EventType.UNSUBSCRIBED, EventType.AUTORESPONDED}
)
_OUR_MESSAGE_ID = re.compile(r"<?touch\.(\d{1,18})\.\d+@")
_LONGEST = {"kind": 20, "address": 254}


def receive(event: AnymailTrackingEvent, provider: str, *, now: datetime) -> None:
    """Keep the event, then act on it; one that cannot be acted on stops no other.

    Raises only when it cannot be kept: then the provider shall tell it again.
    """
    kept = _keep(event, provider, now)
    if kept.handled_at is None:
        _try(kept, now)


def handle_waiting(*, now: datetime) -> int:
    """Act on events that could not be acted on when they came; count those that now could."""
    waiting = ProviderEvent.objects.filter(
        handled_at__isnull=True, received_at__lt=now - PATIENCE
    ).order_by("pk")
    return sum(_try(event, now) for event in waiting[:500])


def _keep(event: AnymailTrackingEvent, provider: str, now: datetime) -> ProviderEvent:
    came = _plain(event.esp_event)
    told = {
        "reason": event.reject_reason or "",
        "said": _plain([event.description or "", event.mta_response or ""]),
        "message_id": _plain(event.message_id or ""),
    }
    address = _clean(event.recipient or "").lower()
    touch = _touch(_plain(event.metadata or {}), told["message_id"], address)
    key = {"provider": provider.lower()[:40], "event_key": _key(event, came)}
    ProviderEvent.objects.bulk_create(
        [
            ProviderEvent(
                **key,
                kind=_clean(event.event_type)[: _LONGEST["kind"]],
                touch=touch,
                address=(address or (touch.address if touch else ""))[: _LONGEST["address"]],
                at=event.timestamp or now,
                raw={"told": told, "came": came},
                received_at=now,
            )
        ],
        ignore_conflicts=True,  # the same call again, or both at once
    )
    return ProviderEvent.objects.get(**key)


def _try(event: ProviderEvent, now: datetime) -> bool:
    try:
        with transaction.atomic():
            _handle(event, now)
    except Exception:
        logger.exception("event %d of %s could not be handled", event.pk, event.provider)
        return False
    return True


def _handle(event: ProviderEvent, now: datetime) -> None:
    if not ProviderEvent.objects.filter(pk=event.pk, handled_at=None).update(handled_at=now):
        return
    told, came = event.raw["told"], event.raw["came"]
    said = " ".join(told["said"])
    if event.touch_id:
        _settle(event, told["reason"])
    if reason := _suppression(event.kind, told["reason"], said, came):
        _suppress(event, reason, now)


def _settle(event: ProviderEvent, reason: str) -> None:
    """Write the outcome, never a lesser over a graver one, and end any doubt about the mail."""
    touch = Touch.objects.filter(pk=event.touch_id)
    if outcome := _OUTCOMES.get(event.kind):
        lesser = _RANK[: _RANK.index(outcome)]
        touch.filter(outcome__in=lesser).update(outcome=outcome, outcome_at=event.at)
    if event.kind in _PROOFS:
        # Planned and failed too: a mail that a person let go again must not leave a second time.
        # The lease stays, so that the sender can still add what it knows.
        touch.filter(
            status__in=(Status.SENDING, Status.UNCERTAIN, Status.FAILED, Status.PLANNED)
        ).update(status=Status.SENT, sent_at=event.at, transport=Transport.MAIL, error="")
    elif event.kind in (EventType.REJECTED, EventType.FAILED):
        error = f"The provider did not send it: {reason or event.kind}."
        touch.filter(status__in=(Status.SENDING, Status.UNCERTAIN)).update(
            status=Status.FAILED, error=error, lease_until=None
        )


def _suppression(
    kind: str, reason: str, said: str, came: Mapping[str, Any]
) -> SuppressionReason | None:
    """Why the address gets nothing from now on, if so."""
    if kind == EventType.COMPLAINED or reason == RejectReason.SPAM:
        return SuppressionReason.COMPLAINED
    if kind == EventType.UNSUBSCRIBED or reason == RejectReason.UNSUBSCRIBED:
        return SuppressionReason.OPTED_OUT
    details = came.get("event-data", came)
    return SuppressionReason.BOUNCED if is_hard(kind, reason, said, details) else None


def _suppress(event: ProviderEvent, reason: SuppressionReason, now: datetime) -> None:
    """Only people of ours: the provider may serve other senders of the company as well."""
    known = event.touch_id or Contact.objects.filter(email=event.address).exists()
    if event.address and known:
        source = f"{event.provider}: {event.kind}"
        consent.suppress([event.address], reason=reason, source=source, now=now)


def _touch(metadata: Mapping[str, Any], message_id: str, address: str) -> Touch | None:
    """The row the event is about: the one whose number travelled with the mail."""
    number = str(metadata.get("touch", ""))
    ours = _OUR_MESSAGE_ID.match(message_id)
    if not (number.isdecimal() and len(number) <= 18):
        number = ours[1] if ours else ""
    if number:
        found = Touch.objects.filter(pk=int(number))
    elif message_id:
        found = Touch.objects.filter(provider_id=message_id, address=address)
    else:
        return None
    touch = found.first()
    return touch if touch and address in ("", touch.address.lower()) else None


def _key(event: AnymailTrackingEvent, came: Any) -> str:
    """The provider's own id, with the kind because some count each kind apart; else a digest."""
    if event.event_id:
        key = f"{event.event_type}:{_clean(str(event.event_id))}"
        if len(key) <= 128:
            return key
    return hashlib.sha256(json.dumps(came, sort_keys=True).encode()).hexdigest()


def _plain(value: Any) -> Any:
    """The value as JSON can hold it, whatever the provider's format was."""
    if isinstance(value, Mapping):
        lists = dict(value.lists()) if hasattr(value, "lists") else value
        return {_clean(str(key)): _plain(item) for key, item in lists.items()}
    if isinstance(value, str | bytes):
        return _clean(value if isinstance(value, str) else value.decode("utf-8", "replace"))
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Iterable):
        return [_plain(item) for item in value]
    return _clean(str(value))


def _clean(text: str) -> str:
    """Without what PostgreSQL cannot store."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()
