"""Ninety days of an account's usage as a drawing, with a table that says the same."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from accounts.models import Account, TimelineEntry
from accounts.models.timeline import CONTACT_KINDS
from campaigns.admin.workspace import drawing
from campaigns.models import Status, Touch
from lifecycle import relationships
from lifecycle.facts import AccountFacts
from lifecycle.models import StageChange
from lifecycle.policy import Policy

DAYS = 90


def read(
    account: Account,
    facts: AccountFacts,
    policy: Policy,
    changes: Sequence[StageChange],
    touches: Sequence[Touch],
    entries: Sequence[TimelineEntry],
    *,
    on: date,
) -> dict[str, Any]:
    first, last = on - timedelta(DAYS), on - timedelta(1)
    pings = list(
        account.pings.filter(date__gte=first, date__lt=on)
        .order_by("date")
        .values_list("date", "dau", "mau")
    )
    seats = _seats(facts, policy, first, last)
    figure = drawing.chart(
        pings,
        seats,
        policy.target_utilization,
        _events(changes, touches, entries),
        first=first,
        last=last,
    )
    return {
        "chart": figure,
        "days": DAYS,
        "target": policy.target_utilization,
        "pings": pings[::-1],
        "newest": pings[-1] if pings else None,
        "seats": facts and _now(facts, policy, on),
        "mau_on": facts.figures.mau_on,
    }


def _seats(facts: AccountFacts, policy: Policy, first: date, last: date) -> dict[date, int]:
    """The days on which the seats in force change, from the first day on."""
    days = {first} | {
        day
        for term in facts.terms
        for day in (relationships.begins(term), term.end)
        if first < day <= last
    }
    found = {day: _now(facts, policy, day) for day in sorted(days)}
    return {day: count for day, count in found.items() if count}


def _now(facts: AccountFacts, policy: Policy, on: date) -> int:
    relationship = relationships.current(facts.terms, policy, on)
    return relationship.seats if relationship else 0


def _events(
    changes: Sequence[StageChange],
    touches: Sequence[Touch],
    entries: Sequence[TimelineEntry],
) -> list[tuple[date, str, str]]:
    """What is marked on the drawing: a day's mails of one campaign make one mark."""
    sent: dict[tuple[date, str], int] = {}
    for touch in touches:
        if touch.status == Status.SENT:
            key = (touch.decided_on, touch.campaign.name)
            sent[key] = sent.get(key, 0) + 1
    mails = [
        (day, "mail", f"{name}, {count} sent" if count > 1 else f"{name}, sent")
        for (day, name), count in sent.items()
    ]
    stages = [
        (change.on, "stage", f"Stage: {change.get_to_stage_display() or 'none'}")
        for change in changes
    ]
    meetings = [
        (entry.on, "activity", f"{entry.get_kind_display()}: {entry.title}")
        for entry in entries
        if entry.kind in CONTACT_KINDS
    ]
    return sorted(mails + stages + meetings)
