"""When hosts are free for a meeting: hours, overrides, absences and what is busy give its starts.

Everything is reckoned in minutes since 1970 UTC, so a slot is an instant wherever it is looked at;
only hours, days and weeks are read in the host's own zone. Intervals are half open: what ends at
ten does not collide with what begins at ten.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from campaigns.booking.wall import DAY, instant, local_day

_EVER = 10**9
# Times of day in minutes from midnight: begin and end.
Hours = tuple[tuple[int, int], ...]


class Terms(NamedTuple):
    """What a type of meeting asks for, in minutes; `horizon` in days."""

    length: int
    step: int = 30
    before: int = 0
    after: int = 0
    notice: int = 0
    horizon: int = 60
    kind: int = 0
    per_day: int | None = None
    per_week: int | None = None


class Met(NamedTuple):
    """A meeting that the host has already, with its own buffers."""

    begin: int
    end: int
    kind: int = 0
    before: int = 0
    after: int = 0


class Host(NamedTuple):
    """Who holds meetings, and everything that is in the way; `away` ends with the first day back.

    An absence is stronger than an override, an override than a holiday, a holiday than the week.
    """

    key: int
    zone: str
    weekly: Mapping[int, Hours]
    overrides: Mapping[date, Hours] = {}
    holidays: Set[date] = frozenset()
    away: Sequence[tuple[date, date]] = ()
    busy: Sequence[tuple[int, int]] = ()
    meetings: Sequence[Met] = ()
    per_day: int | None = None
    per_week: int | None = None


# A meeting may start from the first through the second; slots are counted from the third. A plain
# tuple, because twenty hosts have thousands of them.
Span = tuple[int, int, int]


def starts(
    hosts: Sequence[Host],
    terms: Terms,
    *,
    now: int,
    since: int | None = None,
    until: int | None = None,
) -> list[int]:
    """The slots at which every host is free, in the first one's rhythm; the key of each is UTC.

    `since` and `until` narrow what notice and horizon allow, and widen nothing.
    """
    earliest, latest = now + terms.notice, now + terms.horizon * DAY
    earliest = earliest if since is None else max(earliest, since)
    latest = latest if until is None else min(latest, until)
    if earliest > latest or not hosts:
        return []
    lead, *others = hosts
    found = _cut(spans(lead, terms, earliest, latest), terms.step)
    for host in others:
        if not found:
            break
        found = _within(found, spans(host, terms, found[0], found[-1]))
    return found


def spans(host: Host, terms: Terms, earliest: int, latest: int) -> list[Span]:
    """The host's free time, as instants from which on the whole meeting has room."""
    blocked = _blocked(host, terms, earliest, latest)
    # Nothing lies beyond it, so that the end need not be looked for.
    blocked.append((latest + 1, latest + _EVER))
    found: list[Span] = []
    place = 0
    for begin, end in _working(host, terms, earliest, latest):
        first, last = max(begin, earliest), min(end - terms.length, latest)
        while blocked[place][1] < first:
            place += 1
        ahead = place
        while first <= last:
            lower, upper = blocked[ahead]
            if lower > last:
                found.append((first, last, begin))
                break
            if lower > first:
                found.append((first, lower - 1, begin))
            first = max(first, upper + 1)
            ahead += 1
    return found


def _cut(free: Iterable[Span], step: int) -> list[int]:
    found: list[int] = []
    for first, last, anchor in free:
        found += range(first + (anchor - first) % step, last + 1, step)
    return found


def _within(wanted: Iterable[int], free: Sequence[Span]) -> list[int]:
    firsts = [span[0] for span in free]
    places = ((start, bisect_right(firsts, start) - 1) for start in wanted)
    return [start for start, place in places if place >= 0 and start <= free[place][1]]


def _blocked(host: Host, terms: Terms, earliest: int, latest: int) -> list[tuple[int, int]]:
    """Starts that collide with something: first and last of each run of them, in order."""
    length, before, after = terms.length, terms.before, terms.after
    since, until = earliest - before, latest + length + after
    runs = [
        (begin - length - after + 1, end + before - 1)
        for begin, end in host.busy
        if end > since and begin < until
    ]
    runs += [
        (met.begin - length - max(after, met.before) + 1, met.end + max(before, met.after) - 1)
        for met in host.meetings
    ]
    runs.sort()
    merged: list[tuple[int, int]] = []
    ends = earliest - 1
    for lower, upper in runs:
        if upper <= ends:
            continue
        if merged and lower <= ends + 1:
            merged[-1] = (merged[-1][0], upper)
        else:
            merged.append((lower, upper))
        ends = upper
    return merged


# --- The host's hours -----------------------------------------------------------------------------


def _working(host: Host, terms: Terms, earliest: int, latest: int) -> list[tuple[int, int]]:
    """Hours of each day that takes another meeting; hours that touch are one."""
    first, last = local_day(earliest, host.zone), local_day(latest, host.zone)
    full = _full(host, terms)
    found: list[tuple[int, int]] = []
    for day in _days(first, last):
        hours = _hours(host, day)
        if not hours or (full and _is_full(full, day)):
            continue
        for begin, end in _instants(host.zone, day, hours):
            if found and found[-1][1] == begin:
                found[-1] = (found[-1][0], end)
            elif begin < end:
                found.append((begin, end))
    return found


@lru_cache(maxsize=16384)
def _instants(zone: str, day: date, hours: Hours) -> tuple[tuple[int, int], ...]:
    """Hosts of one zone mostly keep the same hours."""
    return tuple((instant(zone, day, opens), instant(zone, day, closes)) for opens, closes in hours)


def _days(first: date, last: date) -> Iterator[date]:
    return map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1))


def _hours(host: Host, day: date) -> Hours:
    if host.away and any(begins <= day < back for begins, back in host.away):
        return ()
    if host.overrides and (changed := host.overrides.get(day)) is not None:
        return changed
    return () if day in host.holidays else host.weekly.get(day.weekday(), ())


def _full(host: Host, terms: Terms) -> frozenset[object]:
    """Days and weeks of the host that take no more meetings, of this type or at all."""
    limits = (
        (host.per_day, host.per_week, host.meetings),
        (terms.per_day, terms.per_week, [m for m in host.meetings if m.kind == terms.kind]),
    )
    full: set[object] = set()
    for per_day, per_week, meetings in limits:
        if per_day is None and per_week is None:
            continue
        days = Counter(local_day(met.begin, host.zone) for met in meetings)
        weeks: Counter[tuple[int, int]] = Counter()
        for day, count in days.items():
            weeks[_week(day)] += count
        full |= {day for day, n in days.items() if per_day is not None and n >= per_day}
        full |= {week for week, n in weeks.items() if per_week is not None and n >= per_week}
    return frozenset(full)


def _is_full(full: frozenset[object], day: date) -> bool:
    return day in full or _week(day) in full


def _week(day: date) -> tuple[int, int]:
    return day.isocalendar()[:2]
