"""The demo book as a folder of files, such as any other book comes in by."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random

from cs_portal.demo import names, usage
from cs_portal.demo.stories import STORIES, Story

PREFIX = "demo-"
HISTORY = 170  # days of usage before today
ONBOARDED = 60

# Slug, range of seats, price of a seat, and whether a Technical Advisor of its own looks after it.
_PROGRAMMES = (
    ("digital", (18, 70), 180, False),
    ("scaled", (90, 320), 230, True),
    ("pooled", (60, 220), 210, False),
    ("enterprise", (420, 2600), 260, True),
    ("scaled", (110, 280), 230, True),
)
_PRODUCTS = ("code_search;cody", "code_search", "code_search;cody", "cody")
_PING_FEATURES = ("batch_changes", "cody_chat", "code_insights")


@dataclass
class Customer:
    """One account with everybody and everything that its files hold."""

    key: str
    name: str
    story: Story
    shift: int
    account: dict[str, object]
    terms: list[tuple[date, date, date, date | None]]
    people: list[dict[str, str]] = field(default_factory=list)
    features: list[tuple[str, date]] = field(default_factory=list)

    @property
    def began(self) -> date:
        """The first day of the last relationship, or of the first term to come."""
        return self.terms[-1][0] if self.story.gap else self.terms[0][0]


def customers(*, on: date, seed: int) -> list[Customer]:
    """The same book for the same day and seed."""
    chance = Random(seed)
    companies = list(names.COMPANIES)
    chance.shuffle(companies)
    found: list[Customer] = []
    for story in STORIES:
        for index in range(story.many):
            found.append(_customer(story, index, len(found), companies[len(found)], on, chance))
    return found


def write(found: Sequence[Customer], folder: Path, *, on: date, seed: int) -> None:
    """Write the five files of a portfolio."""
    chance = Random(seed + 1)
    _write(folder / "accounts.csv", (row for one in found for row in _account_rows(one)))
    _write(folder / "contacts.csv", (row for one in found for row in one.people))
    _write(folder / "usage.csv", (row for one in found for row in _pings(one, on, chance)))
    _write(folder / "features.csv", (row for one in found for row in _feature_rows(one)))
    _write(folder / "signals.csv", (row for one in found for row in _signals(one, on, chance)))


def _customer(
    story: Story, index: int, number: int, company: str, on: date, chance: Random
) -> Customer:
    programme, seats_between, price, has_ta = _PROGRAMMES[number % len(_PROGRAMMES)]
    seats = chance.randrange(*seats_between)
    home, away = names.ZONES[chance.randrange(len(names.ZONES))]
    products = _PRODUCTS[chance.randrange(len(_PRODUCTS))]
    key = f"{PREFIX}{number + 1:03d}"
    account = {
        "account_id": key,
        "name": company,
        "program": programme,
        "tier": 1 if seats > 900 else 2 if seats > 200 else 3,
        "developers": round(seats * chance.uniform(1.0, 2.4)),
        "hosting": "cloud" if programme in ("digital", "pooled") else "self_hosted",
        "products": products,
        "seats": seats,
        "arr": seats * price,
        "ta_email": address(names.TEAM[number % 4]) if has_ta else "",
        "ae_email": address(names.TEAM[5 + number % 3]),
        "ce_email": address(names.TEAM[8 + number % 2]),
        "time_zone": home,
    }
    shift = index * story.spread
    customer = Customer(key, company, story, shift, account, _terms(story, shift, on))
    customer.people = list(_people(customer, home, away, chance))
    customer.features = list(_features(customer, products, on, chance))
    return customer


def address(member: tuple[str, ...]) -> str:
    return f"{member[0]}.{member[1]}@portal.example".lower()


def _terms(story: Story, shift: int, on: date) -> list[tuple[date, date, date, date | None]]:
    """Start, end, day of signature and of churn, of each term."""
    starts = [on - timedelta(ago + shift) for ago in story.starts]
    ends = [start - timedelta(story.gap) for start in starts[1:]]
    ends.append(on - timedelta(story.ends + shift))
    churned = on - timedelta(story.churned + shift) if story.churned is not None else None
    terms = []
    for number, (start, end) in enumerate(zip(starts, ends, strict=True)):
        last = number == len(starts) - 1
        signed = start - timedelta(11)
        if last and story.signed is not None:
            signed = on - timedelta(story.signed)
        terms.append((start, end, signed, churned if number == 0 else None))
    return terms


def _people(customer: Customer, home: str, away: str, chance: Random) -> Iterator[dict[str, str]]:
    domain = re.sub(r"[^a-z]+", "-", customer.name.lower()).strip("-") + ".example"
    few = customer.story.name.endswith("prospect")
    first = chance.sample(names.FIRST_NAMES, len(names.POSTS))
    last = chance.sample(names.LAST_NAMES, len(names.POSTS))
    for number in range(2 if few else chance.randrange(4, len(names.POSTS) + 1)):
        roles, title = names.POSTS[number]
        kept = [role for role in roles.split(";") if role not in customer.story.missing]
        yield {
            "account_id": customer.key,
            "email": f"{first[number]}.{last[number]}@{domain}".lower(),
            "first_name": first[number],
            "last_name": last[number],
            "title": title,
            "time_zone": away if number % 3 == 2 else home,
            "roles": ";".join(kept or ["end_user"]),
            "opted_out": "",
        }


def _features(
    customer: Customer, products: str, on: date, chance: Random
) -> Iterator[tuple[str, date]]:
    """Some of the features, tried out over time; those who flourish try more of them."""
    if not customer.story.usage or customer.began >= on:
        return
    known = [name for product in products.split(";") for name in names.FEATURES[product]]
    share = 0.9 if "nurturing" in customer.story.name or "good" in customer.story.name else 0.45
    age = (on - customer.began).days
    for name in known:
        if age > 8 and chance.random() < share:
            yield name, customer.began + timedelta(chance.randrange(5, age))


def _account_rows(customer: Customer) -> Iterator[dict[str, object]]:
    for start, end, signed, churned in customer.terms:
        yield {
            **customer.account,
            "contract_start": start,
            "contract_end": end,
            "signed_on": signed,
            "churned_on": churned or "",
            "kind": "",
        }


def _feature_rows(customer: Customer) -> Iterator[dict[str, object]]:
    for name, day in customer.features:
        yield {"account_id": customer.key, "feature": name, "first_used_on": day}


def _pings(customer: Customer, on: date, chance: Random) -> Iterator[dict[str, object]]:
    story = customer.story
    first = max(customer.terms[0][0] + timedelta(1), on - timedelta(HISTORY))
    last = on - timedelta(max(story.silent, 1))
    if not story.usage or first > last:
        return
    # A customer grows up in its first sixty days, whenever those were.
    today = customer.began + timedelta(ONBOARDED) if story.by_age else on
    lean = chance.uniform(-6, 5)
    moments = [m._replace(reach=max(2, round(m.reach + lean))) for m in story.usage]
    for day, dau, wau, mau in usage.pings(
        moments, int(customer.account["seats"]), first=first, last=last, on=today, chance=chance
    ):
        used = {name for name, since in customer.features if since <= day}
        yield {
            "account_id": customer.key,
            "date": day,
            "dau": dau,
            "wau": wau,
            "mau": mau,
            "version": f"5.{max(0, 12 - (on - day).days // 30)}.0",
            **{
                f"feature:{name}": round(dau * 0.3) if name in used else ""
                for name in _PING_FEATURES
            },
        }


def _signals(customer: Customer, on: date, chance: Random) -> Iterator[dict[str, object]]:
    """A reading every two weeks, in which trouble builds up over the last two months."""
    story = customer.story
    first = max(customer.began + timedelta(7), on - timedelta(HISTORY))
    late = on - timedelta(max(story.silent, 1))
    for number in range(max(0, (late - first).days) // 14 + 1 if first <= late else 0):
        day = first + timedelta(14 * number)
        grown = max(0.0, 1 - (on - day).days / 60)
        yield {
            "account_id": customer.key,
            "date": day,
            "defect_tickets_90d": round(story.tickets * grown),
            "help_tickets_90d": round(story.tickets * 2 * grown) + chance.randrange(4),
            "versions_behind": chance.choice((0, 1, 1, 2)) + (2 if story.tickets > 4 else 0),
            "precise_code_intel": "inactive" if story.tickets > 4 else "active",
            "ta_sentiment": story.sentiment if grown > 0.4 else "healthy",
            "last_activity_on": "",
        }


def _write(file: Path, rows: Iterator[dict[str, object]]) -> None:
    rows = list(rows)
    with file.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
