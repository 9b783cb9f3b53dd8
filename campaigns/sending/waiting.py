"""The letters of a run that wait for their turn, and those that another sender was faster with."""

from collections import deque
from collections.abc import Iterable

from campaigns.sending.claims import Claim
from campaigns.sending.letters import Letter

WIDER = 3  # how many times a wave's number of rows is looked at to fill it


class WaitingLetters:
    """In the order they came; `passed_over` tells whether somebody else held one of them."""

    def __init__(self) -> None:
        self._letters: deque[Letter] = deque()
        self.passed_over = False

    def __bool__(self) -> bool:
        return bool(self._letters)

    def extend(self, letters: Iterable[Letter]) -> None:
        self._letters.extend(letters)

    def clear(self) -> None:
        self._letters.clear()

    def candidates(self, size: int) -> list[Letter]:
        """More than a wave, by their keys, since another sender may hold the first of them."""
        most = min(len(self._letters), WIDER * size)
        return sorted(
            (self._letters[index] for index in range(most)), key=lambda letter: letter.row.touch
        )

    def drop(self, candidates: list[Letter], claim: Claim, size: int) -> None:
        """Take out what the claim settled, and what somebody else has."""
        if not candidates:
            return
        last = candidates[-1].row.touch if len(claim.seen) < size else max(claim.seen)
        passed = {letter.row.touch for letter in candidates if letter.row.touch <= last}
        self.passed_over |= bool(passed - claim.seen)
        self._letters = deque(letter for letter in self._letters if letter.row.touch not in passed)
