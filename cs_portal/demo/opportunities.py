"""What the demo team makes of the opportunities it is shown."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from accounts.models import Account, User
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
_HEARD = (
    (
        "A second business unit wants to join",
        "Their platform lead named it on the call: 40 engineers, from the next quarter on.",
        24_000,
    ),
    (
        "Security asks for audit logs",
        "Asked twice since the kickoff. They would pay for it, if it comes before the audit.",
        9_000,
    ),
    ("They would speak at our conference", "Offered by the champion; nothing was promised.", None),
)
_EVERY = 13  # days between two that somebody adds


def daily(found: Sequence[Customer], today: date, morning: datetime, chance: Random) -> None:
    """A third is pursued, some are put off or lost, others nobody looks at; some are added."""
    if today.toordinal() % _EVERY == 0:
        _add(today, morning)
    days = [today - timedelta(LOOKED_AT), today - timedelta(DECIDED)]
    live = Opportunity.objects.live().filter(opened_on__in=days).select_related("owner")
    for one in live:
        by = one.owner or User.objects.get(email=address(names.TEAM[4]))
        if one.opened_on == days[0]:
            _look(one, by, today, morning)
        else:
            _decide(one, by, today, morning)


def _add(today: date, morning: datetime) -> None:
    turn = today.toordinal() // _EVERY
    running = Account.objects.current().filter(ae__isnull=False).exclude(state__stage="")
    accounts = list(running.select_related("ae").order_by("external_id"))
    if accounts:
        account, (title, reason, arr) = accounts[7 * turn % len(accounts)], _HEARD[turn % 3]
        worth = None if arr is None else Decimal(arr)
        added = {"reason": reason, "expected_arr": worth, "by": account.ae}
        with suppress(ValueError):  # one of that title is open there
            taking.add(account, title, **added, on=today, now=morning)


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
