"""Tests of the difference between two texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.work.difference import GONE, NEW, SAME, SKIPPED, Piece, rows

LINES = st.lists(st.sampled_from(["a b c", "a b d", "x", "", "y z"]), max_size=12).map("\n".join)


def short(before: str, after: str) -> list[tuple[str, str]]:
    return [(row.kind, "".join(p.text for p in row.pieces)) for row in rows(before, after)]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("a\nb", "a\nb", []),
        ("", "a", [(NEW, "a")]),
        ("a\nb", "a", [(SAME, "a"), (GONE, "b")]),
        ("a", "b", [(GONE, "a"), (NEW, "b")]),
        ("a\nb\nc", "a\nc", [(SAME, "a"), (GONE, "b"), (SAME, "c")]),
    ],
)
def test_difference_names_what_is_gone_and_what_is_new(before, after, expected):
    assert short(before, after) == expected


def test_words_that_changed_stand_out():
    gone, new = rows("due in 30 days", "due in 45 days")
    assert gone.pieces == (Piece("due in "), Piece("30", True), Piece(" days"))
    assert new.pieces == (Piece("due in "), Piece("45", True), Piece(" days"))


def test_long_stretch_without_a_change_is_counted():
    lines = [f"line {number}" for number in range(20)]
    found = rows("\n".join(lines), "\n".join([*lines, "end"]))
    assert [row.kind for row in found] == [SKIPPED, SAME, SAME, SAME, NEW]
    assert found[0].count == 17
    assert (found[1].before, found[1].after) == (18, 18)


@given(LINES, LINES)
def test_new_text_can_be_read_from_its_rows(before, after):
    found = rows(before, after)
    shown = {row.after: "".join(p.text for p in row.pieces) for row in found if row.after}
    lines = after.splitlines()
    assert all(lines[number - 1] == text for number, text in shown.items())
    assert bool(found) == (before.splitlines() != after.splitlines())
