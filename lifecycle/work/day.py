"""What a decided day opens for the team, by rule: one step for each kind of work."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, datetime

from lifecycle.decide import Decision
from lifecycle.facts import AccountFacts
from lifecycle.gather import Programmes

Pair = tuple[AccountFacts, Decision]
# Given a batch of accounts with what was concluded for them, the programmes' policies, the day
# and the moment. A fixed number of queries each; repeated, it changes nothing.
Step = Callable[[Sequence[Pair], Programmes, date, datetime], Counter[str]]
STEPS: tuple[Step, ...] = ()


def day(pairs: Sequence[Pair], programmes: Programmes, *, on: date, now: datetime) -> Counter[str]:
    """Open what is due and not yet recorded; only for days whose mail is decided too (R3)."""
    counts: Counter[str] = Counter()
    for step in STEPS:
        counts += step(pairs, programmes, on, now)
    return counts
