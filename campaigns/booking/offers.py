"""What a customer can choose from: the slots of a type of meeting, and whom they would meet."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from accounts.models import Account, User
from campaigns.booking import availability, slots, teams
from campaigns.booking.teams import Team, Teams
from campaigns.booking.wall import minute, moment
from campaigns.models import Meeting, MeetingType


class Slot(NamedTuple):
    """`starts_at` in UTC names the slot; `local` is the same moment where it is looked at."""

    starts_at: datetime
    local: datetime


@dataclass(frozen=True)
class Offer:
    """`free` holds, by start, the teams that could take it; `people` whom everybody would meet."""

    kind: MeetingType
    teams: Teams
    free: Mapping[datetime, tuple[Team, ...]]
    people: tuple[User, ...]
    _days: dict[str, list[tuple[date, list[Slot]]]] = field(default_factory=dict, repr=False)

    @property
    def face(self) -> str:
        """Whom the customer would meet, by name, or the team they come from."""
        return " and ".join(map(str, self.people)) or (
            f"our {self.teams.pool} team" if self.teams.pool else "our team"
        )

    def days(self, zone: str) -> list[tuple[date, list[Slot]]]:
        """The slots by the day they fall on in the zone."""
        if zone not in self._days:
            info = ZoneInfo(zone)
            days: dict[date, list[Slot]] = defaultdict(list)
            for starts_at in self.free:
                local = starts_at.astimezone(info)
                days[local.date()].append(Slot(starts_at, local))
            self._days[zone] = sorted(days.items())
        return self._days[zone]

    def near(self, starts_at: datetime, count: int = 6) -> list[datetime]:
        """The slots closest to a moment, in their order: what a loser of a race is offered."""
        closest = sorted(self.free, key=lambda start: (abs(start - starts_at), start))
        return sorted(closest[:count])


def offer(
    kind: MeetingType,
    account: Account,
    *,
    now: datetime,
    hosts: Sequence[User] = (),
    moving: Meeting | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Offer:
    """The slots of a type for an account, in a fixed number of queries for any number of hosts.

    The times of a meeting being moved are free, and hosts that somebody chose for it stay.
    """
    found = teams.of(kind, account, hosts=hosts or (_chosen(moving) if moving else ()))
    return of(kind, found, now=now, moving=moving, since=since, until=until)


def of(
    kind: MeetingType,
    found: Teams,
    *,
    now: datetime,
    moving: Meeting | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Offer:
    """The slots that the teams have free."""
    terms = availability.terms(kind)
    first = since or now
    last = until or now + timedelta(kind.horizon_days)
    known = availability.hosts(
        found.users, since=first, until=last, without=moving.pk if moving else None
    )
    free: dict[int, list[Team]] = defaultdict(list)
    for team in found.choices:
        if not all(user in known for user in team):
            continue
        for start in slots.starts(
            [known[user] for user in team],
            terms,
            now=_up(now),
            since=_up(since) if since else None,
            until=minute(until) if until else None,
        ):
            free[start].append(team)
    people = _everywhere(found)
    return Offer(kind, found, {moment(m): tuple(free[m]) for m in sorted(free)}, people)


def _everywhere(found: Teams) -> tuple[User, ...]:
    """Those who would be there whoever leads; the leads of a pool are not known before."""
    if not found.choices:
        return ()
    shared = [user for user in found.choices[0] if all(user in team for team in found.choices)]
    by_key = {user.pk: user for user in User.objects.filter(pk__in=shared)} if shared else {}
    return tuple(by_key[user] for user in shared if user in by_key)


def _chosen(meeting: Meeting) -> tuple[User, ...]:
    """The hosts of a meeting that nobody's turn brought, while all of them take part."""
    rows = list(meeting.hosts.select_related("user"))
    return () if any(row.from_pool for row in rows) else tuple(row.user for row in rows)


def _up(moment_: datetime) -> int:
    whole = minute(moment_)
    return whole if moment(whole) == moment_ else whole + 1


def faces(offer_: Offer) -> Iterator[User]:
    """Everybody whom the offer could bring, for their pictures."""
    return iter(User.objects.filter(pk__in=offer_.teams.users).order_by("first_name", "last_name"))
