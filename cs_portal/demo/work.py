"""What the demo world's team does: each day while it lives, and when it has come to today."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from random import Random

from cs_portal.demo import (
    alerts,
    customers,
    knowledge,
    meetings,
    opportunities,
    outcomes,
    outreach,
    plans,
    pools,
    questions,
    renewals,
    reviews,
    tasks,
    voices,
)
from cs_portal.demo.book import Customer

# Given the customers, the day, its morning and chance; after the day was decided.
Step = Callable[[Sequence[Customer], date, datetime, Random], None]
DAILY: tuple[Step, ...] = (
    knowledge.daily,
    pools.daily,
    plans.daily,
    opportunities.daily,
    renewals.daily,
    tasks.daily,
    voices.daily,
    questions.daily,
)
FINALLY: tuple[Step, ...] = (
    renewals.at_last,
    reviews.at_last,
    outreach.at_last,
    customers.at_last,
    pools.at_last,
    tasks.at_last,
    voices.at_last,
    questions.at_last,
    meetings.at_last,
    alerts.at_last,
    outcomes.at_last,
)
