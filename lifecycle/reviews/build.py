"""Begins a business review and changes what it says, as long as nobody has signed it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from accounts.models import Account, Contact, User
from lifecycle.models import (
    Agenda,
    BusinessReview,
    ReviewAttendee,
    ReviewSection,
    ReviewSide,
    ReviewState,
    ReviewText,
    ReviewValue,
)
from lifecycle.reviews import agenda, earlier, freeze, prefill, prose
from lifecycle.reviews.figures import by_key

OPEN = (ReviewState.DRAFT, ReviewState.READY)
_INVITED = ("champion", "program_contact", "economic_buyer", "executive")


@transaction.atomic
def begin(
    account: Account,
    *,
    title: str,
    first: date,
    last: date,
    by: User | None,
    now: datetime,
    planned_on: date | None = None,
    owner: User | None = None,
) -> BusinessReview:
    """A draft with frozen figures and all that is known; one at a time for an account."""
    Account.objects.select_for_update().get(pk=account.pk)
    if other := account.reviews.current().filter(state__in=OPEN).first():
        raise ValueError(f"“{other}” is still being prepared; hold or archive it first.")
    if last < first:
        raise ValueError("The period ends before it begins.")
    review = BusinessReview.objects.create(
        account=account,
        title=title.strip()[:120],
        from_on=first,
        until_on=last,
        planned_on=planned_on,
        owner=owner or account.ta or by,
        created_by=by,
        created_at=now,
    )
    frozen = freeze.take(review, by=by, now=now)
    before = earlier.held(account)
    known = earlier.known(account, frozen.content, before, on=timezone.localdate(now))
    _sections(review, prefill.texts(known), by=by, now=now)
    _values(review, before)
    _people(review, before)
    return review


def _sections(review: BusinessReview, texts, *, by: User | None, now: datetime) -> None:
    ReviewSection.objects.bulk_create(
        ReviewSection(
            review=review,
            kind=kind,
            place=place,
            title=Agenda(kind).label,
            body=texts[kind].body,
            internal_note=texts[kind].internal_note,
            changed_at=now,
            changed_by=by,
        )
        for place, kind in enumerate(agenda.POINTS, 1)
    )


def _values(review: BusinessReview, before: BusinessReview | None) -> None:
    rows = earlier.values(review.account, before)
    ReviewValue.objects.bulk_create(ReviewValue(review=review, **row._asdict()) for row in rows)


def _people(review: BusinessReview, before: BusinessReview | None) -> None:
    """Those of the review before who are still here; else the team and the customer's sponsors."""
    account = review.account
    users = list({user.pk: user for user in (review.owner, account.ae) if user}.values())
    people = account.contacts.current()
    if before is None:
        contacts = list(people.holding(*_INVITED))
    else:
        contacts = list(people.filter(pk__in=before.attendees.values("contact")))
    invite(review, users=users, contacts=contacts)


def invite(
    review: BusinessReview, *, users: Sequence[User] = (), contacts: Sequence[Contact] = ()
) -> None:
    """Put people down as attendees, under the name and title they have today; once each."""
    rows = [
        ReviewAttendee(
            review=review, side=ReviewSide.OURS, user=user, name=str(user), title=user.title
        )
        for user in users
    ] + [
        ReviewAttendee(
            review=review,
            side=ReviewSide.CUSTOMER,
            contact=contact,
            name=str(contact),
            title=contact.title,
        )
        for contact in contacts
    ]
    known = set(review.attendees.values_list("user", "contact"))
    ReviewAttendee.objects.bulk_create(
        row for row in rows if (row.user_id, row.contact_id) not in known
    )


def opened(review: BusinessReview) -> BusinessReview:
    """The review, locked, for whoever changes it; ValueError when it may not be changed any more.

    To be called in a transaction.
    """
    locked = BusinessReview.objects.select_for_update().get(pk=review.pk)
    if locked.seal or locked.state == ReviewState.SIGNED:
        raise ValueError("It has been signed and stays as it is. Begin a new revision to correct.")
    if locked.archived_at:
        raise ValueError("It is archived and stays as it is.")
    return locked


