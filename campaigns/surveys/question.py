"""One question of a survey, of one of a few types."""

from collections.abc import Mapping
from typing import NamedTuple

SCORE, RATING, CHOICE, CHOICES, TEXT, YES_NO, HELP = TYPES = (
    "score",
    "rating",
    "choice",
    "choices",
    "text",
    "yes_no",
    "help",
)
SCALES: Mapping[str, range] = {SCORE: range(11), RATING: range(1, 6)}


class Question(NamedTuple):
    """`low` and `high` are the words at the ends of a scale; `only_after` the answers that lead to
    it, to the last question before it that is always asked.
    """

    key: str
    type: str
    ask: str
    hint: str = ""
    needed: bool = False
    choices: tuple[str, ...] = ()
    low: str = ""
    high: str = ""
    only_after: tuple[str, ...] = ()

    @property
    def scale(self) -> range | None:
        return SCALES.get(self.type)
