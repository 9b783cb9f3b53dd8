"""What an import changed or would change, counted, with a few of the changes in words."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from accounts.intake.check import CheckedFile
from accounts.intake.differences import Difference


@dataclass
class Count:
    new: int = 0
    changed: int = 0
    unchanged: int = 0

    def __str__(self) -> str:
        return f"{self.new:,} new, {self.changed:,} changed, {self.unchanged:,} unchanged"


@dataclass
class Tally:
    """Counts by file and kind of thing, in the order in which they came."""

    samples_each: int = 20
    counts: dict[str, dict[str, Count]] = field(default_factory=dict)
    samples: dict[str, list[str]] = field(default_factory=dict)
    rejected: dict[str, int] = field(default_factory=dict)

    def expect(self, file: CheckedFile) -> None:
        """Make a line for a file, whatever comes of it."""
        self.counts.setdefault(file.sheet.file, {})
        self.rejected[file.sheet.file] = file.refused_count

    def add(
        self, file: CheckedFile, difference: Difference, shown: Callable[[str, Any], str]
    ) -> None:
        what = difference.table.what
        count = self.counts[file.sheet.file].setdefault(what, Count())
        count.new += len(difference.new)
        count.changed += len(difference.changed)
        count.unchanged += difference.unchanged
        samples = self.samples.setdefault(what, [])
        if room := self.samples_each - len(samples):
            samples += difference.sentences(room, shown)

    def lines(self) -> list[str]:
        """Say it, one line for each file."""
        said = []
        for name, kinds in self.counts.items():
            parts = [f"{what} {count}" for what, count in kinds.items()]
            said.append(f"{name}: {'; '.join([*parts, f'{self.rejected[name]:,} rejected'])}")
        return said

    def as_json(self) -> dict[str, dict[str, Any]]:
        return {
            name: {
                **{what: vars(count) for what, count in kinds.items()},
                "rejected": self.rejected[name],
            }
            for name, kinds in self.counts.items()
        }
