"""Which mails the campaign rules send, said a second time, naively, from the rules' own words.

Like tests.lifecycle.restated it imports nothing of the code it judges, and looks at all days
before each day again. It says only what is sent, not what waits or why.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from tests.lifecycle import restated as rules

PC, IA, CH = "program_contact", "instance_admin", "champion"
ALL = ("digital", "scaled", "pooled", "enterprise")
TOUCHED = ALL[1:]
LATE = ("adopting", "nurturing", "renewing")
BEFORE = ("onboarding", "adopting", "nurturing")


class Campaign(NamedTuple):
    programmes: tuple[str, ...]
    to: set[str]
    stages: tuple[str, ...]
    priority: int
    window: int


TABLE = {
    "end_user_onboarding": Campaign(ALL, {PC}, BEFORE, 10, 14),
    "day30_checkin": Campaign(ALL, {PC, IA, CH}, ("onboarding",), 15, 7),
    "day90_recap": Campaign(ALL, {PC, IA, CH}, LATE, 15, 7),
    "admin_onboarding": Campaign(ALL, {IA}, ("onboarding",), 20, 7),
    "health_poor": Campaign(ALL, {PC, CH}, LATE[:2], 25, 7),
    "health_concerning": Campaign(ALL, {PC, CH}, LATE[:2], 25, 7),
    "quarterly_checkin": Campaign(("digital",), {PC, IA, CH}, LATE, 30, 7),
    "asp_sync": Campaign(TOUCHED, {PC, CH}, LATE, 30, 14),
    "roadmap_review": Campaign(TOUCHED, {PC, CH}, LATE, 35, 14),
    "monthly_recap": Campaign(ALL, {PC, IA, CH}, LATE, 40, 6),
    "advanced_enablement": Campaign(ALL, {PC, CH}, LATE[:2], 45, 7),
}


@dataclass
class Customer:
    name: str
    programme: str
    account: rules.Account
    products: dict[date, frozenset[str]]  # by the start of the term or add-on
    people: dict[str, set[str]]  # roles by address
    first_uses: dict[str, date]
    tracked_from: date
    days: dict[date, rules.Day] = field(default_factory=dict)


class Mail(NamedTuple):
    account: str
    address: str
    campaign: str
    step: str
    variant: str
    due_on: date
    sent_on: date


def live(book: list[Customer], silenced: set[str], first: date, last: date) -> list[Mail]:
    """Every mail sent from the first day through the last."""
    sent: list[Mail] = []
    keys: set[tuple] = set()
    for customer in book:
        count = (last - customer.tracked_from).days + 1
        lived = rules.live(customer.account, customer.tracked_from, count)
        customer.days = {day.on: day for day in lived}
    on = first
    while on <= last:
        found = [] if on.weekday() >= 5 else [c for one in book for c in candidates(one, on)]
        for _, key, mail in sorted(found, key=order):
            week = [m for m in sent if m.address == mail.address and (on - m.sent_on).days <= 6]
            if key not in keys and mail.address not in silenced and len(week) < 3:
                sent.append(mail)
                keys.add(key)
        on += timedelta(1)
    return sent


def order(candidate):
    priority, _, mail = candidate
    return (priority, mail.due_on, mail.campaign, mail.step, mail.account, mail.address)


def candidates(customer: Customer, on: date) -> Iterator[tuple[int, tuple, Mail]]:
    """What may go out on the day, sent before or not."""
    if on not in customer.days or customer.days[on].stage in ("", "prospect"):
        return
    group = rules.relationship(customer.account, on)
    if not group or on > group[-1].end + timedelta(30):
        return
    number = group[0].start
    for name, step, variant, due in occurrences(customer, group, on):
        campaign = TABLE[name]
        stages = campaign.stages
        if name == "advanced_enablement" and customer.programme in ("scaled", "pooled"):
            stages = ("nurturing",)
        if customer.programme not in campaign.programmes or due < customer.tracked_from:
            continue
        if not due <= on <= due + timedelta(campaign.window):
            continue
        if customer.days[on].stage not in stages or not enough_known(customer, name, on):
            continue
        for address, roles in customer.people.items():
            if roles & campaign.to:
                key = (customer.name, number, name, step, address)
                mail = Mail(customer.name, address, name, step, variant, due, on)
                yield campaign.priority, key, mail


def enough_known(customer: Customer, campaign: str, on: date) -> bool:
    account = customer.account
    if campaign == "day90_recap":
        return None not in rules.metrics(account, rules.seats_on(account, on), on)
    if campaign == "monthly_recap":
        closed = on.replace(day=1) - timedelta(1)
        month = [d for d in account.pings if (d.year, d.month) == (closed.year, closed.month)]
        return len(month) >= 4
    return True


def occurrences(customer: Customer, group, on: date) -> Iterator[tuple[str, str, str, date]]:
    """Every occurrence of the relationship, whenever it is due."""
    start = max(group[0].start, group[0].signed_on)
    pinged = [d for d in customer.account.pings if d < on]
    if pinged and (variant := variant_of(customer, on)):
        yield "end_user_onboarding", "1", variant, max(min(pinged), start)
    yield "day30_checkin", "1", "", start + timedelta(30)
    yield "day90_recap", "1", "", start + timedelta(90)
    for step, days in enumerate((0, 3, 10, 24, 45), 1):
        yield "admin_onboarding", str(step), "", start + timedelta(days)
    for ordinal in range(1, 20):
        yield "quarterly_checkin", f"{ordinal}", "", start + timedelta(90 + 90 * ordinal)
        every = 91 if customer.programme == "enterprise" else 182
        yield "asp_sync", str(ordinal), "", start + timedelta(75 + every * (ordinal - 1))
        yield "roadmap_review", str(ordinal), "", start + timedelta(110 + 182 * (ordinal - 1))
    first = on.replace(day=1)
    if (first - start).days >= 97:
        yield "monthly_recap", f"{first:%Y-%m}", "", first
    for feature, used_on in customer.first_uses.items():
        if used_on < on:
            yield "advanced_enablement", feature, feature, used_on
    for day in customer.days.values():
        if day.mail and day.on <= on:
            yield day.mail, day.on.isoformat(), day.mail.removeprefix("health_"), day.on


def variant_of(customer: Customer, on: date) -> str:
    term = rules.in_force(customer.account, on)
    products = customer.products[term.start]
    for extra in customer.account.terms:
        if extra.add_on and rules.begun(extra, on) and on < extra.end:
            products = products | customer.products[extra.start]
    if len(products) == 2:
        return "code_search_and_cody"
    return f"{min(products)}_only" if products else ""
