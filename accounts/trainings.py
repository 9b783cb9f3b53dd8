"""Plans, holds and cancels trainings; one that was held stands in the timeline, once."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from accounts import timeline
from accounts.models import (
    Account,
    Attendance,
    Contact,
    EntryKind,
    SessionState,
    Training,
    TrainingSession,
    User,
)


@transaction.atomic
def plan(
    account: Account,
    training: Training,
    *,
    day: date,
    host: User | None,
    invited: Collection[Contact] = (),
    notes: str = "",
    now: datetime,
) -> TrainingSession:
    """Raises ValueError when the training is not offered any more."""
    if not training.active:
        raise ValueError(f"{training} is not offered any more.")
    session = TrainingSession.objects.create(
        account=account, training=training, on=day, host=host, notes=notes, created_at=now
    )
    _attendances(session, {contact: None for contact in invited})
    return session


@transaction.atomic
def hold(
    session: TrainingSession,
    *,
    day: date,
    attended: Collection[Contact],
    others: int = 0,
    notes: str = "",
    materials: str = "",
    by: User | None,
    on: date,
    now: datetime,
) -> TrainingSession:
    """It took place: a meeting in the timeline. Held already, only what is known is corrected.

    Raises ValueError for a day to come, for a cancelled one, and when nobody took part.
    """
    locked = TrainingSession.objects.select_for_update(of=("self",)).get(pk=session.pk)
    if locked.state == SessionState.CANCELLED:
        raise ValueError("It was cancelled; plan it again.")
    if day > on:
        raise ValueError("This is still to come; note it when it has been held.")
    if not attended and not others:
        raise ValueError("Say who took part, or how many; otherwise cancel it.")
    locked.on, locked.state, locked.others = day, SessionState.HELD, others
    locked.notes, locked.materials = notes, materials
    _attendances(locked, {contact: True for contact in attended})
    missed = locked.attendances.exclude(contact__in=list(attended))
    missed.update(attended=False)
    count = len(attended) + others
    title = f"Training: {locked.training}, {count} {'person' if count == 1 else 'people'}"
    if locked.entry is None:
        locked.entry = timeline.log(
            locked.account, EntryKind.MEETING, title, on=day, now=now, by=by, body=notes
        )
    else:
        entry = locked.entry
        entry.title, entry.on, entry.body = title, day, notes
        entry.save(update_fields=["title", "on", "body"])
    locked.save()
    return locked


def cancel(session: TrainingSession, *, why: str) -> bool:
    """Raises ValueError when it was held; twice is once."""
    if session.state == SessionState.HELD:
        raise ValueError("It was held, and stands in the timeline.")
    planned = TrainingSession.objects.filter(pk=session.pk, state=SessionState.PLANNED)
    return bool(planned.update(state=SessionState.CANCELLED, notes=why))


def _attendances(session: TrainingSession, people: dict[Contact, bool | None]) -> None:
    strangers = [person for person in people if person.account_id != session.account_id]
    if strangers:
        raise ValueError(f"{strangers[0]} is of another account.")
    Attendance.objects.bulk_create(
        [
            Attendance(session=session, contact=person, attended=attended)
            for person, attended in people.items()
        ],
        update_conflicts=True,
        unique_fields=["session", "contact"],
        update_fields=["attended"],
    )
