"""What a decided day opens for the team, by rule: one step for each kind of work."""

from collections import Counter
from datetime import date, datetime
from typing import Protocol

from lifecycle.batch import Batch
from lifecycle.gather import Programmes
from lifecycle.opportunities import finding
from lifecycle.plans import daily
from lifecycle.playbooks import opening
from lifecycle.renewals import checklist, reminding
from lifecycle.renewals import opening as renewals
from lifecycle.work import absence, advocacy, alerts, shipped, team, unowned


class Step(Protocol):
    """Opens one kind of work for a batch of accounts, given what was concluded for them.

    A fixed number of queries each; repeated, it changes nothing.
    """

    def __call__(
        self, pairs: Batch, programmes: Programmes, *, on: date, now: datetime
    ) -> Counter[str]: ...


# Hands change before anything new is opened, so that it goes to the right ones at once.
STEPS: tuple[Step, ...] = (
    team.day,
    absence.give_back,
    unowned.day,
    opening.day,
    daily.step,
    renewals.day,
    reminding.day,
    checklist.day,
    finding.day,
    alerts.day,
    shipped.day,
    advocacy.day,
)


def day(pairs: Batch, programmes: Programmes, *, on: date, now: datetime) -> Counter[str]:
    """Open what is due and not yet recorded; only for days whose mail is decided too (R3)."""
    counts: Counter[str] = Counter()
    for step in STEPS:
        counts += step(pairs, programmes, on=on, now=now)
    return counts
