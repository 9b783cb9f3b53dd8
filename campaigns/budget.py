"""Who of those due today stays within what a contact may get in a week."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

MAILS = 3
DAYS = 7


class Candidate(NamedTuple):
    """A touch that passed every other gate; the fields stand in the order of C4."""

    priority: int
    due_on: date
    campaign: str
    step: str
    account: str
    address: str
    key: object


def within(candidates: Iterable[Candidate], spent: Mapping[str, int]) -> set[object]:
    """Keys of the candidates that may go out, the more urgent first (C4).

    `spent` counts the mails each address got or has planned in the last seven days.
    """
    used = Counter(spent)
    granted = set()
    for candidate in sorted(candidates, key=lambda found: found[:-1]):
        if used[candidate.address] < MAILS:
            used[candidate.address] += 1
            granted.add(candidate.key)
    return granted
