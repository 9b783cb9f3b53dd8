"""A review's way from draft to signed off, and what each step tells the rest of the portal."""

from datetime import date, datetime

from django.db import transaction

from accounts import timeline
from accounts.models import EntryKind, User
from lifecycle.models import (
    BusinessReview,
    ReviewAttendee,
    ReviewSection,
    ReviewSide,
    ReviewSignature,
    ReviewState,
    ReviewValue,
    Task,
    TaskState,
)
from lifecycle.reviews import shown
from lifecycle.reviews.build import opened
from lifecycle.work import task

# The playbooks of reviews, and which of their steps are done with the meeting and the signatures.
PLAYBOOKS = ("cbr", "business_review")
WITH_MEETING, WITH_SIGNATURES = ("date", "value", "hold"), ("sign_off",)


@transaction.atomic
def make_ready(review: BusinessReview) -> list[str]:
    """Figures stay from here on; gives the titles of the points that are still empty."""
    locked = opened(review)
    if locked.state != ReviewState.DRAFT:
        raise ValueError("Only a draft is made ready.")
    found = shown.read(locked)
    if not found.points:
        raise ValueError("Include at least one point of the agenda.")
    _set(locked, state=ReviewState.READY)
    return found.empty


@transaction.atomic
def take_back(review: BusinessReview) -> None:
    """To draft again, as long as it was not held."""
    locked = opened(review)
    if locked.state != ReviewState.READY:
        raise ValueError("Only a review that is ready goes back to draft.")
    _set(locked, state=ReviewState.DRAFT)


@transaction.atomic
def hold(review: BusinessReview, *, held_on: date, by: User | None, on: date, now: datetime) -> int:
    """The meeting took place: it is told once, and the playbook's tasks for it are done.

    Gives how many tasks. A revision of a review that was held is no second meeting.
    """
    locked = opened(review)
    if locked.state not in (ReviewState.DRAFT, ReviewState.READY):
        raise ValueError("It was held already.")
    if held_on > on:
        raise ValueError(f"It cannot have been held on {held_on}: that is still to come.")
    _set(locked, state=ReviewState.HELD, held_on=held_on)
    if locked.revises_id is not None:
        return 0
    people = ", ".join(str(person) for person in locked.attendees.all())
    timeline.log(
        locked.account,
        EntryKind.MEETING,
        f"Business review held: {locked.title}",
        on=held_on,
        now=now,
        by=by,
        body=people and f"With {people}",
    )
    said = f"Held on {held_on}: {locked.title}"
    return _finish(locked, WITH_MEETING, said, by=by, on=on, now=now)


def _finish(
    review: BusinessReview, keys: tuple[str, ...], outcome: str, *, by, on: date, now: datetime
) -> int:
    """Tasks of the account's open review playbook that are done by this."""
    waiting = Task.objects.filter(
        account=review.account,
        state=TaskState.OPEN,
        key__in=keys,
        run__playbook__slug__in=PLAYBOOKS,
    ).select_related("account")
    return sum(task.finish(found, by=by, on=on, now=now, outcome=outcome) for found in waiting)


@transaction.atomic
def sign(
    review: BusinessReview,
    side: str,
    *,
    name: str,
    signed_on: date,
    on: date,
    now: datetime,
    title: str = "",
    by: User | None = None,
) -> ReviewSignature:
    """One side signs what is there; the first signature seals it, both together sign it off."""
    locked = BusinessReview.objects.select_for_update().get(pk=review.pk)
    _may_sign(locked, side, name, signed_on, on)
    _seal(locked)
    signature = ReviewSignature.objects.create(
        review=locked,
        side=side,
        name=name.strip()[:150],
        title=title.strip()[:120],
        signed_on=signed_on,
        recorded_by=by,
        recorded_at=now,
    )
    if locked.signatures.count() == len(ReviewSide):
        _sign_off(locked, by=by, on=on, now=now)
    return signature


