"""The stage and health rules said a second time, naively, straight from the rules' own words.

Nothing here imports the code it judges. Each day looks at all days before it again instead of
carrying a state along, and all arithmetic is in Fractions.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction


@dataclass
class Term:
    start: date
    end: date
    signed_on: date
    seats: int
    churned_on: date | None = None
    add_on: bool = False


@dataclass
class Account:
    terms: list[Term]
    pings: dict[date, tuple[int, int]]  # DAU and MAU by date
    signals: dict[date, dict] = field(default_factory=dict)
    champion: bool = True
    buyer: bool = True
    override: tuple[str, date, date] | None = None
    surpass: bool = False
    target_days: int = 1


@dataclass
class Day:
    on: date
    rule: str
    own: str
    stage: str
    targets: bool
    category: Fraction | None
    score: Fraction | None
    band: str
    confirmed: str = ""
    event: str = ""
    mail: str = ""


def live(account: Account, first: date, days: int) -> list[Day]:
    past: list[Day] = []
    for number in range(days):
        past.append(decide(account, first + timedelta(number), past))
    return past


def decide(account: Account, on: date, past: list[Day]) -> Day:
    seats = seats_on(account, on)
    utilization, usage = metrics(account, seats, on)
    targets = meets(account, utilization, usage)
    rule, own = stage(account, on, past, targets)
    followed = own
    if account.override and account.override[1] <= on < account.override[2]:
        followed = account.override[0]
    category, score = health(account, utilization, usage, on)
    band = "" if category is None else band_of(score)
    today = Day(on, rule, own, followed, targets, category, score, band)
    today.confirmed = confirmed([*past, today])
    today.event = event(past, today)
    if today.event and category is not None and category < 7:
        recent = [d for d in past if d.mail and 1 <= (on - d.on).days <= 29]
        if not recent:
            today.mail = "health_poor" if category < 5 else "health_concerning"
    return today


# Words


def begun(term: Term, on: date) -> bool:
    return max(term.start, term.signed_on) <= on


def relationship(account: Account, on: date) -> list[Term] | None:
    known = sorted(
        (t for t in account.terms if not t.add_on and t.signed_on <= on), key=lambda t: t.start
    )
    groups: list[list[Term]] = []
    for term in known:
        before = groups[-1][-1] if groups else None
        churned = before and before.churned_on and before.churned_on <= term.start
        if before is None or churned or (term.start - before.end).days > 90:
            groups.append([])
        groups[-1].append(term)
    groups = [group for group in groups if any(begun(term, on) for term in group)]
    return groups[-1] if groups else None


def in_force(account: Account, on: date) -> Term | None:
    group = relationship(account, on)
    return max((t for t in group if begun(t, on)), key=lambda t: t.start) if group else None


def seats_on(account: Account, on: date) -> int:
    term = in_force(account, on)
    if term is None:
        return 0
    running = [t.seats for t in account.terms if t.add_on and begun(t, on) and on < t.end]
    return term.seats + sum(running)


def metrics(account: Account, seats: int, on: date):
    ago = {(on - day).days: ping for day, ping in account.pings.items()}
    recent = [days for days in ago if 1 <= days <= 10]
    if not recent:
        return None, None
    mau = ago[min(recent)][1]
    utilization = Fraction(mau, seats) if seats else None
    daus = [ping[0] for days, ping in ago.items() if 1 <= days <= 28]
    if len(daus) < 4:
        return utilization, None
    return utilization, Fraction(sum(daus), len(daus)) / mau if mau else Fraction(0)


def meets(account: Account, utilization, usage) -> bool:
    if utilization is None or usage is None:
        return False
    if account.surpass:
        return utilization > Fraction(80, 100) and usage > Fraction(30, 100)
    return utilization >= Fraction(80, 100) and usage >= Fraction(30, 100)


# Stages


def stage(account: Account, on: date, past: list[Day], targets: bool) -> tuple[str, str]:
    terms = sorted((t for t in account.terms if not t.add_on), key=lambda t: t.start)
    last_begun = in_force(account, on)
    if last_begun and last_begun.churned_on and last_begun.churned_on <= on:
        later = [t for t in terms if t.signed_on <= on and t.start > on]
        return "S1", "prospect" if any((t.start - on).days <= 45 for t in later) else ""
    if not last_begun:
        if not terms or on < terms[0].start - timedelta(45):
            return "S2", ""
        return "S3", "prospect"
    group = relationship(account, on)
    began = max(group[0].start, group[0].signed_on)
    if (on - began).days < 60:
        return "S4", "onboarding"
    last = group[-1]
    ahead = min(120, (last.end - last.start).days // 2)
    if on >= last.end - timedelta(ahead):
        return "S5", "renewing"
    if past and past[-1].own == "nurturing":
        return "S6", "nurturing"
    row = [targets, *(day.targets for day in reversed(past))][: account.target_days]
    if len(row) == account.target_days and all(row):
        return "S7", "nurturing"
    return "S8", "adopting"


# Health


def health(account: Account, utilization, usage, on: date):
    rows = [day for day in account.signals if day < on]
    signal = account.signals[max(rows)] if rows else {}
    active = signal.get("last_activity_on")
    categories = [
        (55, [grade(usage, lambda x: x >= Fraction(3, 10), lambda x: x > Fraction(2, 10)),
              grade(utilization, lambda x: x >= Fraction(8, 10), lambda x: x >= Fraction(1, 2))]),
        (25, [10 if account.champion else 0, 10 if account.buyer else 0,
              grade((on - active).days if active else None, lambda x: x <= 14, lambda x: x < 30)]),
        (15, [grade(signal.get("defect_tickets"), lambda x: x < 2, lambda x: x < 5),
              grade(signal.get("help_tickets"), lambda x: x < 10, lambda x: x < 15),
              grade(signal.get("versions_behind"), lambda x: x <= 2, lambda x: x <= 4),
              {"active": 10, "inactive": 0}.get(signal.get("code_intel"))]),
        (5, [{"healthy": 10, "concerning": 5, "poor": 0}.get(signal.get("ta_sentiment"))]),
    ]  # fmt: skip
    means = [(weight, mean(points)) for weight, points in categories]
    known = [(weight, points) for weight, points in means if points is not None]
    score = Fraction(sum(w * m for w, m in known), sum(w for w, _ in known)) if known else None
    return means[0][1], score


def grade(value, healthy, concerning) -> int | None:
    if value is None:
        return None
    return 10 if healthy(value) else 5 if concerning(value) else 0


def mean(points) -> Fraction | None:
    known = [point for point in points if point is not None]
    return Fraction(sum(known), len(known)) if known else None


def band_of(score: Fraction) -> str:
    return "poor" if score < 5 else "concerning" if score < 7 else "healthy"


def confirmed(days: list[Day]) -> str:
    found, row = "", []
    for day in days:
        if day.stage not in ("adopting", "nurturing", "renewing"):
            found, row = "", []
        elif day.band:
            row = [*row, day.band] if row[-1:] == [day.band] else [day.band]
            if len(row) >= 7:
                found = day.band
    return found


def event(past: list[Day], today: Day) -> str:
    rank = {"": 0, "healthy": 0, "concerning": 1, "poor": 2}
    before = past[-1].confirmed if past else ""
    if rank[today.confirmed] > rank[before]:
        return "worse"
    days = [*past, today]
    renewing = [number for number, day in enumerate(days) if day.stage == "renewing"]
    if not renewing or renewing[-1] == len(days) - 1:
        return ""
    first_after = days[renewing[-1] + 1]
    if first_after.stage not in ("adopting", "nurturing"):
        return ""
    month = today.on == first_after.on + timedelta(30)
    return "after_renewal" if month and before in ("poor", "concerning") else ""
