"""Who may hold a meeting with an account: the teams to choose from, and why it is theirs."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Count
from django.utils import timezone

from accounts.models import Absence, Account, PoolMember, User
from campaigns.booking import turns
from campaigns.booking.turns import Member
from campaigns.models import Host, Hosting, MeetingHost, MeetingState, MeetingType

_ADVISOR = "Technical Advisor of the account"


# The users who hold a meeting together, its lead first.
Team = tuple[int, ...]


class Teams(NamedTuple):
    """Each team holds it together, its lead first; with a `pool` its leads take turns."""

    choices: tuple[Team, ...] = ()
    pool: str = ""
    because: str = ""

    @property
    def users(self) -> set[int]:
        return {user for team in self.choices for user in team}


def of(kind: MeetingType, account: Account, *, hosts: Sequence[User] = ()) -> Teams:
    """The teams that the type asks for; with `hosts` it is they whom somebody chose."""
    if hosts:
        return Teams((tuple(user.pk for user in hosts),), because="chosen as it was booked")
    people = tuple(kind.people.filter(is_active=True).order_by("pk").values_list("pk", flat=True))
    if kind.hosting == Hosting.PEOPLE:
        return Teams((people,) if people else (), because=f"hosts of every {kind.name}")
    joined = people
    because = _ADVISOR
    if kind.hosting == Hosting.ADVISOR_AND_AE and account.ae_id:
        joined, because = (account.ae_id, *people), f"{_ADVISOR}, with the Account Executive"
    if kind.hosting != Hosting.POOL and account.ta_id and _takes_meetings(account.ta_id):
        return Teams((_once((account.ta_id, *joined)),), because=because)
    pool = kind.pool or account.programme.pool
    if pool is None:
        return Teams(because="the account has neither an advisor who takes meetings nor a pool")
    leads = _members(pool.pk)
    return Teams(tuple(_once((lead, *joined)) for lead in leads), pool.name)


def turn(
    kind: MeetingType, account: Account, teams: Teams, free: Collection[int], *, now: datetime
) -> turns.Turn | None:
    """Which of the leads that are free takes it."""
    leads = [team[0] for team in teams.choices]
    if not teams.pool:
        return turns.Turn(leads[0], teams.because) if leads and leads[0] in free else None
    pool = kind.pool or account.programme.pool
    members = _loads(pool.pk, leads, now=now) if pool else []
    return turns.next_turn(teams.pool, members, free, known=_known(account, now=now))


def _once(users: Sequence[int]) -> Team:
    return tuple(dict.fromkeys(users))


def _takes_meetings(user: int) -> bool:
    return Host.objects.filter(user=user, active=True, user__is_active=True).exists()


def _members(pool: int) -> list[int]:
    return list(
        PoolMember.objects.filter(
            pool=pool, active=True, user__is_active=True, user__host__active=True
        )
        .order_by("pk")
        .values_list("user_id", flat=True)
    )


def _loads(pool: int, leads: Collection[int], *, now: datetime) -> list[Member]:
    """The members with the meetings they took in turn, but for those that did not come about."""
    since = now - timedelta(turns.DAYS)
    counted = (
        MeetingHost.objects.filter(
            user__in=leads, from_pool=True, live=True, meeting__booked_at__gt=since
        )
        .exclude(meeting__state=MeetingState.NO_SHOW)
        .order_by()
        .values_list("user_id")
        .annotate(count=Count("pk"))
    )
    meetings, missed = dict(counted), _missed(leads, now=now)
    weights = PoolMember.objects.filter(pool=pool, user__in=leads).order_by("pk")
    return [
        Member(user, weight, meetings.get(user, 0), turns.DAYS - missed[user])
        for user, weight in weights.values_list("user_id", "weight")
    ]


def _missed(leads: Collection[int], *, now: datetime) -> Counter[int]:
    """Days of the last weeks on which they were away."""
    today = timezone.localdate(now)
    since = today - timedelta(turns.DAYS)
    rows = Absence.objects.kept().filter(user__in=leads, until__gt=since, starts_on__lt=today)
    missed: Counter[int] = Counter()
    for user, starts_on, until in rows.order_by().values_list("user_id", "starts_on", "until"):
        missed[user] += (min(until, today) - max(starts_on, since)).days
    return missed


def _known(account: Account, *, now: datetime) -> int | None:
    """Who led the account's last meeting that came about, or leads its next."""
    rows = MeetingHost.objects.filter(
        meeting__account=account, leads=True, live=True, starts_at__gt=now - timedelta(182)
    ).exclude(meeting__state=MeetingState.NO_SHOW)
    return rows.order_by("-starts_at").values_list("user_id", flat=True).first()
