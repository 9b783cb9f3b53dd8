"""Opportunities found this week that nobody has taken up."""

from datetime import date, timedelta
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import F, Q
from django.urls import reverse

from accounts.models import Account, TeamRole
from cs_portal.queue.line import SHOWN, Line
from lifecycle.models import Opportunity, OpportunityState

_WEEK = timedelta(7)
_ORDER = (F("expected_arr").desc(nulls_last=True), "-opened_on", "-pk")


def lines(mine: dict[str, Any], user: AbstractBaseUser, on: date) -> list[Line]:
    """An account executive is shown their own, whoever's accounts the page is about."""
    new = Opportunity.objects.waiting(on=on).filter(
        state=OpportunityState.OPEN, opened_on__gt=on - _WEEK
    )
    if mine:
        own = Account.objects.filter(**{user.holds: user})
        new = new.filter(Q(owner=user) | Q(account__in=own))
    elif user.role == TeamRole.ACCOUNT_EXECUTIVE:
        new = new.filter(owner=user)
    # Their accounts are looked up for those shown alone.
    best = new.order_by(*_ORDER)[:SHOWN]
    found = Opportunity.objects.filter(pk__in=best.values("pk")).select_related("account")
    return [_line(one) for one in found.order_by(*_ORDER)]


def _line(one: Opportunity) -> Line:
    worth = "" if one.expected_arr is None else f", {one.expected_arr:,.0f} a year"
    return Line(
        f"opportunity-{one.kind}",
        "Opportunity",
        str(one.account),
        f"{one.title}{worth}, found {one.opened_on}",
        reverse("admin:lifecycle_opportunity_change", args=[one.pk]),
        "Look",
    )
