"""The difference between two texts, line by line and within changed lines word by word."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

SAME, GONE, NEW, SKIPPED = "same", "gone", "new", "skipped"
_AROUND = 3
_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
# Lines with less in common than this are shown whole: marked words would only confuse.
_ALIKE = 0.4


class Piece(NamedTuple):
    """Part of a line; changed ones stand out in it."""

    text: str
    changed: bool = False


class Row(NamedTuple):
    """A line of either text with its numbers in them; a skipped one stands for `count` lines."""

    kind: str
    before: int | None
    after: int | None
    pieces: tuple[Piece, ...] = ()
    count: int = 0


def rows(before: str, after: str) -> list[Row]:
    """Nothing when the texts are the same; long stretches without a change are skipped."""
    old, new = before.splitlines(), after.splitlines()
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    if all(tag == "equal" for tag, *_ in blocks):
        return []
    found: list[Row] = []
    for place, (tag, i1, i2, j1, j2) in enumerate(blocks):
        if tag == "equal":
            first, last = place == 0, place == len(blocks) - 1
            found += _same(old, i1, i2, j1, first=first, last=last)
        else:
            found += _changed(old[i1:i2], new[j1:j2], i1, j1)
    return found


def _same(old: Sequence[str], i1: int, i2: int, j1: int, *, first: bool, last: bool) -> list[Row]:
    """With a few lines around the changes, and what lies between them counted."""
    found = [
        Row(SAME, place + 1, j1 + place - i1 + 1, (Piece(old[place]),)) for place in range(i1, i2)
    ]
    head, tail = (0 if first else _AROUND), (0 if last else _AROUND)
    if len(found) <= head + tail + 1:
        return found
    end = len(found) - tail
    return [*found[:head], Row(SKIPPED, None, None, count=end - head), *found[end:]]


def _changed(gone: Sequence[str], new: Sequence[str], i1: int, j1: int) -> list[Row]:
    """Lines in the same place are compared word by word."""
    pairs = [_words(a, b) for a, b in zip(gone, new, strict=False)]
    before = [pair[0] for pair in pairs] + [(Piece(line),) for line in gone[len(pairs) :]]
    after = [pair[1] for pair in pairs] + [(Piece(line),) for line in new[len(pairs) :]]
    return [
        *(Row(GONE, i1 + place, None, pieces) for place, pieces in enumerate(before, start=1)),
        *(Row(NEW, None, j1 + place, pieces) for place, pieces in enumerate(after, start=1)),
    ]


def _words(a: str, b: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    old, new = _WORDS.findall(a), _WORDS.findall(b)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < _ALIKE:
        return (Piece(a),), (Piece(b),)
    blocks = matcher.get_opcodes()
    return (
        tuple(_pieces((tag, old[i1:i2]) for tag, i1, i2, _, _ in blocks)),
        tuple(_pieces((tag, new[j1:j2]) for tag, _, _, j1, j2 in blocks)),
    )


def _pieces(parts: Iterator[tuple[str, list[str]]]) -> Iterator[Piece]:
    return (Piece("".join(words), tag != "equal") for tag, words in parts if words)