class Writing(NamedTuple):
    """What a section is to say."""

    title: str
    body: str
    included: bool
    internal_note: str


@transaction.atomic
def write(
    section: ReviewSection, new: Writing, *, seen: str, by: User | None, now: datetime
) -> ReviewSection:
    """Change a section; the text before is kept.

    `seen` is the section's `changed_at` as its writer knew it: ValueError when somebody else was
    quicker, or when the text names a figure that there is not.
    """
    review = opened(section.review)
    locked = ReviewSection.objects.select_for_update().get(pk=section.pk)
    if seen and locked.changed_at.isoformat() != seen:
        raise ValueError(
            f"{locked.changed_by or 'Somebody'} changed this meanwhile, at "
            f"{locked.changed_at:%H:%M}. Compare with their text below, then save again."
        )
    frozen = freeze.newest(review)
    figures = by_key(frozen.content) if frozen else {}
    prose.check(new.body, agenda.known(figures), agenda.INTERNAL_BLOCKS)
    prose.check(new.internal_note, agenda.known(figures, internal=True))
    if not new.title.strip():
        raise ValueError("Give it a title.")
    if (locked.title, locked.body) != (new.title, new.body):
        ReviewText.objects.create(
            section=locked,
            title=locked.title,
            body=locked.body,
            author=locked.changed_by,
            written_at=locked.changed_at,
        )
    locked.title, locked.body = new.title.strip()[:120], new.body.strip()
    locked.included, locked.internal_note = new.included, new.internal_note.strip()
    locked.changed_at, locked.changed_by = now, by
    locked.save()
    return locked


@transaction.atomic
def add_topic(
    review: BusinessReview, title: str, *, by: User | None, now: datetime
) -> ReviewSection:
    """A further point, before the next steps."""
    locked = opened(review)
    if not title.strip():
        raise ValueError("Give it a title.")
    found = list(locked.sections.order_by("place", "pk"))
    place = next((s.place for s in found if s.kind == Agenda.NEXT_STEPS), len(found) + 1)
    for section in found:
        if section.place >= place:
            ReviewSection.objects.filter(pk=section.pk).update(place=section.place + 1)
    return ReviewSection.objects.create(
        review=locked,
        kind=Agenda.OTHER,
        place=place,
        title=title.strip()[:120],
        changed_at=now,
        changed_by=by,
    )


@transaction.atomic
def move(section: ReviewSection, by_places: int) -> None:
    """Up with −1, down with 1; at either end nothing happens."""
    review = opened(section.review)
    order = list(review.sections.order_by("place", "pk"))
    here = next(place for place, found in enumerate(order) if found.pk == section.pk)
    there = here + by_places
    if 0 <= there < len(order):
        order[here], order[there] = order[there], order[here]
    for place, found in enumerate(order, 1):
        if found.place != place:
            ReviewSection.objects.filter(pk=found.pk).update(place=place)


@transaction.atomic
def describe(
    review: BusinessReview,
    *,
    title: str,
    first: date,
    last: date,
    planned_on: date | None,
    owner: User | None,
    by: User | None,
    now: datetime,
) -> BusinessReview:
    """Title, days and owner; another period freezes anew, and is refused outside a draft."""
    locked = opened(review)
    if last < first:
        raise ValueError("The period ends before it begins.")
    moved = (first, last) != (locked.from_on, locked.until_on)
    if moved and locked.state != ReviewState.DRAFT:
        raise ValueError("The period changes in a draft only. Take the review back to draft.")
    locked.title, locked.planned_on, locked.owner = title.strip()[:120], planned_on, owner
    locked.from_on, locked.until_on = first, last
    locked.save()
    if moved:
        freeze.take(locked, by=by, now=now)
    return locked
