"""The figures of a recap in words: exact until the last step, where each is rounded for reading."""

from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from lifecycle.metrics import percent
from lifecycle.policy import Policy


class Period(NamedTuple):
    """The days a recap sums up, the day after them, and where its two MAU values are looked for."""

    name: str
    first: date
    before: date
    mau_from: date
    earlier_from: date
    minimum_pings: int = 1


class Usage(NamedTuple):
    """What pings say of a period; None is unknown."""

    mau: int | None = None
    mau_earlier: int | None = None
    dau_total: int = 0
    dau_days: int = 0


def closed_month(step: str) -> Period:
    """The month before the one that the step of a monthly recap names, as 2025-03."""
    year, month = map(int, step.split("-"))
    before = date(year, month, 1)
    first = (before - timedelta(1)).replace(day=1)
    earlier = (first - timedelta(1)).replace(day=1)
    return Period(f"{first:%B %Y}", first, before, first, earlier)


def last_days(on: date, policy: Policy) -> Period:
    """The days that the rules measure usage by on the day."""
    first = on - timedelta(policy.usage_days)
    return Period(
        f"the {policy.usage_days} days before {spelled(on)}",
        first,
        on,
        on - timedelta(policy.mau_days),
        first - timedelta(policy.mau_days),
        policy.usage_minimum_pings,
    )


def words(usage: Usage, period: Period, seats: int, policy: Policy) -> dict[str, str]:
    """The figures by variable; what is not known is left out.

    Shares are rounded down, so that none shows a target as reached that is not; the mean of
    daily users goes to the nearest whole number, a half up, and the change likewise.
    """
    said = {
        "period_name": period.name,
        "figure_utilization_target": f"{policy.target_utilization}%",
        "figure_usage_target": f"{policy.target_usage}%",
    }
    if seats:
        said["figure_seats"] = f"{seats:,}"
    if usage.dau_days >= period.minimum_pings:
        said["figure_dau"] = f"{_nearest(usage.dau_total, usage.dau_days):,}"
    mau = usage.mau
    if mau is None:
        return said
    said["figure_mau"] = f"{mau:,}"
    if seats:
        said["figure_utilization"] = f"{percent((mau, seats))}%"
    if usage.dau_days >= period.minimum_pings:
        share = (usage.dau_total, usage.dau_days * mau) if mau else (0, 1)
        said["figure_usage"] = f"{percent(share)}%"
    if usage.mau_earlier is not None:
        said["figure_change_mau"] = change(usage.mau_earlier, mau)
    return said


def change(before: int, after: int) -> str:
    """Such as “+38 (+4%)”."""
    difference = after - before
    if not difference:
        return "no change"
    if not before:
        return f"{difference:+,}"
    share = _nearest(100 * abs(difference), before)
    sign = "+" if difference > 0 else "-"
    return f"{difference:+,} ({f'{sign}{share:,}%' if share else 'less than 1%'})"


@lru_cache(maxsize=1024)
def spelled(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _nearest(total: int, count: int) -> int:
    """The quotient as a whole number, a half rounded up."""
    return (2 * total + count) // (2 * count)
