"""A batch of accounts on a day, with what was concluded for each."""

from functools import cached_property

from lifecycle.decide import Decision
from lifecycle.facts import AccountFacts

Pair = tuple[AccountFacts, Decision]


class Accounts(frozenset[int]):
    """Keys of accounts, which remember how far they reach: every query of a batch asks it."""

    @cached_property
    def reach(self) -> tuple[int, int]:
        """The lowest and the highest; there must be some."""
        return min(self), max(self)


class Batch(list[Pair]):
    """Each account once; what is made of a batch may not change it."""

    @cached_property
    def accounts(self) -> Accounts:
        return Accounts(facts.account for facts, _ in self)
