"""Acts on what providers told, some hundred events at a time, in a fixed number of statements."""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from django.db import transaction

from accounts import consent
from accounts.models import Contact, SuppressionReason
from campaigns.models import ProviderEvent, Status, Touch, Transport
from campaigns.tracking import clicks, match, single, soft, write
from campaigns.tracking.heard import said
from campaigns.tracking.verdict import Said, Verdict, judge, outranks, suppression

logger = logging.getLogger(__name__)

BATCH = 500
_SETTLED = ("outcome", "outcome_at", "status", "sent_at", "transport", "error", "lease_until")
# Planned and failed too: a mail that a person let go again must not leave a second time.
_IN_DOUBT = (Status.SENDING, Status.UNCERTAIN, Status.FAILED, Status.PLANNED)


def handle_waiting(*, now: datetime, over: Callable[[], bool] = lambda: False) -> int:
    """Act on what waits, oldest first; count what was handled.

    An event that cannot be acted on is found by halving its batch, logged, and left for the next
    heartbeat; it holds no other back.
    """
    done, last = 0, 0
    while not over():
        waiting = ProviderEvent.objects.filter(handled_at=None, pk__gt=last).order_by("pk")
        keys = list(waiting.values_list("pk", flat=True)[:BATCH])
        if not keys:
            break
        done += _try(keys, now)
        last = keys[-1]
    return done


def _try(keys: Sequence[int], now: datetime) -> int:
    try:
        with transaction.atomic():
            return _handle(keys, now)
    except Exception:
        if len(keys) == 1:
            logger.exception("event %d of a provider could not be handled", keys[0])
            return 0
    half = len(keys) // 2
    return _try(keys[:half], now) + _try(keys[half:], now)


def _handle(keys: Sequence[int], now: datetime) -> int:
    waiting = ProviderEvent.objects.select_for_update(skip_locked=True)
    events = list(waiting.filter(pk__in=keys, handled_at=None).order_by("pk"))
    found = match.touches(events)
    for event in events:
        touch = found.get(event.pk)
        event.touch_id = touch.pk if touch else None
        event.address = event.address or (touch.address.lower() if touch else "")
        event.handled_at = now
    write.changed(events, ["touch", "address", "handled_at"])
    touched: dict[int, list[Said]] = defaultdict(list)
    for event in events:
        if event.touch_id:
            touched[event.touch_id].append(said(event))
    rows = {touch.pk: touch for touch in found.values()}
    _settle([(rows[key], judge(heard)) for key, heard in sorted(touched.items())])
    single.settle(events)
    clicks.note(touched)
    _suppress(events, now)
    return len(events)


def _settle(judged: Sequence[tuple[Touch, Verdict]]) -> None:
    """Write the outcomes, never a lesser over a graver one, and end any doubt about the mails.

    The rows are locked since they were read. The lease of one that was taken stays, so that its
    sender can still add what it knows.
    """
    changed = []
    for touch, verdict in judged:
        before = touch.outcome_at, touch.outcome, touch.status
        if outranks(verdict, touch.outcome, touch.outcome_at):
            touch.outcome, touch.outcome_at = verdict.outcome, verdict.outcome_at
        if touch.status in _IN_DOUBT and verdict.taken_at:
            touch.status, touch.sent_at = Status.SENT, verdict.taken_at
            touch.transport, touch.error = Transport.MAIL, ""
        elif touch.status in (Status.SENDING, Status.UNCERTAIN) and verdict.refused:
            touch.status, touch.lease_until = Status.FAILED, None
            touch.error = f"The provider did not send it: {verdict.refused}."[:300]
        if (touch.outcome_at, touch.outcome, touch.status) != before:
            changed.append(touch)
    write.changed(changed, _SETTLED)


def _suppress(events: Iterable[ProviderEvent], now: datetime) -> None:
    """Only people of ours: the provider may serve other senders of the company as well."""
    wanted: dict[tuple[str, str], set[str]] = defaultdict(set)
    strangers = {event.address for event in events if not event.touch_id}
    ours = set(Contact.objects.filter(email__in=strangers).values_list("email", flat=True))
    for event in events:
        ours_too = event.touch_id or event.address in ours
        if event.address and ours_too and (reason := suppression(said(event))):
            wanted[reason, f"{event.provider}: {event.kind}"].add(event.address)
    for address, provider in soft.dead(events, now=now):
        source = f"{provider}: mails came back soft again and again"
        wanted[SuppressionReason.BOUNCED, source].add(address)
    for (reason, source), addresses in sorted(wanted.items()):
        consent.suppress(addresses, reason=SuppressionReason(reason), source=source, now=now)
