"""Books, moves and cancels meetings: checked again and written in one transaction.

The rows of all hosts who could take it are locked first, so buffers, limits and turns are right too
when many ask at once; that no two meetings of a host overlap is held by the database itself.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts import timeline
from accounts.models import Account, Contact, EntryKind, User
from campaigns import responses
from campaigns.booking import mails, offers, teams, words
from campaigns.booking.refused import Closed, Refused, Taken
from campaigns.booking.seats import Gone, choose, lock, movable, seat
from campaigns.booking.teams import Teams
from campaigns.models import (
    Campaign,
    Meeting,
    MeetingEntry,
    MeetingState,
    MeetingType,
)
from lifecycle.models import Task, TaskState

Kind = MeetingEntry.Kind


def book(
    kind: MeetingType,
    contact: Contact,
    starts_at: datetime,
    *,
    now: datetime,
    by: User | None = None,
    zone: str = "",
    hosts: Sequence[User] = (),
    topic: str = "",
    answers: Mapping[str, str] | None = None,
    note: str = "",
    offered_by: Campaign | None = None,
    anytime: bool = False,
) -> Meeting:
    """Give the slot to the contact; asked for twice, the first booking is the answer.

    Without `by` it is the customer who books. A team member may book `anytime`: only other
    meetings of the hosts are in the way then. Raises Taken with other slots, or Refused.
    """
    _bookable(kind, contact)
    said = {
        "zone": zone,
        "topic": topic[:200],
        "answers": dict(answers or {}),
        "note": note,
        "offered_by": offered_by,
        "booked_by": by,
    }
    starts_at = starts_at.replace(second=0, microsecond=0)
    found = teams.of(kind, contact.account, hosts=hosts)
    try:
        with transaction.atomic():
            lock(found.users)
            if before := _same(kind, contact, starts_at):
                return before
            return _give(kind, contact, found, starts_at, said, now=now, anytime=anytime)
    except Gone:
        raise Taken(offers.of(kind, found, now=now)) from None


def move(
    meeting: Meeting,
    starts_at: datetime,
    *,
    now: datetime,
    by: User | None = None,
    zone: str = "",
    anytime: bool = False,
) -> Meeting:
    """To another slot, under the same uid; its hosts keep it while they are free.

    Raises Taken with other slots, or Closed when there is nothing to move any more.
    """
    starts_at = starts_at.replace(second=0, microsecond=0)
    try:
        with transaction.atomic():
            locked = _open(meeting, now=now, by=by)
            if locked.starts_at == starts_at:
                return locked
            before = words.when(locked)
            found = movable(locked)
            lock(found.users)
            team, because = choose(
                locked.type,
                locked.account,
                found,
                starts_at,
                now=now,
                anytime=anytime,
                moving=locked,
            )
            locked.starts_at, locked.sequence = starts_at, locked.sequence + 1
            locked.ends_at = starts_at + timedelta(minutes=locked.type.minutes)
            locked.because, locked.zone = because[:200], zone or locked.zone
            locked.save(update_fields=["starts_at", "ends_at", "sequence", "because", "zone"])
            seat(locked, team, from_pool=bool(found.pool))
            _tell(locked, Kind.MOVED, f"from {before} to {words.when(locked)}", by=by, now=now)
    except Gone:
        raise Taken(offers.offer(meeting.type, meeting.account, now=now, moving=meeting)) from None
    return locked


@transaction.atomic
def cancel(meeting: Meeting, *, now: datetime, by: User | None = None, reason: str = "") -> Meeting:
    """For good: its time is free again. Raises Closed when it was cancelled or is over."""
    locked = _open(meeting, now=now, by=by)
    locked.state, locked.cancelled_at = MeetingState.CANCELLED, now
    locked.sequence += 1
    locked.save(update_fields=["state", "cancelled_at", "sequence"])
    locked.hosts.update(live=False)
    _tell(locked, Kind.CANCELLED, reason.strip(), by=by, now=now)
    return locked


def served(kind: MeetingType, account: Account) -> Task | None:
    """The open task of the account that such a meeting does: the one due first."""
    if not (kind.playbook and kind.step):
        return None
    return (
        Task.objects.filter(
            account=account,
            state=TaskState.OPEN,
            run__playbook__slug=kind.playbook,
            key=kind.step,
        )
        .order_by("due_on", "pk")
        .first()
    )


# --- Within the transaction ---------------------------------------------------------------------


def _bookable(kind: MeetingType, contact: Contact) -> None:
    if not kind.active:
        raise Refused(f"{kind.name} can not be booked any more.")
    if contact.removed_at or contact.account.removed_at:
        raise Refused("This person is not in the book any more.")


def _give(
    kind: MeetingType,
    contact: Contact,
    found: Teams,
    starts_at: datetime,
    said: Mapping[str, Any],
    *,
    now: datetime,
    anytime: bool,
) -> Meeting:
    account = contact.account
    team, because = choose(kind, account, found, starts_at, now=now, anytime=anytime)
    at_home = contact.time_zone or account.time_zone or settings.TIME_ZONE
    meeting = Meeting.objects.create(
        **{**said, "zone": said["zone"] or at_home},
        uid=f"{uuid4()}@{urlsplit(settings.PORTAL_BASE_URL).hostname}",
        type=kind,
        account=account,
        contact=contact,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=kind.minutes),
        because=because[:200],
        task=served(kind, account),
        booked_at=now,
    )
    seat(meeting, team, from_pool=bool(found.pool))
    by = said["booked_by"]
    if said["offered_by"]:
        responses.booked_by(contact, said["offered_by"], now=now)
    _tell(meeting, Kind.BOOKED, f"for {words.when(meeting)}: {because}", by=by, now=now)
    return meeting


def _same(kind: MeetingType, contact: Contact, starts_at: datetime) -> Meeting | None:
    """What the contact booked already: a form that is posted twice books once."""
    return Meeting.objects.booked().filter(type=kind, contact=contact, starts_at=starts_at).first()


def _open(meeting: Meeting, *, now: datetime, by: User | None) -> Meeting:
    """The row under its lock, if something can still be done with it."""
    locked = (
        Meeting.objects.select_related("type", "account__programme", "contact")
        .select_for_update(of=("self",), no_key=True)
        .get(pk=meeting.pk)
    )
    if locked.state == MeetingState.CANCELLED:
        raise Closed("This meeting is cancelled. Please book another one.")
    if not locked.is_booked or locked.ends_at <= now:
        raise Closed("This meeting is over.")
    if by is None and locked.starts_at <= now:
        raise Closed("This meeting has begun.")
    return locked


def _tell(meeting: Meeting, kind: str, text: str, *, by: User | None, now: datetime) -> None:
    """Among the meeting's entries, on the account's timeline, and by mail to all concerned."""
    MeetingEntry.objects.create(meeting=meeting, kind=kind, text=text, by=by, at=now)
    title = f"{meeting.type} {Kind(kind).label.lower()}"
    timeline.log(
        meeting.account,
        EntryKind.BOOKING,
        f"{title} {text}" if kind == Kind.MOVED else f"{title} for {words.when(meeting)}",
        on=timezone.localdate(now),
        now=now,
        by=by,
        contact=meeting.contact,
        body=text,
    )
    mails.told(meeting, kind, now=now)
