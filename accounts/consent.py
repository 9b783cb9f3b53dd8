"""The only writer of opt-outs and suppressions."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from accounts.models import ConsentEvent, Suppression, SuppressionReason


def suppress(
    addresses: Iterable[str], *, reason: SuppressionReason, source: str, now: datetime
) -> int:
    """Suppress the addresses on every account; count those that were not yet (C8).

    Safe to repeat: an address already suppressed for that reason keeps its first date and source.
    """
    wanted = sorted({address.strip().lower() for address in addresses})
    with transaction.atomic():
        known = set(
            Suppression.objects.filter(address__in=wanted, reason=reason).values_list(
                "address", flat=True
            )
        )
        fresh = [address for address in wanted if address not in known]
        Suppression.objects.bulk_create(
            [
                Suppression(address=address, reason=reason, source=source, created_at=now)
                for address in fresh
            ],
            ignore_conflicts=True,
        )
        _record(fresh, ConsentEvent.Action.SUPPRESSED, reason, source, now)
    return len(fresh)


def opt_out(addresses: Iterable[str], *, source: str, now: datetime) -> int:
    """Suppress the addresses because their owners do not want our mails."""
    return suppress(addresses, reason=SuppressionReason.OPTED_OUT, source=source, now=now)


def lift(address: str, *, reason: SuppressionReason, source: str, now: datetime) -> bool:
    """Let an address be written to again; tell whether there was anything to lift."""
    address = address.strip().lower()
    with transaction.atomic():
        lifted, _ = Suppression.objects.filter(address=address, reason=reason).delete()
        if lifted:
            _record([address], ConsentEvent.Action.LIFTED, reason, source, now)
    return bool(lifted)


def reasons(addresses: Iterable[str]) -> dict[str, str]:
    """Map each suppressed address among these to its gravest reason."""
    gravity = (SuppressionReason.OPTED_OUT, SuppressionReason.BOUNCED, SuppressionReason.COMPLAINED)
    found: dict[str, str] = {}
    rows = Suppression.objects.filter(address__in=list(addresses)).values_list("address", "reason")
    for address, reason in rows:
        if address not in found or gravity.index(reason) > gravity.index(found[address]):
            found[address] = reason
    return found


def _record(addresses, action, reason, source, now) -> None:
    ConsentEvent.objects.bulk_create(
        [
            ConsentEvent(address=address, action=action, reason=reason, source=source, at=now)
            for address in addresses
        ]
    )
