"""What the customer sees, and above all what not."""

import pytest

from lifecycle.models import ReviewState
from lifecycle.reviews import build, shown
from tests.factories.cast import NOW
from tests.factories.reviews import begun, filled

pytestmark = pytest.mark.django_db


def everything(found: shown.Shown) -> str:
    return str([(point.title, point.pieces) for point in found.points])


def test_note_and_points_left_out_are_not_shown():
    review = begun()
    section = review.sections.get(kind="strategy")
    new = build.Writing("Strategy", "Said", True, "They think of leaving")
    build.write(section, new, seen="", by=None, now=NOW)
    review.sections.filter(kind="roadmap").update(body="Secret", included=False)
    found = shown.read(review)
    assert "leaving" not in everything(found)
    assert "Secret" not in everything(found)
    assert "roadmap" not in {point.kind for point in found.points}


def test_internal_blocks_are_never_pieces_of_the_review():
    review = begun()
    # Written past the check that would have refused it.
    review.sections.filter(kind="usage").update(body="{{ health }}\n\n{{ stages }}")
    pieces = [piece for point in shown.read(review).points for piece in point.pieces]
    assert {piece.block for piece in pieces} & {"health", "stages"} == set()


def test_empty_is_a_point_with_neither_text_nor_a_block_that_has_something():
    review = begun()
    assert shown.read(review).empty == [
        "Strategy and initiatives",
        "Value realised",
        "Roadmap and feedback",
        "Next steps",
    ]
    assert shown.read(filled(review)).empty == []


def test_figures_in_the_text_are_those_that_were_frozen():
    review = begun()
    review.sections.filter(kind="usage").update(body="It is {{ utilization }}.")
    review.account.pings.update(mau=3)
    (usage,) = (point for point in shown.read(review).points if point.kind == "usage")
    assert usage.pieces[0].markdown == "It is 85 %."


def test_state_is_no_part_of_the_seal_but_the_text_is():
    review = begun()
    before = shown.digest(shown.read(review))
    review.state = ReviewState.READY
    assert shown.digest(shown.read(review)) == before
    review.sections.filter(kind="usage").update(body="Other")
    assert shown.digest(shown.read(review)) != before


@pytest.mark.parametrize("topics", [0, 5])
def test_reading_costs_the_same_at_any_size(topics, django_assert_num_queries):
    review = begun()
    for number in range(topics):
        build.add_topic(review, f"Topic {number}", by=None, now=NOW)
    with django_assert_num_queries(5):
        shown.read(review)
