"""The front page's queue: what needs somebody, the gravest first."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser

from cs_portal.queue import (
    absences,
    alerts,
    campaigns,
    customers,
    help_requests,
    meetings,
    opportunities,
    plans,
    renewals,
    reviews,
    sends,
    tasks,
)
from cs_portal.queue.line import SHOWN, Line

# Given what narrows to the user's own accounts, the user and the day; a query or two each.
Source = Callable[[dict[str, Any], AbstractBaseUser, date], list[Line]]
SOURCES: tuple[Source, ...] = (
    meetings.coming,
    absences.lines,
    customers.lines,
    help_requests.lines,
    meetings.unsettled,
    campaigns.lines,
    sends.lines,
    alerts.grave,
    renewals.lines,
    tasks.nobodys,
    tasks.late,
    plans.syncs,
    plans.customer_actions,
    reviews.lines,
    alerts.others,
    opportunities.lines,
    tasks.soon,
)
MOST = 3 * SHOWN


def lines(mine: dict[str, Any], user: AbstractBaseUser, *, on: date) -> list[Line]:
    """The sources in their order, each with its share, so that none hides the others."""
    found = [source(mine, user, on) for source in SOURCES]
    shares = fair([len(each) for each in found])
    return [line for each, share in zip(found, shares, strict=True) for line in each[:share]]


def fair(counts: Sequence[int], most: int = MOST) -> list[int]:
    """How many of each are shown: one of each, then a second, until they are as many as may be."""
    shares, left = [0] * len(counts), most
    while left and any(share < count for share, count in zip(shares, counts, strict=True)):
        for place, count in enumerate(counts):
            if left and shares[place] < count:
                shares[place] += 1
                left -= 1
    return shares
