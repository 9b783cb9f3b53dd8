"""Freezes a review's figures: read once, stored whole, never changed afterwards."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from lifecycle.models import BusinessReview, ReviewFreeze, ReviewState
from lifecycle.reviews import figures
from lifecycle.reviews.figures import Content, Difference
from lifecycle.reviews.observe import observe


def read(review: BusinessReview, *, now: datetime) -> Content:
    """The figures as they are now, stored nowhere."""
    seen, policy = observe(review.account, first=review.from_on, last=review.until_on)
    return figures.content(seen, policy, at=timezone.localtime(now))


def newest(review: BusinessReview) -> ReviewFreeze | None:
    return review.freezes.select_related("taken_by").first()


@transaction.atomic
def take(review: BusinessReview, *, by: User | None, now: datetime) -> ReviewFreeze:
    """Freeze anew, beside what was frozen before; raises ValueError when it is no draft any more.

    Nothing new is written when every figure says what it said.
    """
    locked = BusinessReview.objects.select_for_update().get(pk=review.pk)
    if locked.state != ReviewState.DRAFT or locked.archived_at:
        raise ValueError("Figures are refreshed in a draft only. Take the review back to draft.")
    found, last = read(locked, now=now), newest(locked)
    if last is not None and _same(last.content, found):
        return last
    return ReviewFreeze.objects.create(
        review=locked,
        number=last.number + 1 if last else 1,
        content=found,
        taken_by=by,
        taken_at=now,
    )


def changes(review: BusinessReview) -> list[Difference]:
    """What the newest freeze says otherwise than the one before it."""
    two = list(review.freezes.all()[:2])
    return figures.differences(two[1].content, two[0].content) if len(two) == 2 else []


def _same(before: dict[str, Any], now: dict[str, Any]) -> bool:
    ignored = {"taken_at"}
    return {k: v for k, v in before.items() if k not in ignored} == {
        k: v for k, v in now.items() if k not in ignored
    }
