"""Whose turn it is in a pool: the fewest meetings for their share and their days at work.

A meeting called off, or to which nobody came, does not count: its taker has the credit back.
An absence neither earns nor costs turns, because meetings are compared by the day at work.
"""

from collections.abc import Collection, Sequence
from fractions import Fraction
from typing import NamedTuple

# How far back meetings count, by the day they were booked.
DAYS = 28


class Member(NamedTuple):
    """`weight` in percent of a full share; `present` of the last DAYS days."""

    user: int
    weight: int = 100
    meetings: int = 0
    present: int = DAYS


class Turn(NamedTuple):
    user: int
    because: str


def next_turn(
    pool: str, members: Sequence[Member], free: Collection[int], known: int | None = None
) -> Turn | None:
    """Among those free, who met the customer last; else the lowest load, the heavier, the first."""
    there = [member for member in members if member.user in free]
    if not there:
        return None
    if known is not None and any(member.user == known for member in there):
        return Turn(known, f"met the customer last; {pool} pool")
    best = min(enumerate(there), key=lambda placed: (load(placed[1]), -placed[1].weight, placed[0]))
    return Turn(best[1].user, f"next in the {pool} pool: {_told(best[1])}")


def load(member: Member) -> Fraction:
    """Meetings for a full share and a day at work."""
    return Fraction(member.meetings * 100, member.weight * max(member.present, 1))


def _told(member: Member) -> str:
    count = member.meetings
    meetings = f"{count or 'no'} meeting{'' if count == 1 else 's'}"
    return f"{meetings} in {member.present} days, the fewest for the share"
