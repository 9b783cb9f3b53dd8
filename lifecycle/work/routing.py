"""Whose work it is: the holder of the role, whoever covers for them, or the pool's fairest member.

Fairness. A member's load is the open work of the pool that they have, and that somebody does in
their stead, relative to their weight; the next piece goes to the lowest load among those who are
there. When the lowest of all is away, the piece counts for them too until it is done, and so their
load keeps up with the others': an absent member gets nothing, and is not flooded on their return.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import lcm
from typing import NamedTuple


class Away(NamedTuple):
    """An absence in force; `key` is the record it stands in."""

    key: int
    until: date
    cover: int | None = None


class Member(NamedTuple):
    user: int
    weight: int = 100


class Pool(NamedTuple):
    """Members who take new work, in an order that stays."""

    name: str
    members: Sequence[Member] = ()


class Ask(NamedTuple):
    """Work of a role on an account: who holds the role, and the pool that has it if nobody does.

    `there` are those with open work on the account already, who has most of it first.
    """

    account: int
    role: str
    holder: int | None = None
    pool: int | None = None
    there: tuple[int, ...] = ()


class Route(NamedTuple):
    """Who does it and why; `absence` is the one with whose end it goes back to `instead_of`."""

    owner: int | None
    because: str
    instead_of: int | None = None
    absence: int | None = None


def stand_in(user: int, away: Mapping[int, Away]) -> int | None:
    """Along the covers to the first who is there; none where they end, or go in a circle."""
    passed = {user}
    cover = away[user].cover
    while cover is not None and cover in away and cover not in passed:
        passed.add(cover)
        cover = away[cover].cover
    return None if cover in passed else cover


@dataclass
class Desk:
    """What is known as work is given out; each route that was taken counts for the next."""

    names: Mapping[int, str]
    away: Mapping[int, Away] = field(default_factory=dict)
    pools: Mapping[int, Pool] = field(default_factory=dict)
    # Open work by pool and member.
    loads: Counter[tuple[int, int]] = field(default_factory=Counter)

    def route(self, ask: Ask, pieces: int = 1) -> Route:
        """Give out so many pieces of the same work, and count them."""
        named = self._named(ask)
        route = named or self._pooled(ask) or self._nobody(ask)
        if named is None and ask.pool is not None:
            # A named account's work counts for who takes it over, not for its holder.
            counted = {route.owner} if ask.holder else {route.owner, route.instead_of}
            for user in counted - {None}:
                self.loads[ask.pool, user] += pieces
        return route

    # --- The holder, or whoever covers ----------------------------------------------------------

    def _named(self, ask: Ask) -> Route | None:
        if ask.holder is None:
            return None
        if ask.holder not in self.away:
            return Route(ask.holder, f"{ROLES.get(ask.role, 'owner')} of the account")
        return self._covered(ask.holder)

    def _covered(self, user: int) -> Route | None:
        """To whoever stands in, whose work it is until `user` is back."""
        cover = stand_in(user, self.away)
        if cover is None:
            return None
        return Route(cover, f"covers for {self._away(user)}", user, self.away[user].key)

    # --- The pool -------------------------------------------------------------------------------

    def _pooled(self, ask: Ask) -> Route | None:
        pool = self.pools.get(ask.pool) if ask.pool is not None else None
        if pool is None:
            return None
        route = self._there(ask, pool) or self._next(ask.pool, pool)
        if route is None or ask.holder is None:
            return route
        because = f"{self._away(ask.holder)}, without a cover; {route.because}"
        return Route(route.owner, because, ask.holder, self.away[ask.holder].key)

    def _there(self, ask: Ask, pool: Pool) -> Route | None:
        """Work of an account stays with whoever has work there, or with who covers for them."""
        members = {member.user for member in pool.members}
        for user in ask.there:
            if user not in members:
                continue
            if user not in self.away:
                return Route(user, f"has open work on the account already; {pool.name} pool")
            if covered := self._covered(user):
                return covered
        return None

    def _next(self, key: int, pool: Pool) -> Route | None:
        there = [member for member in pool.members if member.user not in self.away]
        turn, taker = self.fairest(key, pool.members), self.fairest(key, there)
        if taker is None or turn is None:
            return None
        if taker == turn:
            return Route(taker, self._share(key, taker, pool))
        return Route(taker, f"in the stead of {self._away(turn)}; {pool.name} pool", turn)

    def fairest(self, key: int, listed: Sequence[Member]) -> int | None:
        """The lowest load for its weight; of equals the heavier one, then the one named first."""
        if not listed:
            return None
        # A multiple of all weights keeps the comparison in whole numbers.
        multiple = lcm(*(member.weight for member in listed))
        best = min(
            range(len(listed)),
            key=lambda place: (
                self.loads[key, listed[place].user] * (multiple // listed[place].weight),
                -listed[place].weight,
                place,
            ),
        )
        return listed[best].user

    # --- In words -------------------------------------------------------------------------------

    def _share(self, key: int, user: int, pool: Pool) -> str:
        count = self.loads[key, user]
        tasks = f"{count or 'no'} open task{'' if count == 1 else 's'}"
        return f"next in the {pool.name} pool: {tasks}, the fewest for the share"

    def _away(self, user: int) -> str:
        return f"{self.names.get(user, 'somebody')}, away until {self.away[user].until}"

    def _nobody(self, ask: Ask) -> Route:
        if ask.holder is not None:
            because = f"{self._away(ask.holder)}, and nobody covers"
            return Route(None, because, ask.holder, self.away[ask.holder].key)
        if ask.pool is not None and (pool := self.pools.get(ask.pool)):
            return Route(None, f"nobody of the {pool.name} pool is there")
        return Route(None, f"the account has no {ROLES.get(ask.role, 'such role')}")


ROLES: Mapping[str, str] = {
    "ta": "Technical Advisor",
    "ae": "Account Executive",
    "ce": "Customer Engineer",
    "ie": "Implementation Engineer",
    "manager": "Manager",
    "operations": "CS Operations",
}
