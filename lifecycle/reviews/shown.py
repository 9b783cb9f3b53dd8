"""What a review shows to the customer: the included points, their figures, and nothing internal."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any, NamedTuple

from accounts.models import Account
from lifecycle.models import (
    BusinessReview,
    ReviewAttendee,
    ReviewSection,
    ReviewSide,
    ReviewSignature,
)
from lifecycle.reviews import agenda, chart, freeze, prose
from lifecycle.reviews.figures import by_key


class Piece(NamedTuple):
    """Prose as Markdown, or the name of a block."""

    markdown: str = ""
    block: str = ""

    @property
    def html(self) -> str:
        return prose.html(self.markdown)


class Point(NamedTuple):
    """A section as it is shown; empty when neither its text nor its blocks say anything."""

    pk: int
    kind: str
    title: str
    pieces: list[Piece]
    empty: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """`blocks` holds what each block draws from; one that has nothing is missing."""

    review: BusinessReview
    account: Account
    points: list[Point]
    blocks: dict[str, Any]
    signatures: list[ReviewSignature]
    content: dict[str, Any]

    @property
    def empty(self) -> list[str]:
        return [point.title for point in self.points if point.empty]


class Material(NamedTuple):
    """What sections are filled from: the frozen figures, and the blocks made of them."""

    content: dict[str, Any]
    texts: dict[str, str]
    blocks: dict[str, Any]


def read(review: BusinessReview) -> Shown:
    """As it stands, in a fixed number of queries."""
    made = material(review)
    points = [point(section, made) for section in review.sections.all() if section.included]
    signatures = list(review.signatures.all())
    return Shown(review, review.account, points, made.blocks, signatures, made.content)


def material(review: BusinessReview) -> Material:
    frozen = freeze.newest(review)
    content = frozen.content if frozen else {}
    figures = by_key(content)
    texts = {key: figure["text"] for key, figure in figures.items()}
    return Material(content, texts, _blocks(review, content, figures))


def point(section: ReviewSection, made: Material) -> Point:
    pieces = fill(section.body, made)
    empty = all(piece.block and piece.block not in made.blocks for piece in pieces)
    return Point(section.pk, section.kind, section.title, pieces, empty)


def fill(text: str, made: Material, *, internal: bool = False) -> list[Piece]:
    """The pieces of a text; what is internal is left out unless it is for us."""
    known = {**agenda.BLOCKS, **(agenda.INTERNAL_BLOCKS if internal else {})}
    return [
        Piece(block=found.name) if isinstance(found, prose.Block) else Piece(found.markdown)
        for found in prose.pieces(text, known, made.texts)
    ]


def _blocks(review: BusinessReview, content: dict[str, Any], figures: dict) -> dict[str, Any]:
    found = {
        "attendees": _people(list(review.attendees.all())),
        "values": list(review.values.all()),
        **{
            name: [figures[key] for key in keys if key in figures]
            for name, keys in agenda.FIGURES.items()
        },
        "features": content.get("features"),
        "health": content.get("health"),
        "stages": content.get("stages"),
        "usage_chart": _chart(content),
    }
    return {name: block for name, block in found.items() if block}


def _people(attendees: list[ReviewAttendee]) -> list[tuple[str, list[ReviewAttendee]]]:
    sides = [
        (label, [person for person in attendees if person.side == side])
        for side, label in ReviewSide.choices
    ]
    return [(label, people) for label, people in sides if people]


def _chart(content: dict[str, Any]) -> dict[str, Any] | None:
    drawn = chart.draw(content.get("months", ()))
    if drawn.empty:
        return None
    return {
        "drawn": drawn,
        "seats": chart.points(drawn.seats),
        "target": chart.points(drawn.target),
    }


def digest(shown: Shown) -> str:
    """The same for the same content, whoever reads it and when."""
    said = {
        "title": shown.review.title,
        "account": shown.account.external_id,
        "period": [str(shown.review.from_on), str(shown.review.until_on)],
        "held_on": str(shown.review.held_on),
        "revision": shown.review.revision,
        "points": [
            [found.kind, found.title, [list(piece) for piece in found.pieces]]
            for found in shown.points
        ],
        "attendees": [
            [side, [[person.name, person.title] for person in people]]
            for side, people in shown.blocks.get("attendees", ())
        ],
        "values": [
            [row.use_case, row.expected, row.achieved, row.maturity]
            for row in shown.blocks.get("values", ())
        ],
        "figures": shown.content,
    }
    written = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()
