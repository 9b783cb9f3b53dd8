"""The front page's queue: what needs somebody, the gravest first."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser

from cs_portal.queue import absences, alerts, opportunities, plans, renewals, reviews, sends, tasks
from cs_portal.queue.line import SHOWN, Line

# Given what narrows to the user's own accounts, the user and the day; a query or two each.
Source = Callable[[dict[str, Any], AbstractBaseUser, date], list[Line]]
SOURCES: tuple[Source, ...] = (
    absences.lines,
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
MOST = 4 * SHOWN


def lines(mine: dict[str, Any], user: AbstractBaseUser, *, on: date) -> list[Line]:
    return [line for source in SOURCES for line in source(mine, user, on)][:MOST]
