"""Which colour a renewal looks like from what is known, by rules N3 to N5, with each reason."""

from datetime import date
from itertools import pairwise
from typing import NamedTuple

from lifecycle.bands import CONCERNING, HEALTHY, POOR
from lifecycle.policy import Policy

GREEN, YELLOW, RED = "green", "yellow", "red"
_COLOURS = {HEALTHY: GREEN, CONCERNING: YELLOW, POOR: RED}
LIGHTHOUSE, SAVE_PLAN, WATCH = "lighthouse", "save_plan", "watch"


class Signs(NamedTuple):
    """What the rule looks at; None or empty is unknown and says nothing either way.

    `trend` holds mean daily users of three periods of four weeks, oldest first, each as a
    fraction (users, days).
    """

    band: str = ""
    utilization: str = ""
    utilization_percent: int | None = None
    trend: tuple[tuple[int, int] | None, ...] = ()
    champion: bool = False
    buyer: bool = False
    last_contact_on: date | None = None
    defect_tickets: str = ""
    sentiment: str = ""
    deployed: bool = True
    relationship_day: int = 0
    overdue_days: int = 0


class Reason(NamedTuple):
    colour: str
    text: str


class Suggestion(NamedTuple):
    """No colour when nothing speaks against it and usage is unknown (N5)."""

    colour: str
    reasons: tuple[Reason, ...]


def suggest(signs: Signs, policy: Policy, *, on: date) -> Suggestion:
    """Red with a red reason or enough yellow ones, yellow with one, green when usage is known."""
    reasons = tuple(
        reason
        for reason in (
            _band(signs),
            _utilization(signs),
            _trend(signs, policy),
            _champion(signs),
            _buyer(signs),
            _contact(signs, policy, on),
            _tickets(signs),
            _sentiment(signs),
            _deployed(signs, policy),
            _overdue(signs),
        )
        if reason
    )
    colours = [reason.colour for reason in reasons]
    if RED in colours or colours.count(YELLOW) >= policy.yellow_reasons_for_red:
        return Suggestion(RED, reasons)
    if YELLOW in colours:
        return Suggestion(YELLOW, reasons)
    return Suggestion(GREEN if signs.band and signs.utilization else "", reasons)


def falls(trend: tuple[tuple[int, int] | None, ...], percent: int) -> bool:
    """Whether each period is at least so many percent below the one before."""
    if len(trend) < 3 or None in trend:
        return False
    return all(
        before[0] > 0 and 100 * after[0] * before[1] <= (100 - percent) * before[0] * after[1]
        for before, after in pairwise(trend)
    )


def enters(colour: str, policy: Policy) -> str:
    """Where a rating leads: `lighthouse`, `save_plan`, or nothing to do but watch (N6)."""
    if colour == RED:
        return LIGHTHOUSE
    return policy.yellow_gets if colour == YELLOW else WATCH


def _band(signs: Signs) -> Reason | None:
    return Reason(_COLOURS[signs.band], f"Health is {signs.band}") if signs.band else None


def _utilization(signs: Signs) -> Reason | None:
    if not signs.utilization:
        return None
    text = f"{signs.utilization_percent} % of the seats are used in a month"
    return Reason(_COLOURS[signs.utilization], text)


def _trend(signs: Signs, policy: Policy) -> Reason | None:
    if len(signs.trend) < 3 or None in signs.trend:
        return None
    percent = policy.usage_down_percent
    if falls(signs.trend, percent):
        return Reason(YELLOW, f"Daily use fell by {percent} % or more two periods in a row")
    return Reason(GREEN, "Daily use holds")


def _champion(signs: Signs) -> Reason:
    if signs.champion:
        return Reason(GREEN, "A champion can be written to")
    return Reason(YELLOW, "No champion can be written to")


def _buyer(signs: Signs) -> Reason:
    if signs.buyer:
        return Reason(GREEN, "The buyer can be written to")
    return Reason(YELLOW, "No access to the buyer")


def _contact(signs: Signs, policy: Policy, on: date) -> Reason | None:
    if signs.last_contact_on is None:
        return None
    days = max((on - signs.last_contact_on).days, 0)
    if days >= policy.no_contact_days:
        return Reason(YELLOW, f"Nobody has spoken with them for {_days(days)}")
    return Reason(GREEN, f"Last spoken with {_days(days)} ago")


def _tickets(signs: Signs) -> Reason | None:
    if not signs.defect_tickets:
        return None
    if signs.defect_tickets == POOR:
        return Reason(YELLOW, "Many defect tickets in 90 days")
    return Reason(GREEN, "Few defect tickets in 90 days")


def _sentiment(signs: Signs) -> Reason | None:
    if not signs.sentiment:
        return None
    return Reason(_COLOURS[signs.sentiment], f"The TA's pulse is {signs.sentiment}")


def _deployed(signs: Signs, policy: Policy) -> Reason | None:
    if signs.deployed or signs.relationship_day < policy.not_deployed_days:
        return None
    return Reason(RED, f"Never deployed: no use reported in {signs.relationship_day} days")


def _overdue(signs: Signs) -> Reason | None:
    if signs.overdue_days <= 0:
        return None
    return Reason(RED, f"The renewal date passed {_days(signs.overdue_days)} ago")


def _days(number: int) -> str:
    return "1 day" if number == 1 else f"{number} days"
