"""Who takes part in a review, and the table of what use cases brought."""

from collections.abc import Callable

from django.db import transaction

from accounts.models import Contact, User
from lifecycle.models import BusinessReview, ReviewAttendee, ReviewSide
from lifecycle.reviews import build


@transaction.atomic
def add(
    review: BusinessReview,
    *,
    user: User | None = None,
    contact: Contact | None = None,
    name: str = "",
    title: str = "",
    side: str = ReviewSide.CUSTOMER,
) -> ReviewAttendee:
    """Put one person down; a name typed in stands on the side that is given."""
    locked = build.opened(review)
    if user or contact:
        side = ReviewSide.OURS if user else ReviewSide.CUSTOMER
        person = user or contact
        name, title = str(person), title or person.title
    if not name.strip():
        raise ValueError("Choose a person, or write a name.")
    same = locked.attendees.filter(side=side, user=user, contact=contact)
    if (user or contact) and same.exists():
        raise ValueError(f"{name} is put down already.")
    return ReviewAttendee.objects.create(
        review=locked,
        side=side,
        user=user,
        contact=contact,
        name=name.strip()[:150],
        title=title.strip()[:120],
    )


@transaction.atomic
def leave_out(review: BusinessReview, key: int) -> str:
    """Take a person off the list; gives the name."""
    locked = build.opened(review)
    found = locked.attendees.filter(pk=key).first()
    if found is None:
        raise ValueError("That person is not on the list any more.")
    found.delete()
    return found.name


@transaction.atomic
def keep_values(review: BusinessReview, save: Callable[[], object]) -> None:
    """Save the table of values, as long as the review may be changed."""
    build.opened(review)
    save()