def _may_sign(review: BusinessReview, side: str, name: str, signed_on: date, on: date) -> None:
    if review.state != ReviewState.HELD or review.archived_at:
        raise ValueError("A review is signed after it was held.")
    if not name.strip():
        raise ValueError("Say who signs.")
    if not review.held_on <= signed_on <= on:
        raise ValueError(f"Signed between the meeting on {review.held_on} and today, {on}.")
    if review.signatures.filter(side=side).exists():
        raise ValueError(f"{ReviewSide(side).label} has signed already.")


def _sign_off(review: BusinessReview, *, by: User | None, on: date, now: datetime) -> None:
    """Both sides have signed: it is told, and the playbook's last task is done."""
    _set(review, state=ReviewState.SIGNED)
    people = "; ".join(f"{found.name}, {found.signed_on}" for found in review.signatures.all())
    said = f"Business review signed off: {review.title}"
    timeline.log(review.account, EntryKind.REVIEW, said, on=on, now=now, by=by, body=people)
    _finish(review, WITH_SIGNATURES, f"Signed off by {people}", by=by, on=on, now=now)


def _seal(review: BusinessReview) -> None:
    found = shown.read(review)
    if found.empty:
        raise ValueError(f"Nothing is said yet under {', '.join(found.empty)}: fill or leave out.")
    seal = shown.digest(found)
    if review.seal and review.seal != seal:
        raise ValueError("It is not what the other side signed any more. Begin a new revision.")
    _set(review, seal=seal)


@transaction.atomic
def revise(
    review: BusinessReview, *, why: str, by: User | None, on: date, now: datetime
) -> BusinessReview:
    """A copy to correct, beside what was signed; raises ValueError without a reason."""
    locked = BusinessReview.objects.select_for_update().get(pk=review.pk)
    if not why.strip():
        raise ValueError("Say what has to be corrected.")
    if not locked.seal or locked.archived_at:
        raise ValueError("Only what was signed is corrected by a revision; change it as it is.")
    if BusinessReview.objects.filter(revises=locked).exists():
        raise ValueError("There is a later revision already.")
    copy = BusinessReview.objects.create(
        account=locked.account,
        title=locked.title,
        owner=locked.owner,
        from_on=locked.from_on,
        until_on=locked.until_on,
        planned_on=locked.planned_on,
        held_on=locked.held_on,
        revision=locked.revision + 1,
        revises=locked,
        why_revised=why.strip()[:200],
        created_by=by,
        created_at=now,
    )
    _copy(locked, copy)
    timeline.log(
        locked.account,
        EntryKind.REVIEW,
        f"Business review corrected: {locked.title}, revision {copy.revision}",
        on=on,
        now=now,
        by=by,
        body=why,
    )
    return copy


def _copy(old: BusinessReview, new: BusinessReview) -> None:
    """Everything but the signatures, figures as they were frozen."""
    for rows, model in (
        (old.sections.all(), ReviewSection),
        (old.attendees.all(), ReviewAttendee),
        (old.values.all(), ReviewValue),
        (old.freezes.all()[:1], old.freezes.model),
    ):
        copies = list(rows)
        for row in copies:
            row.pk, row.review = None, new
        model.objects.bulk_create(copies)


@transaction.atomic
def archive(review: BusinessReview, *, now: datetime) -> bool:
    """Out of the lists; nothing of it is lost."""
    return bool(
        BusinessReview.objects.filter(pk=review.pk, archived_at=None).update(archived_at=now)
    )


@transaction.atomic
def restore(review: BusinessReview) -> bool:
    """Back from the archive, unless another one is being prepared meanwhile."""
    locked = BusinessReview.objects.select_for_update().get(pk=review.pk)
    others = locked.account.reviews.current().exclude(pk=locked.pk)
    open_ = (ReviewState.DRAFT, ReviewState.READY)
    if locked.state in open_ and (other := others.filter(state__in=open_).first()):
        raise ValueError(f"“{other}” is being prepared; hold or archive it first.")
    return bool(BusinessReview.objects.filter(pk=locked.pk).update(archived_at=None))


def _set(review: BusinessReview, **fields: object) -> None:
    for name, value in fields.items():
        setattr(review, name, value)
    BusinessReview.objects.filter(pk=review.pk).update(**fields)
