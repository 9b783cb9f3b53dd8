"""What becomes of a condition that holds, or holds no more: found, raised, passed or nothing."""

from datetime import date
from typing import NamedTuple

from lifecycle.opportunities.rules import PRODUCT
from lifecycle.policy import Policy

FIND, RAISE, PASS = "find", "raise", "pass"


class Memory(NamedTuple):
    """Since when the condition holds; `gone_on` is the first day it was found not to."""

    since: date
    level: int
    gone_on: date | None = None


class Live(NamedTuple):
    """An opportunity that has not ended; `touched` when only people may end it."""

    level: int
    touched: bool


class Ended(NamedTuple):
    ended_on: date
    lost: bool


def remember(memory: Memory | None, level: int | None, *, on: date) -> Memory | None:
    """The memory after the day; `level` is None when the condition does not hold."""
    if level is None:
        if memory is None or memory.gone_on is not None:
            return memory
        return memory._replace(gone_on=on)
    if memory is None or memory.gone_on is not None:
        return Memory(on, level)
    return memory if memory.level == level else memory._replace(level=level)


def act(
    kind: str,
    memory: Memory,
    live: Live | None,
    ended: Ended | None,
    policy: Policy,
    *,
    on: date,
) -> str:
    """What is to be done on the day, or nothing; done already, it is not asked for again."""
    if memory.gone_on is not None:
        over = live is not None and (on - memory.gone_on).days >= policy.opportunity_passed_days
        return PASS if over and not live.touched else ""
    if live is not None:
        return RAISE if memory.level > live.level else ""
    days = policy.opportunity_product_days if kind == PRODUCT else 0
    if (on - memory.since).days < days:
        return ""
    return FIND if _may_come_back(memory, ended, policy, on) else ""


def _may_come_back(memory: Memory, ended: Ended | None, policy: Policy, on: date) -> bool:
    """When the condition was gone since it ended, or when it was lost long enough ago."""
    if ended is None or memory.since > ended.ended_on:
        return True
    return ended.lost and (on - ended.ended_on).days >= policy.opportunity_quiet_days
