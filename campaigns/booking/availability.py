"""Reads when hosts are free: everything that `slots` asks for, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Func, IntegerField, Q

from accounts.models import Absence
from campaigns.booking import holiday, slots
from campaigns.booking.wall import minute
from campaigns.models import (
    BlockedTime,
    BusyTime,
    DateOverride,
    Host,
    MeetingHost,
    MeetingType,
    WeeklyHours,
)

# Weeks count from their Monday, so a limit looks as far back and ahead.
_WEEK = timedelta(8)
_USED = ("user_id", "country", "region", "per_day", "per_week")


def terms(kind: MeetingType) -> slots.Terms:
    return slots.Terms(
        length=kind.minutes,
        step=kind.step_minutes,
        before=kind.buffer_before,
        after=kind.buffer_after,
        notice=kind.notice_hours * 60,
        horizon=kind.horizon_days,
        kind=kind.pk,
        per_day=kind.per_day,
        per_week=kind.per_week,
    )


def hosts(
    users: Collection[int], *, since: datetime, until: datetime, without: int | None = None
) -> dict[int, slots.Host]:
    """Those of the users who take meetings, with what is in their way between the two moments.

    The meeting named by `without` is in nobody's way: it is the one being moved.
    """
    rows = Host.objects.filter(user__in=users, active=True, user__is_active=True)
    rows = rows.select_related("user").only(*_USED, "user__time_zone")
    found = {row.pk: row for row in rows.order_by("pk")}
    if not found:
        return {}
    since, until = since - _WEEK, until + _WEEK
    hours, overrides = _weekly(found), _overrides(found, since, until)
    busy, away = _busy(found, since, until), _away(found, since, until)
    meetings = _meetings(found, since, until, without)
    years = range(since.year, until.year + 1)
    return {
        row.user_id: slots.Host(
            key=row.user_id,
            zone=row.user.time_zone,
            weekly=hours[row.pk],
            overrides=overrides[row.pk],
            holidays=holiday.days(row.country, row.region, years),
            away=away[row.user_id],
            busy=busy[row.pk],
            meetings=meetings[row.user_id],
            per_day=row.per_day,
            per_week=row.per_week,
        )
        for row in found.values()
    }


def _weekly(found: Collection[int]) -> Mapping[int, dict[int, slots.Hours]]:
    hours: dict[int, dict[int, slots.Hours]] = defaultdict(dict)
    rows = WeeklyHours.objects.filter(host__in=found).order_by("begins")
    for host, weekday, begins, ends in rows.values_list("host_id", "weekday", "begins", "ends"):
        hours[host][weekday] = (*hours[host].get(weekday, ()), (_wall(begins), _wall(ends)))
    return hours


def _overrides(
    found: Collection[int], since: datetime, until: datetime
) -> Mapping[int, dict[date, slots.Hours]]:
    """By host and date: hours, or none for a date that is closed."""
    hours: dict[int, dict[date, slots.Hours]] = defaultdict(dict)
    rows = DateOverride.objects.filter(host__in=found, on__range=(since.date(), until.date()))
    for host, on, begins, ends in rows.order_by("begins").values_list(
        "host_id", "on", "begins", "ends"
    ):
        spans = hours[host].setdefault(on, ())
        if begins is not None:
            hours[host][on] = tuple(sorted((*spans, (_wall(begins), _wall(ends)))))
    return hours


def _busy(
    found: Collection[int], since: datetime, until: datetime
) -> Mapping[int, list[tuple[int, int]]]:
    """Blocked times, and what calendars elsewhere say."""
    between = Q(ends_at__gt=since, starts_at__lt=until)
    blocks = BlockedTime.objects.filter(between, host__in=found).order_by()
    times = BusyTime.objects.filter(
        between, calendar__host__in=found, calendar__active=True
    ).order_by()
    busy: dict[int, list[tuple[int, int]]] = defaultdict(list)
    spans = (_Minute("starts_at"), _Minute("ends_at", up=True))
    for rows, field in ((blocks, "host_id"), (times, "calendar__host_id")):
        for host, begins, ends in rows.values_list(field, *spans):
            busy[host].append((begins, ends))
    return busy


def _away(
    found: Mapping[int, Host], since: datetime, until: datetime
) -> Mapping[int, list[tuple[date, date]]]:
    rows = Absence.objects.kept().filter(
        user__in=[row.user_id for row in found.values()],
        until__gt=since.date(),
        starts_on__lte=until.date(),
    )
    away: dict[int, list[tuple[date, date]]] = defaultdict(list)
    for user, starts_on, back_on in rows.order_by().values_list("user_id", "starts_on", "until"):
        away[user].append((starts_on, back_on))
    return away


def _meetings(
    found: Mapping[int, Host], since: datetime, until: datetime, without: int | None
) -> Mapping[int, list[slots.Met]]:
    rows: Any = MeetingHost.objects.filter(
        user__in=[row.user_id for row in found.values()],
        live=True,
        ends_at__gt=since,
        starts_at__lt=until,
    )
    if without is not None:
        rows = rows.exclude(meeting=without)
    meetings: dict[int, list[slots.Met]] = defaultdict(list)
    for user, starts_at, ends_at, *kind in rows.order_by().values_list(
        "user_id",
        "starts_at",
        "ends_at",
        "meeting__type_id",
        "meeting__type__buffer_before",
        "meeting__type__buffer_after",
    ):
        meetings[user].append(slots.Met(minute(starts_at), _up(ends_at), *kind))
    return meetings


class _Minute(Func):
    """As `minute` counts them, by the database: thousands of moments are slow to make."""

    output_field = IntegerField()
    arity = 1

    def __init__(self, moment: str, *, up: bool = False) -> None:
        super().__init__(moment)
        self.up = up

    def get_db_converters(self, connection):
        """None: both databases give whole numbers, and Django would convert each of thousands."""
        return []

    def as_sqlite(self, compiler, connection, **given):
        # Seconds are whole: calendars know no others.
        seconds = "CAST(strftime('%%%%s', %(expressions)s) AS integer)"
        template = f"(({seconds} + {59 if self.up else 0}) / 60)"
        return self.as_sql(compiler, connection, template=template, **given)

    def as_postgresql(self, compiler, connection, **given):
        whole = "ceil" if self.up else "floor"
        template = f"{whole}(extract(epoch FROM %(expressions)s) / 60)::bigint"
        return self.as_sql(compiler, connection, template=template, **given)


def _wall(at: time) -> int:
    return at.hour * 60 + at.minute


def _up(at: datetime) -> int:
    """The minute in which nothing of it is left."""
    return minute(at + timedelta(minutes=1) - timedelta(microseconds=1))
