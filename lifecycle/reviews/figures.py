"""What a review's figures are: read from observations of a period, compared, put into words."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from lifecycle import names
from lifecycle.facts import AccountFacts
from lifecycle.health import INDICATORS, POINTS, Health
from lifecycle.metrics import Metrics, percent
from lifecycle.policy import CATEGORIES, Policy
from lifecycle.reviews import months

Content = dict[str, Any]


class Moment(NamedTuple):
    """What was known of the account early on a day; `on` is the day after the last one counted."""

    on: date
    facts: AccountFacts
    metrics: Metrics
    health: Health
    seats: int


class Count(NamedTuple):
    """How often something happened in the period, and in the one before; None is unknown."""

    key: str
    label: str
    now: int
    before: int | None
    source: str


class Observed(NamedTuple):
    """Everything the figures of a period are made of; features are (slug, name, first day)."""

    first: date
    last: date
    start: Moment
    end: Moment
    pings: tuple[tuple[date, int, int], ...]
    seats: tuple[tuple[date, int], ...]
    version: str
    features: tuple[tuple[str, str, date], ...]
    counts: tuple[Count, ...]
    stages: tuple[tuple[date, str, str], ...]


def content(seen: Observed, policy: Policy, *, at: datetime) -> Content:
    """The whole of a freeze, ready to be stored: each figure with its source and the time."""
    found = {
        "from": seen.first.isoformat(),
        "until": seen.last.isoformat(),
        "taken_at": at.isoformat(timespec="minutes"),
        "figures": list(_figures(seen, policy)),
        "months": months.by_month(
            seen.pings,
            seen.seats,
            policy.target_utilization,
            first=seen.first,
            last=seen.last,
        ),
        "months_source": _pings_source(seen),
        "target": policy.target_utilization,
        "most_behind": policy.opportunity_versions_behind,
        "features": [
            {
                "slug": slug,
                "name": name,
                "since": day.isoformat(),
                "new": day >= seen.first,
            }
            for slug, name, day in seen.features
        ],
        "features_source": f"first uses reported up to {seen.last}",
        "health": _health(seen),
        "stages": [
            {"on": day.isoformat(), "from": before, "to": after}
            for day, before, after in seen.stages
        ],
    }
    return found


def by_key(found: Content) -> dict[str, dict[str, Any]]:
    return {figure["key"]: figure for figure in found.get("figures", ())}


def _figures(seen: Observed, policy: Policy) -> Iterable[dict[str, Any]]:
    start, end = seen.start, seen.end
    window = f"pings of {end.on - timedelta(policy.usage_days)} … {seen.last}"
    yield _number(
        "seats", "Seats", end.seats, start.seats or None, f"contracts in force on {seen.last}"
    )
    yield _number(
        "monthly_users",
        "Monthly users",
        end.facts.figures.mau,
        start.facts.figures.mau,
        _on("ping", end.facts.figures.mau_on),
    )
    yield _number("daily_users", "Daily users, mean", _mean(end), _mean(start), window)
    for key, label, target in (
        ("utilization", "Utilization", policy.target_utilization),
        ("usage", "Usage", policy.target_usage),
    ):
        source = "monthly users by seats" if key == "utilization" else "daily by monthly users"
        yield _share(
            key,
            label,
            getattr(end.metrics, key),
            getattr(start.metrics, key),
            target,
            policy.surpass_targets,
            source,
        )
    used = [day for _, _, day in seen.features]
    uses = f"first uses reported up to {seen.last}"
    before = sum(day < seen.first for day in used)
    yield _number("features_in_use", "Features in use", len(used), before, uses)
    yield _number("features_new", "First used in this period", len(used) - before, None, uses)
    for count in seen.counts:
        yield _number(count.key, count.label, count.now, count.before, count.source)
    yield from _technical(seen)


def _technical(seen: Observed) -> Iterable[dict[str, Any]]:
    start, end = seen.start.facts.signals, seen.end.facts.signals
    source = _on("signals", end.on)
    for key, label, field in (
        ("defect_tickets", "Defect tickets, 90 days", "defect_tickets"),
        ("help_tickets", "Help tickets, 90 days", "help_tickets"),
        ("versions_behind", "Versions behind", "versions_behind"),
    ):
        yield _number(key, label, getattr(end, field), getattr(start, field), source)
    version = {"text": seen.version or UNKNOWN, "value": None, "known": bool(seen.version)}
    yield _figure("version", "Version", source=_pings_source(seen), **version)


UNKNOWN = "no data"


def _figure(key: str, label: str, *, source: str, **more: Any) -> dict[str, Any]:
    kept = {"text": UNKNOWN, "before": "", "change": "", "target": "", "tone": ""}
    return {"key": key, "label": label, "source": source, **kept, **more}


def _number(
    key: str, label: str, now: int | None, before: int | None, source: str
) -> dict[str, Any]:
    if now is None:
        return _figure(key, label, source=source, value=None, known=False)
    return _figure(
        key,
        label,
        source=source,
        value=now,
        known=True,
        text=f"{now:,}",
        before="" if before is None else f"{before:,}",
        change="" if before is None else change(before, now),
    )


def _share(
    key: str,
    label: str,
    now: tuple[int, int] | None,
    before: tuple[int, int] | None,
    target: int,
    surpass: bool,
    source: str,
) -> dict[str, Any]:
    """In whole percent, rounded down, so that none shows a target as reached that is not."""
    said = f"{'above' if surpass else 'at least'} {target} %"
    value, earlier = percent(now), percent(before)
    if now is None or value is None:
        return _figure(key, label, source=source, value=None, known=False, target=said)
    have, needed = 100 * now[0], target * now[1]
    reached = have > needed if surpass else have >= needed
    return _figure(
        key,
        label,
        source=source,
        value=value,
        known=True,
        text=f"{value} %",
        before="" if earlier is None else f"{earlier} %",
        change="" if earlier is None else points(earlier, value),
        target=said,
        tone="reached" if reached else "short",
    )


def change(before: int, after: int) -> str:
    """Such as “+38 (+4 %)”."""
    difference = after - before
    if not difference:
        return "no change"
    if not before:
        return f"{difference:+,}"
    share = (200 * abs(difference) + before) // (2 * before)
    sign = "+" if difference > 0 else "−"
    said = f"{sign}{share:,} %" if share else "less than 1 %"
    return f"{sign}{abs(difference):,} ({said})"


def points(before: int, after: int) -> str:
    """How many percentage points lie between two shares."""
    difference = after - before
    if not difference:
        return "no change"
    sign = "+" if difference > 0 else "−"
    return f"{sign}{abs(difference)} point{'' if abs(difference) == 1 else 's'}"


def _mean(moment: Moment) -> int | None:
    """Mean daily users to the nearest whole number, a half up; unknown where usage is."""
    if moment.metrics.usage is None:
        return None
    total, days = moment.facts.figures.dau_total, moment.facts.figures.dau_days
    return (2 * total + days) // (2 * days)


def _on(what: str, day: date | None) -> str:
    return f"{what} of {day}" if day else f"no {what}"


def _pings_source(seen: Observed) -> str:
    if not seen.pings:
        return f"no pings from {seen.first} to {seen.last}"
    return f"pings of {seen.first} … {seen.last}, newest {seen.pings[-1][0]}"


def _health(seen: Observed) -> dict[str, Any]:
    return {
        "start": _assessed(seen.start.health),
        "end": _assessed(seen.end.health),
        "source": f"rules H1 and H2 on the figures of {seen.start.on} and {seen.end.on}; "
        "roles as they are held today",
    }


def _assessed(health: Health) -> dict[str, Any]:
    """Score and band, and the mean of each category that has a known indicator."""
    grades = dict(zip(INDICATORS, health.grades, strict=True))
    return {
        "score": _tenths(health.score),
        "band": health.band,
        "categories": [
            {"name": names.CATEGORIES[category], "score": _category(grades, members)}
            for category, members in CATEGORIES.items()
        ],
    }


def _category(grades: Mapping[str, str], members: Iterable[str]) -> str:
    known = [POINTS[grades[name]] for name in members if grades[name]]
    return _tenths((sum(known), len(known)) if known else None)


def _tenths(fraction: tuple[int, int] | None) -> str:
    if fraction is None:
        return "unknown"
    whole, rest = divmod(10 * fraction[0] // fraction[1], 10)
    return f"{whole}.{rest}"


class Difference(NamedTuple):
    """A figure that is not what it was when it was read before."""

    label: str
    before: str
    now: str


def differences(before: Content, after: Content) -> list[Difference]:
    """What a new freeze says otherwise, figures that came or went included."""
    old, new = by_key(before), by_key(after)
    found = [
        Difference(
            (new.get(key) or old[key])["label"],
            old[key]["text"] if key in old else "–",
            new[key]["text"] if key in new else "–",
        )
        for key in {**old, **new}
        if old.get(key, {}).get("text") != new.get(key, {}).get("text")
    ]
    for key, label in (("from", "Period from"), ("until", "Period until")):
        if before.get(key) != after.get(key):
            found.append(Difference(label, str(before.get(key)), str(after.get(key))))
    return found
