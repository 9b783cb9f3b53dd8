"""Shows a business review to the customer or hides it, and takes what they say to it."""

from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction

from accounts import timeline
from accounts.models import Contact, EntryKind, User
from lifecycle.models import (
    BusinessReview,
    ReviewComment,
    ReviewSide,
    ReviewSignature,
    ReviewState,
)
from lifecycle.reviews import shown, steps


class Changed(NamedTuple):
    """A point of the agenda before and after."""

    title: str
    before: str
    after: str


class StaleReviewError(ValueError):
    """What would be signed is not what was on the page; `points` changed meanwhile."""

    def __init__(self, points: list[Changed]) -> None:
        super().__init__("The review changed after you opened this page.")
        self.points = points


def visible(review: BusinessReview) -> bool:
    """A draft is ours alone, whatever was chosen before."""
    return bool(review.shared and review.state != ReviewState.DRAFT and not review.archived_at)


@transaction.atomic
def share(review: BusinessReview, on_: bool) -> bool:
    """Show it to the customer, or not any more; raises ValueError for a draft."""
    locked = BusinessReview.objects.select_for_update().get(pk=review.pk)
    if on_ and locked.state == ReviewState.DRAFT:
        raise ValueError("Make the review ready first: a draft is not shown.")
    return bool(BusinessReview.objects.filter(pk=locked.pk).exclude(shared=on_).update(shared=on_))


@transaction.atomic
def comment(
    review: BusinessReview,
    text: str,
    *,
    now: datetime,
    user: User | None = None,
    contact: Contact | None = None,
) -> ReviewComment:
    """Said by one of us or by one of theirs; raises ValueError when nothing is said."""
    if not text.strip():
        raise ValueError("Say something.")
    if contact is not None:
        _theirs(review, contact)
    return ReviewComment.objects.create(
        review=review, text=text.strip(), user=user, contact=contact, at=now
    )


@transaction.atomic
def sign(
    review: BusinessReview,
    seen: str,
    *,
    opened_at: datetime,
    contact: Contact,
    name: str,
    title: str = "",
    on: date,
    now: datetime,
) -> ReviewSignature:
    """The contact signs for the customer what they saw: `seen` is its digest.

    Raises StaleReviewError with what changed since `opened_at`.
    """
    locked = BusinessReview.objects.select_for_update().select_related("account").get(pk=review.pk)
    _theirs(locked, contact)
    if not name.strip():
        raise ValueError("Write your name to sign.")
    if shown.digest(shown.read(locked)) != seen:
        raise StaleReviewError(_changed(locked, opened_at))
    signature = steps.sign(
        locked, ReviewSide.CUSTOMER, name=name, title=title, signed_on=on, on=on, now=now
    )
    ReviewSignature.objects.filter(pk=signature.pk).update(contact=contact)
    said = f"Business review signed off by {signature.name}: {locked.title}"
    timeline.log(locked.account, EntryKind.REVIEW, said, on=on, now=now, contact=contact)
    return signature


def _theirs(review: BusinessReview, contact: Contact) -> None:
    if not visible(review) or contact.account_id != review.account_id:
        raise ValueError("The review is not shared with you.")


def _changed(review: BusinessReview, since: datetime) -> list[Changed]:
    """Points whose text was changed since; figures frozen anew change no text."""
    found = []
    for section in review.sections.filter(changed_at__gt=since, included=True):
        before = section.texts.filter(written_at__gt=since).order_by("written_at", "pk").first()
        found.append(Changed(section.title, before.body if before else "", section.body))
    return found
