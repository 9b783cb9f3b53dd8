"""The only writer of opt-outs and suppressions."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction

from accounts.models import ConsentEvent, Suppression, SuppressionReason, Topic


def suppress(
    addresses: Iterable[str],
    *,
    reason: SuppressionReason,
    source: str,
    now: datetime,
    topic: str = "",
) -> int:
    """Suppress the addresses on every account; count those that were not yet (C8).

    With a topic only mails about that are kept from them. Safe to repeat: an address already
    suppressed for that reason keeps its first date and source.
    """
    if topic and reason != SuppressionReason.OPTED_OUT:
        raise ValueError("An address that bounced or complained is gone for every topic.")
    wanted = sorted({address.strip().lower() for address in addresses})
    with transaction.atomic():
        known = set(
            Suppression.objects.filter(address__in=wanted, reason=reason, topic=topic).values_list(
                "address", flat=True
            )
        )
        fresh = [address for address in wanted if address not in known]
        Suppression.objects.bulk_create(
            [
                Suppression(
                    address=address, reason=reason, topic=topic, source=source, created_at=now
                )
                for address in fresh
            ],
            ignore_conflicts=True,
        )
        _record(fresh, ConsentEvent.Action.SUPPRESSED, reason, source, now, topic)
    return len(fresh)


def opt_out(addresses: Iterable[str], *, source: str, now: datetime, topic: str = "") -> int:
    """Suppress the addresses because their owners do not want our mails, or those of a topic."""
    reason = SuppressionReason.OPTED_OUT
    return suppress(addresses, reason=reason, source=source, now=now, topic=topic)


def lift(
    address: str, *, reason: SuppressionReason, source: str, now: datetime, topic: str = ""
) -> bool:
    """Let an address be written to again; tell whether there was anything to lift."""
    address = address.strip().lower()
    with transaction.atomic():
        found = Suppression.objects.filter(address=address, reason=reason, topic=topic)
        lifted, _ = found.delete()
        if lifted:
            _record([address], ConsentEvent.Action.LIFTED, reason, source, now, topic)
    return bool(lifted)


@transaction.atomic
def choose(address: str, wanted: Collection[str], *, source: str, now: datetime) -> int:
    """Keep which topics the owner of the address wants; count those that changed.

    Whether they want any mail at all is another question and stays as it is.
    """
    reason, changed = SuppressionReason.OPTED_OUT, 0
    for topic in Topic.values:
        if topic in wanted:
            changed += lift(address, reason=reason, source=source, now=now, topic=topic)
        else:
            changed += opt_out([address], source=source, now=now, topic=topic)
    return changed


def reasons(addresses: Iterable[str]) -> dict[str, str]:
    """Map each address among these that gets nothing at all to its gravest reason."""
    gravity = (SuppressionReason.OPTED_OUT, SuppressionReason.BOUNCED, SuppressionReason.COMPLAINED)
    found: dict[str, str] = {}
    rows = Suppression.objects.of_everything().filter(address__in=list(addresses))
    for address, reason in rows.values_list("address", "reason"):
        if address not in found or gravity.index(reason) > gravity.index(found[address]):
            found[address] = reason
    return found


def without(address: str) -> dict[str, datetime]:
    """The topics that the owner of the address does not want, each with the moment they said so."""
    rows = Suppression.objects.of_topics().filter(address=address.strip().lower())
    return dict(rows.values_list("topic", "created_at"))


def _record(addresses, action, reason, source, now, topic) -> None:
    ConsentEvent.objects.bulk_create(
        [
            ConsentEvent(
                address=address, action=action, reason=reason, topic=topic, source=source, at=now
            )
            for address in addresses
        ]
    )
