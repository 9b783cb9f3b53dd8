"""A CSV file as a stream of numbered records, however badly it was written."""

import csv
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TextIO

from accounts.intake.sheets import Flaw

_BAD_BYTE = re.compile("[\udc80-\udcff]")


# The line on which the record begins, its cells, and why these cannot be trusted.
Record = tuple[int, list[str], Flaw | None]


class Changed(Exception):
    """A file is not what it was when it was checked; its message is the name of the file."""


class RecordFile:
    """A file that is read twice: once to check it, once to write what was found good.

    Bytes that are no UTF-8 travel as lone surrogates, so that they can be reported by line and
    put back unharmed into a file of rejects.
    """

    def __init__(self, path: Path) -> None:
        self.path, self.name = path, path.name
        self._stamp = self._read_stamp()

    def expected_rows(self) -> int:
        """Guess how many rows there are from the length of the first ones."""
        with self.path.open("rb") as handle:
            sample = handle.read(65_536)
        return self._stamp[0] * sample.count(b"\n") // max(len(sample), 1)

    def records(self) -> Iterator[Record]:
        """Yield the header, then every record that is not blank; raise Changed if it changed."""
        with self.path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as handle:
            yield from split(handle)
        if self._read_stamp() != self._stamp:
            raise Changed(self.name)

    def _read_stamp(self) -> tuple[int, int]:
        status = self.path.stat()
        return status.st_size, status.st_mtime_ns


def split(handle: TextIO | Iterable[str]) -> Iterator[Record]:
    """Split lines of text into records; blank lines count as lines but make no record."""
    bad_lines: dict[int, Flaw] = {}
    reader = csv.reader(_watched(handle, bad_lines), strict=True)
    start = 1
    while True:
        try:
            for cells in reader:
                flaw = None
                if bad_lines:
                    flaw = bad_lines.get(min(bad_lines))
                    bad_lines.clear()
                if flaw or (cells and (cells[0] or any(map(str.strip, cells)))):
                    yield start, cells, flaw
                start = reader.line_num + 1
            return
        except csv.Error as error:
            yield start, [], Flaw("row", _explained(error))
            bad_lines.clear()
            start = reader.line_num + 1


def _watched(lines: Iterable[str], bad_lines: dict[int, Flaw]) -> Iterator[str]:
    for number, line in enumerate(lines, 1):
        if not line.isascii() and (found := _BAD_BYTE.search(line)):
            byte = ord(found.group()) - 0xDC00
            what = f"the byte 0x{byte:02X} on line {number} is not UTF-8; save the file as UTF-8"
            bad_lines[number] = Flaw("row", what)
        elif "\0" in line:
            bad_lines[number] = Flaw("row", f"line {number} holds a NUL character")
        yield line


def _explained(error: csv.Error) -> str:
    said = str(error)
    if "field larger" in said:
        return "has a cell beyond 131072 characters; is a quote not closed?"
    if "unexpected end" in said:
        return "a quote is opened and never closed"
    if "expected after" in said:
        return "has text after a closing quote; a quote inside a cell is written twice"
    return f"is no CSV: {said}"
