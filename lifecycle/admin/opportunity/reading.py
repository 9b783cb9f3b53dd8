"""What the pages of opportunities show, read in a fixed number of queries."""

from datetime import date
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet, Sum
from django.urls import reverse

from lifecycle import policy as policies
from lifecycle.models import (
    Opportunity,
    OpportunityEntry,
    OpportunityKind,
    OpportunitySign,
    OpportunityState,
)
from lifecycle.opportunities import pricing

Kind = OpportunityEntry.Kind
ICONS = {
    Kind.FOUND: "search",
    Kind.ADDED: "add_circle",
    Kind.RAISED: "trending_up",
    Kind.PURSUED: "directions_run",
    Kind.SNOOZED: "snooze",
    Kind.WOKEN: "notifications_active",
    Kind.ASSIGNED: "swap_horiz",
    Kind.ESTIMATED: "payments",
    Kind.NOTE: "chat",
    Kind.WON: "celebration",
    Kind.LOST: "block",
    Kind.PASSED: "schedule",
    Kind.REOPENED: "undo",
}
_ENTRIES = 200


class KindSum(NamedTuple):
    kind: str
    name: str
    count: int
    arr: Any


def one(pk: str) -> Opportunity | None:
    """With all that its page names."""
    if not pk.isdigit():
        return None
    related = ("account__state", "account__programme", "owner")
    return Opportunity.objects.select_related(*related).filter(pk=pk).first()


def page(found: Opportunity, *, on: date) -> dict[str, Any]:
    entries = list(found.entries.select_related("by")[:_ENTRIES])
    for entry in entries:
        entry.icon = ICONS.get(entry.kind, "circle")
    sign = OpportunitySign.objects.filter(
        account=found.account_id, kind=found.kind, subject=found.subject
    ).first()
    return {
        "opportunity": found,
        "on": on,
        "asleep": bool(found.is_live and found.snoozed_until and found.snoozed_until > on),
        "entries": entries,
        "sign": sign,
        "state": getattr(found.account, "state", None),
    }


def contract_form(found: Opportunity, *, on: date) -> str:
    """The address of the form that adds what was won to the account's contracts, if it sells."""
    state = getattr(found.account, "state", None)
    if found.state != OpportunityState.WON or state is None:
        return ""
    given = {"account": found.account_id, "kind": "add_on", "start": on, "signed_on": on}
    if state.renewal_on:
        given["end"] = state.renewal_on
    if found.expected_arr is not None:
        given["arr"] = found.expected_arr
    if found.kind == OpportunityKind.PRODUCT:
        given |= {"products": found.subject, "seats": 0}
    elif found.kind == OpportunityKind.SEATS:
        given["seats"] = pricing.more_seats(
            state.seats, _users(found), policies.read(found.account.programme.policy)
        )
    elif found.kind != OpportunityKind.BY_HAND:
        return ""
    return f"{reverse('admin:accounts_contract_add')}?{urlencode(given)}"


def _users(found: Opportunity) -> int:
    """The monthly users that the rule counted."""
    counted = [value for name, value, _ in found.evidence if name == "Monthly users"]
    return int(counted[0]) if counted and counted[0].isdigit() else 0


def sums(queryset: QuerySet[Opportunity]) -> list[KindSum]:
    """How many of the list, and what they would bring, by kind."""
    rows = queryset.order_by().values_list("kind").annotate(Count("pk"), Sum("expected_arr"))
    found = {kind: (count, arr) for kind, count, arr in rows}
    return [
        KindSum(kind.value, kind.label, *found.get(kind.value, (0, None)))
        for kind in OpportunityKind
    ]


def of_account(account, *, on: date) -> tuple[list[Opportunity], list[Opportunity]]:
    """Live and ended ones, the newest first."""
    rows = list(account.opportunities.select_related("owner")[:200])
    for row in rows:
        row.asleep = bool(row.is_live and row.snoozed_until and row.snoozed_until > on)
    return [row for row in rows if row.is_live], [row for row in rows if not row.is_live]


def glances(account, *, on: date) -> list[Opportunity]:
    waiting = Q(snoozed_until=None) | Q(snoozed_until__lte=on)
    live = account.opportunities.filter(waiting, state__in=("open", "pursued"))
    return list(live.order_by("-expected_arr", "-pk")[:3])
