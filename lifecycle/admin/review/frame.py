"""What every page of the builder shows around its content."""

from typing import Any, NamedTuple

from django.http import HttpRequest

from lifecycle.admin.review import steps
from lifecycle.models import BusinessReview, ReviewSection, ReviewState
from lifecycle.reviews import shown
from lifecycle.reviews.shown import Material


class AgendaLine(NamedTuple):
    """A point at the left: filled, empty or left out."""

    section: ReviewSection
    state: str


def read(
    request: HttpRequest, review: BusinessReview, place: str, made: Material | None = None
) -> dict[str, Any]:
    """`place` is the part of the builder that is open: a section's key, or a word."""
    made = made or shown.material(review)
    sections = list(review.sections.all())
    signatures = list(review.signatures.all())
    lines = [AgendaLine(section, _state(section, made)) for section in sections]
    changeable = not review.seal and not review.archived_at and review.state != ReviewState.SIGNED
    return {
        "title": review.title,
        "opts": BusinessReview._meta,
        "original": review,
        "review": review,
        "account": review.account,
        "lines": lines,
        "empties": [line.section.title for line in lines if line.state == "empty"],
        "made": made,
        "place": place,
        "signatures": signatures,
        "steps": steps.offered(request, review, {found.side for found in signatures}),
        "changeable": changeable and request.user.has_perm(steps.CHANGE),
    }


def _state(section: ReviewSection, made: Material) -> str:
    if not section.included:
        return "out"
    return "empty" if shown.point(section, made).empty else "filled"
