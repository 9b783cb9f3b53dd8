"""Terms of an account side by side: which of them must be refused, and why."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.intake.terms import Term, clashes

JANUARY, JUNE, NEXT_JANUARY = date(2024, 1, 1), date(2024, 6, 1), date(2025, 1, 1)
LATER = date(2026, 1, 1)


def term(line: int, start: date, end: date) -> Term:
    return Term(line, start, end, start, None)


@pytest.mark.parametrize(
    ("terms", "book", "refused"),
    [
        pytest.param(
            [term(2, JANUARY, JUNE), term(3, JUNE, NEXT_JANUARY)], [], {}, id="one-after-the-other"
        ),
        pytest.param(
            [term(3, JUNE, NEXT_JANUARY), term(2, JANUARY, JUNE)], [], {}, id="in-any-order"
        ),
        pytest.param(
            [term(2, JANUARY, JUNE + timedelta(1)), term(3, JUNE, NEXT_JANUARY)],
            [],
            {3: "overlaps the term 2024-01-01 to 2024-06-02 on line 2"},
            id="a-day-too-many",
        ),
        pytest.param(
            [term(2, JANUARY, JUNE), term(3, JANUARY, NEXT_JANUARY)],
            [],
            {3: "overlaps the term 2024-01-01 to 2024-06-01 on line 2"},
            id="same-start",
        ),
        pytest.param(
            [term(2, JANUARY, LATER), term(3, JUNE, NEXT_JANUARY)],
            [],
            {3: "overlaps the term 2024-01-01 to 2026-01-01 on line 2"},
            id="one-inside-the-other",
        ),
        pytest.param(
            [term(2, JUNE, NEXT_JANUARY)],
            [(JANUARY, NEXT_JANUARY)],
            {2: "overlaps the term 2024-01-01 to 2025-01-01 in the book"},
            id="against-the-book",
        ),
        pytest.param(
            [term(2, JANUARY, LATER)], [(JANUARY, NEXT_JANUARY)], {}, id="replaces-one-of-the-book"
        ),
        pytest.param(
            [term(2, JUNE, NEXT_JANUARY), term(3, JANUARY, JUNE)],
            [(JANUARY, NEXT_JANUARY)],
            {},
            id="makes-room-in-the-book-on-a-later-line",
        ),
        pytest.param(
            [term(2, JUNE, LATER), term(3, JANUARY, JUNE + timedelta(1))],
            [(JANUARY, NEXT_JANUARY)],
            {
                2: "overlaps the term 2024-01-01 to 2025-01-01 in the book",
                3: "overlaps the term 2024-06-01 to 2026-01-01 on line 2",
            },
            id="a-refused-replacement-leaves-the-book-as-it-is",
        ),
    ],
)
def test_terms_that_overlap_are_refused(terms, book, refused):
    assert clashes(terms, book) == refused


days = st.integers(0, 60).map(lambda n: JANUARY + timedelta(n))
spans = st.tuples(days, st.integers(1, 20)).map(lambda s: (s[0], s[0] + timedelta(s[1])))


@given(st.lists(spans, max_size=8), st.lists(spans, max_size=8))
def test_what_is_left_stands_side_by_side(file, raw_book):
    book: list[tuple[date, date]] = []
    for start, end in sorted(raw_book):
        if not book or book[-1][1] <= start:
            book.append((start, end))
    terms = [term(line, *span) for line, span in enumerate(file, 2)]
    refused = clashes(terms, book)
    good = {(t.start, t.end) for t in terms if t.line not in refused}
    starts = {start for start, _ in good}
    left = sorted(good | {span for span in book if span[0] not in starts})
    assert all(end <= start for (_, end), (start, _) in pairwise(left))
