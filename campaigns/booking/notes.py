"""Adds what a customer writes to a meeting that is booked already."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts import timeline
from accounts.models import EntryKind
from campaigns.booking import mails
from campaigns.booking.refused import Closed, Refused
from campaigns.models import Meeting

LONGEST = 6000


@transaction.atomic
def add(meeting: Meeting, text: str, *, now: datetime) -> Meeting:
    """Behind what is there; the hosts get a mail. Raises Closed when the meeting is over."""
    locked = (
        Meeting.objects.select_related("type", "account", "contact")
        .select_for_update(of=("self",), no_key=True)
        .get(pk=meeting.pk)
    )
    if not locked.is_booked or locked.ends_at <= now:
        raise Closed("This meeting is over or cancelled.")
    text = text.strip()
    if locked.note == text or locked.note.endswith(f"\n\n{text}"):
        return locked
    note = f"{locked.note}\n\n{text}".strip()
    if len(note) > LONGEST:
        raise Refused("That is more than we can keep with a meeting. Please write us a mail.")
    locked.note = note
    locked.save(update_fields=["note"])
    timeline.log(
        locked.account,
        EntryKind.BOOKING,
        f"Note to {locked.type.name}",
        on=timezone.localdate(now),
        now=now,
        contact=locked.contact,
        body=text,
    )
    mails.noted(locked, text, now=now)
    return locked
