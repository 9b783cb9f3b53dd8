"""Who takes a meeting at a time, and their seats in it; called within the booking's transaction."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from accounts.models import Account
from campaigns.booking import offers, teams, words
from campaigns.booking.teams import Team, Teams
from campaigns.models import Host, Meeting, MeetingHost, MeetingType


class Gone(Exception):
    """Nobody can take it at that time."""


def lock(users: set[int]) -> None:
    """In one order for all, so that nobody waits for each other; SQLite has one writer anyway."""
    rows = Host.objects.filter(user__in=users).order_by("pk")
    list(rows.select_for_update(no_key=True).values_list("pk", flat=True))


def movable(meeting: Meeting) -> Teams:
    """Its own hosts, and where they come from a pool, whoever else could take it."""
    own = tuple(meeting.hosts.order_by("-leads", "pk").values_list("user_id", flat=True))
    if not meeting.hosts.filter(from_pool=True).exists():
        return Teams((own,), because=meeting.because)
    found = teams.of(meeting.type, meeting.account)
    return found._replace(choices=(own, *(team for team in found.choices if team != own)))


def choose(
    kind: MeetingType,
    account: Account,
    found: Teams,
    starts_at: datetime,
    *,
    now: datetime,
    anytime: bool,
    moving: Meeting | None = None,
) -> tuple[Team, str]:
    """Who takes it, and why; raises Gone when nobody can."""
    free = _free(kind, found, starts_at, now=now, anytime=anytime, moving=moving)
    if moving and found.choices[0] in free:
        return found.choices[0], moving.because
    turn = teams.turn(kind, account, found, {team[0] for team in free}, now=now)
    if turn is None:
        raise Gone
    return next(team for team in free if team[0] == turn.user), turn.because


def _free(
    kind: MeetingType,
    found: Teams,
    starts_at: datetime,
    *,
    now: datetime,
    anytime: bool,
    moving: Meeting | None,
) -> tuple[Team, ...]:
    if not anytime:
        offered = offers.of(kind, found, now=now, moving=moving, since=starts_at, until=starts_at)
        return offered.free.get(starts_at, ())
    taken = MeetingHost.objects.filter(
        user__in=found.users,
        live=True,
        starts_at__lt=starts_at + timedelta(minutes=kind.minutes),
        ends_at__gt=starts_at,
    ).exclude(meeting=moving)
    busy = set(taken.values_list("user_id", flat=True))
    return tuple(team for team in found.choices if busy.isdisjoint(team))


def seat(meeting: Meeting, team: Team, *, from_pool: bool) -> None:
    """The hosts with their times, and the place of who leads; raises Gone when one is taken."""
    meeting.hosts.exclude(user__in=team).delete()
    meeting.hosts.update(leads=False)
    times = {"starts_at": meeting.starts_at, "ends_at": meeting.ends_at}
    try:
        with transaction.atomic():
            for user in team:
                MeetingHost.objects.update_or_create(
                    meeting=meeting,
                    user_id=user,
                    defaults={
                        **times,
                        "leads": user == team[0],
                        "from_pool": from_pool and user == team[0],
                    },
                )
    except IntegrityError:
        raise Gone from None
    meeting.place = words.place(meeting, Host.objects.filter(user=team[0]).first())
    meeting.save(update_fields=["place"])
