"""Writes how a customer and we reach each other."""

from datetime import date, datetime

from django.db import transaction

from accounts import timeline
from accounts.models import Account, Contact, EntryKind, SupportChannel, SupportLevel, User


@transaction.atomic
def write(
    account: Account,
    channel: SupportChannel | None,
    *,
    kind: str,
    address: str,
    by: User | None,
    on: date,
    now: datetime,
    theirs: Contact | None = None,
    ours: User | None = None,
    hours: str = "",
    notes: str = "",
) -> SupportChannel:
    """Add a channel or correct one; raises ValueError without an address."""
    if not address.strip():
        raise ValueError("Say where the channel is: an address, a link, a number or a name.")
    word = "added" if channel is None else "changed"
    found = channel or SupportChannel(account=account)
    found.kind, found.address, found.theirs, found.ours = kind, address.strip(), theirs, ours
    found.hours, found.notes = hours.strip(), notes.strip()
    found.save()
    _log(account, f"Channel {word}: {found}", by=by, on=on, now=now)
    return found


@transaction.atomic
def archive(channel: SupportChannel, *, by: User | None, on: date, now: datetime) -> bool:
    """Not used any more; it stays readable in the timeline."""
    open_ = SupportChannel.objects.filter(pk=channel.pk, archived_at__isnull=True)
    if not open_.update(archived_at=now):
        return False
    _log(channel.account, f"Channel closed: {channel}", by=by, on=on, now=now)
    return True


@transaction.atomic
def set_level(account: Account, level: str, *, by: User | None, on: date, now: datetime) -> bool:
    """Tell whether the support level changed."""
    changed = Account.objects.filter(pk=account.pk).exclude(support_level=level)
    if not changed.update(support_level=level):
        return False
    account.support_level = level
    name = SupportLevel(level).label if level else "unknown"
    _log(account, f"Support level: {name}", by=by, on=on, now=now)
    return True


def _log(account: Account, title: str, *, by: User | None, on: date, now: datetime) -> None:
    timeline.log(account, EntryKind.KNOWLEDGE, title, on=on, now=now, by=by)
