"""Records what became of a meeting once its time has come, and does the task that it serves."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts import timeline
from accounts.models import EntryKind, User
from campaigns.booking import mails
from campaigns.booking.book import served
from campaigns.booking.refused import Closed, Refused
from campaigns.models import Meeting, MeetingEntry, MeetingState
from lifecycle.work import task as tasks

Kind = MeetingEntry.Kind


@transaction.atomic
def settle(meeting: Meeting, *, held: bool, by: User, now: datetime, outcome: str = "") -> Meeting:
    """Held, or nobody came; said again, it is corrected. A held one counts as contact.

    Raises Closed for a cancelled meeting, Refused before its time.
    """
    locked = (
        Meeting.objects.select_related("type", "account", "contact")
        .select_for_update(of=("self",), no_key=True)
        .get(pk=meeting.pk)
    )
    if locked.state == MeetingState.CANCELLED:
        raise Closed("This meeting was cancelled.")
    if locked.starts_at > now:
        raise Refused("This meeting has not begun yet.")
    before, outcome = locked.state, outcome.strip()
    state = MeetingState.HELD if held else MeetingState.NO_SHOW
    if before == state and locked.outcome == outcome:
        return locked
    locked.state, locked.outcome, locked.settled_at = state, outcome, now
    locked.save(update_fields=["state", "outcome", "settled_at"])
    kind = Kind.CORRECTED if before == state else Kind(state)
    MeetingEntry.objects.create(meeting=locked, kind=kind, text=outcome, by=by, at=now)
    if before != state:
        _tell(locked, by=by, now=now)
    if held:
        _serve(locked, by=by, now=now)
    return locked


def _tell(meeting: Meeting, *, by: User, now: datetime) -> None:
    held = meeting.state == MeetingState.HELD
    timeline.log(
        meeting.account,
        EntryKind.MEETING if held else EntryKind.BOOKING,
        f"{meeting.type}" if held else f"{meeting.type}: nobody came",
        on=timezone.localdate(meeting.starts_at),
        now=now,
        by=by,
        contact=meeting.contact,
        body=meeting.outcome,
    )
    mails.told(meeting, meeting.state, now=now)


def _serve(meeting: Meeting, *, by: User, now: datetime) -> None:
    """The task it was booked for, or one that was opened since."""
    task = meeting.task or served(meeting.type, meeting.account)
    if task is None:
        return
    if meeting.task_id is None:
        meeting.task = task
        meeting.save(update_fields=["task"])
    said = meeting.outcome.partition("\n")[0] or f"{meeting.type} held"
    tasks.finish(task, by=by, on=timezone.localdate(now), now=now, outcome=said)
