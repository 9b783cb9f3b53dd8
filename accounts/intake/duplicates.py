"""Whether a key was in the file before, told in little memory for files of millions of rows."""

from collections.abc import Hashable
from datetime import date

# A first reading only suspects: it keeps a few bits a row, and no line numbers. If there are
# suspects, a second reading of the file is sure of them and can name both lines.


class RepeatedKeys:
    """Keys of any kind within an account, remembered by their hashes."""

    def __init__(self) -> None:
        self.suspects: set[int] = set()
        self._seen: set[int] = set()
        self._first: dict[Hashable, int] = {}

    def note(self, number: int, key: Hashable) -> None:
        code = hash((number, key))
        if code in self._seen:
            self.suspects.add(code)
        self._seen.add(code)

    def repeated(self, line: int, number: int, key: Hashable) -> int | None:
        """Return the line on which a suspect was first met, unless it is this one."""
        if hash((number, key)) not in self.suspects:
            return None
        first = self._first.setdefault((number, key), line)
        return None if first == line else first


class RepeatedDays:
    """Days within an account, a bit each: years of daily pings cost some bytes a month."""

    def __init__(self) -> None:
        self.suspects: set[tuple[int, int]] = set()
        self._pages: dict[int, int] = {}
        self._first: dict[tuple[int, int], int] = {}

    def note(self, number: int, key: date) -> None:
        ordinal = key.toordinal()
        page, bit = (number << 12) + (ordinal >> 8), 1 << (ordinal & 255)
        days = self._pages.get(page, 0)
        if days & bit:
            self.suspects.add((number, ordinal))
        self._pages[page] = days | bit

    def repeated(self, line: int, number: int, key: date) -> int | None:
        suspect = number, key.toordinal()
        if suspect not in self.suspects:
            return None
        first = self._first.setdefault(suspect, line)
        return None if first == line else first
