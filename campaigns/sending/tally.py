"""What a run of the sender did so far, and which campaigns mostly fail."""

from collections import Counter
from collections.abc import Iterable, Iterator

from campaigns.models import Status
from campaigns.sending.rows import Row

BREAKS_ABOVE = 20  # per cent of a campaign's hand-overs within the run
BREAKS_FROM = 20  # hand-overs; fewer prove nothing
_FAILURES = (Status.FAILED, Status.UNCERTAIN)
_NAMES = {Status.PLANNED: "put off"}


class Tally:
    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.handled = 0
        self.road_is_down = False
        self._tried: Counter[int] = Counter()
        self._failed: dict[int, list[Row]] = {}

    def landed(self, row: Row, status: str) -> None:
        self.handled += 1
        self.counts[_NAMES.get(status, str(status))] += 1
        self._tried[row.campaign] += 1
        if status in _FAILURES:
            self._failed.setdefault(row.campaign, []).append(row)

    def skipped(self, reasons: Iterable[str]) -> None:
        for _ in reasons:
            self.handled += 1
            self.counts[str(Status.SKIPPED)] += 1

    def broken(self) -> Iterator[tuple[Row, int]]:
        """Campaigns that fail too often, one row of each and the share that failed; told once."""
        for campaign, failed in list(self._failed.items()):
            tried = self._tried[campaign]
            if tried >= BREAKS_FROM and 100 * len(failed) > BREAKS_ABOVE * tried:
                del self._failed[campaign]
                yield failed[0], 100 * len(failed) // tried
