"""What was due and did not happen: causes with their counts, examples and what to do about them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from campaigns.digest.contents import Line

EXAMPLES = 5


class Cause(NamedTuple):
    """`path` is where all of them are looked at; `advice` what somebody should do."""

    key: str
    title: str
    count: int
    advice: str
    examples: Sequence[Line]
    path: str = ""

    @property
    def more(self) -> int:
        return self.count - len(self.examples)


class Report(NamedTuple):
    """Of the time since; without causes everything due has happened."""

    on: date
    since: datetime
    causes: list[Cause]

    @property
    def count(self) -> int:
        return sum(cause.count for cause in self.causes)

    @property
    def subject(self) -> str:
        if not self.causes:
            return "All quiet: nothing due was missed"
        found = ", ".join(f"{cause.count:,} {cause.title.lower()}" for cause in self.causes[:3])
        more = f" and {len(self.causes) - 3} more causes" if len(self.causes) > 3 else ""
        return f"Did not happen: {found}{more}"
