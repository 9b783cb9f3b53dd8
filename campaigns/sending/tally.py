"""What a run of the sender did so far, and which campaigns fail too often."""

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from campaigns.models import Status
from campaigns.sending.rows import Row

BREAKS_ABOVE = 20  # per cent of a campaign's hand-overs within the run
BREAKS_FROM = 20  # hand-overs; fewer prove nothing
_FAILURES = (Status.FAILED, Status.UNCERTAIN)
_NAMES = {Status.PLANNED: "put off"}


class Broken(NamedTuple):
    """A campaign and how many of its mails failed in this run."""

    campaign: int
    slug: str
    failed: int
    tried: int


class Tally:
    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.handled = 0
        self._slugs: dict[int, str] = {}
        self._tried: Counter[int] = Counter()
        self._failed: Counter[int] = Counter()

    def landed(self, row: Row, status: str) -> None:
        self.handled += 1
        self.counts[_NAMES.get(status, str(status))] += 1
        self._tried[row.campaign] += 1
        if status in _FAILURES:
            self._slugs[row.campaign] = row.slug
            self._failed[row.campaign] += 1

    def skipped(self, count: int) -> None:
        if count:
            self.handled += count
            self.counts[str(Status.SKIPPED)] += count

    def broken(self) -> Iterator[Broken]:
        """The campaigns that fail too often by now."""
        for campaign, failed in self._failed.items():
            tried = self._tried[campaign]
            if tried >= BREAKS_FROM and 100 * failed > BREAKS_ABOVE * tried:
                yield Broken(campaign, self._slugs[campaign], failed, tried)
