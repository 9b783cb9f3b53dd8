"""Everybody's share of the team's work, counted in a fixed number of queries."""

from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import Count, Q

from accounts.models import TeamRole, User
from lifecycle.models import Task, TaskState

WEEK, MONTH = timedelta(7), timedelta(30)
_COUNTED = ("open", "late", "week", "month", "accounts", "asleep")


class Share(NamedTuple):
    """One member's open tasks, by how near they are; `done` in the last thirty days.

    `month` is everything due in the next thirty days, the week among it. The widths are percent
    of the longest bar.
    """

    name: str
    role: str
    key: str
    open: int
    late: int
    week: int
    month: int
    accounts: int
    asleep: int
    done: int
    late_width: float = 0
    week_width: float = 0
    rest_at: float = 0
    rest_width: float = 0


def read(*, on: date) -> dict[str, Any]:
    """The shares, the heaviest first, and what nobody holds, by role."""
    counted = _counted("owner", on=on)
    unowned = _counted("owner_role", on=on, owner=None)
    done = _done(on=on)
    team = User.objects.filter(Q(is_active=True) | Q(pk__in=[key for key in counted if key]))
    shares = [
        Share(str(member), member.role, str(member.pk), *counted[member.pk], done.get(member.pk, 0))
        for member in team
        if member.pk in counted
    ]
    idle = [
        Share(str(member), member.role, str(member.pk), 0, 0, 0, 0, 0, 0, done.get(member.pk, 0))
        for member in team
        if member.pk not in counted
    ]
    names = dict(TeamRole.choices)
    nobodys = [Share(names[role], role, "", *counts, 0) for role, counts in unowned.items()]
    nobodys.sort(key=lambda share: (-share.late, -share.open))
    shares.sort(key=lambda share: (-share.late, -share.open, share.name))
    top = max((share.open for share in shares), default=0) or 1
    return {
        "on": on,
        "shares": [_drawn(share, top) for share in shares],
        "idle": idle,
        "nobodys": nobodys,
        "nobodys_count": sum(share.open for share in nobodys),
        "nobodys_late": sum(share.late for share in nobodys),
    }


def _counted(field: str, *, on: date, **where: Any) -> dict[Any, tuple[int, ...]]:
    asleep = Q(snoozed_until__gt=on)
    rows = (
        Task.objects.open()
        .filter(**where)
        .order_by()
        .values(field)
        .annotate(
            open=Count("pk"),
            late=Count("pk", filter=Q(due_on__lt=on) & (~asleep | Q(snoozed_until=None))),
            week=Count("pk", filter=Q(due_on__range=(on, on + WEEK))),
            month=Count("pk", filter=Q(due_on__range=(on, on + MONTH))),
            accounts=Count("account", distinct=True),
            asleep=Count("pk", filter=asleep),
        )
    )
    return {row[field]: tuple(row[name] for name in _COUNTED) for row in rows}


def _done(*, on: date) -> dict[int, int]:
    since = on - MONTH
    rows = (
        Task.objects.filter(state=TaskState.DONE, done_at__date__gte=since, done_by__isnull=False)
        .order_by()
        .values_list("done_by")
        .annotate(Count("pk"))
    )
    return dict(rows)


def _drawn(share: Share, top: int) -> Share:
    """Late, then the week, then what is further off."""
    near = share.late + share.week
    return share._replace(
        late_width=round(100 * share.late / top, 1),
        week_width=round(100 * share.week / top, 1),
        rest_at=round(100 * near / top, 1),
        rest_width=round(100 * max(share.open - near, 0) / top, 1),
    )
