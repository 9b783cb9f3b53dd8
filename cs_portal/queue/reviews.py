"""Business reviews that were held and not signed off, and those near with gaps in them."""

from datetime import date, timedelta
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.urls import reverse

from accounts.admin import cells
from cs_portal.queue.line import SHOWN, Line
from lifecycle.gather import Programmes
from lifecycle.models import BusinessReview, ReviewState
from lifecycle.reviews import nearness

_MAY = "lifecycle.change_businessreview"


def lines(mine: dict[str, Any], user: AbstractBaseUser, on: date) -> list[Line]:
    """Only for those who prepare reviews; the most urgent first."""
    if not user.has_perm(_MAY):
        return []
    near = nearness.wanting(on=on, programmes=Programmes.load()).filter(**mine)
    found = near.select_related("account").order_by("planned_on", "pk")[:SHOWN]
    return [_line(review, on) for review in found]


def _line(review: BusinessReview, on: date) -> Line:
    url = reverse("admin:lifecycle_businessreview_change", args=[review.pk])
    if review.state == ReviewState.HELD:
        why = f"Held {cells.in_days(review.held_on, on=on)} and not signed off by both sides"
        return Line("review-held", "Sign-off", _title(review), why, url, "Sign off")
    when = f"planned {cells.in_days(review.planned_on, on=on)}"
    if review.planned_on < on - timedelta(1):
        why = f"It was {when}: was it held?"
        return Line("band-poor", "Review", _title(review), why, url, "Open")
    points = "1 point is" if review.gaps == 1 else f"{review.gaps} points are"
    why = f"It is {when}, and {points} still empty"
    return Line("band-concerning", "Review", _title(review), why, url, "Prepare")


def _title(review: BusinessReview) -> str:
    return f"{review.account}: {review.title}"
