"""Takes accounts and contacts out of the book, and puts them back; their records stay."""

from datetime import datetime

from accounts.models import Account, Contact


def remove(subject: Account | Contact, *, now: datetime) -> bool:
    """Mark as removed; tell whether it was in the book until now."""
    left = type(subject).objects.filter(pk=subject.pk, removed_at__isnull=True)
    return bool(left.update(removed_at=now))


def restore(subject: Account | Contact) -> bool:
    """Put back into the book; tell whether it had been removed."""
    return bool(
        type(subject).objects.filter(pk=subject.pk).exclude(removed_at=None).update(removed_at=None)
    )
