"""The rows that an import left out, kept beside their file with the reasons."""

import csv
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from accounts.intake.check import CheckedFile, Refusal


class Unwritable(Exception):
    """There is no folder in which the rejects could be kept; the message says what was tried."""


def place(folders: Iterable[Path]) -> Path:
    """Return the first of the folders in which files can be made."""
    tried = []
    for folder in folders:
        try:
            with tempfile.TemporaryFile(dir=folder):
                return folder
        except OSError:
            tried.append(str(folder))
    raise Unwritable(f"cannot write rejects into {' or '.join(tried)}")


class Rejects:
    """Collects rejects under passing names; they get their own names when the rest is safe."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: dict[str, tuple] = {}

    def add(self, file: CheckedFile, refusal: Refusal) -> None:
        line, cells, flaws = refusal
        if file.sheet.file not in self._open:
            self._begin(file)
        width = len(file.header)
        cells = [*cells[:width], *[""] * (width - len(cells))]
        reason = "; ".join(f"{column}: {what}" for column, what in flaws)
        self._open[file.sheet.file][1].writerow([*cells, line, reason])

    def keep(self) -> list[Path]:
        """Give the files their names, and return these."""
        kept = []
        for name, (handle, _, passing) in self._open.items():
            handle.close()
            path = self._folder / f"{Path(name).stem}.rejected.csv"
            os.replace(passing, path)
            kept.append(path)
        self._open.clear()
        return kept

    def drop(self) -> None:
        """Remove what was not kept."""
        for handle, _, passing in self._open.values():
            handle.close()
            passing.unlink(missing_ok=True)
        self._open.clear()

    def _begin(self, file: CheckedFile) -> None:
        passing = self._folder / f".{file.sheet.file}.{os.getpid()}.part"
        handle = passing.open("w", encoding="utf-8", errors="surrogateescape", newline="")
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow([*file.header, "line", "reason"])
        self._open[file.sheet.file] = handle, writer, passing
