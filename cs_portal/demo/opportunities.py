"""What the demo team makes of the opportunities it is shown."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import Random

from accounts.models import User
from cs_portal.demo import names
from cs_portal.demo.book import Customer, address
from lifecycle.models import Opportunity
from lifecycle.opportunities import taking

LOOKED_AT, DECIDED = 4, 23  # days after it was found
_WON = "Agreed on the call; the order comes with this month's invoice."
_LOST = (
    "No budget before the renewal.",
    "They want to see the other product with one team first.",
    "The upgrade waits for their own freeze to end.",
)


def daily(found: Sequence[Customer], today: date, morning: datetime, chance: Random) -> None:
    """A third is pursued, some are put off or lost, others nobody looks at."""
    days = [today - timedelta(LOOKED_AT), today - timedelta(DECIDED)]
    live = Opportunity.objects.live().filter(opened_on__in=days).select_related("owner")
    for one in live:
        by = one.owner or User.objects.get(email=address(names.TEAM[4]))
        if one.opened_on == days[0]:
            _look(one, by, today, morning)
        else:
            _decide(one, by, today, morning)


def _look(one: Opportunity, by: User, today: date, morning: datetime) -> None:
    turn = one.pk % 6
    if turn in (0, 1):
        taking.pursue(one, by=by, on=today, now=morning)
        taking.note(one, "They asked for a quote for the next steps.", by=by, now=morning)
    elif turn == 2:
        taking.snooze(one, today + timedelta(30), by=by, on=today, now=morning)
    elif turn == 3 and one.expected_arr:
        taking.estimate(one, one.expected_arr * 2, by=by, now=morning)


def _decide(one: Opportunity, by: User, today: date, morning: datetime) -> None:
    turn = one.pk % 6
    if turn == 0:
        taking.win(one, outcome=_WON, by=by, on=today, now=morning)
    elif turn == 4:
        outcome = _LOST[one.pk % len(_LOST)]
        taking.lose(one, outcome=outcome, by=by, on=today, now=morning)
