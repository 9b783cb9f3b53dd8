"""Whom I cover for, and my own absence whose work is still mine."""

from datetime import date, timedelta
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.urls import reverse

from accounts.admin.cells import in_days
from accounts.models import Absence
from cs_portal.queue.line import SHOWN, Line
from lifecycle.models import Task, TaskState

_AHEAD = timedelta(14)


def lines(mine: dict[str, Any], user: AbstractBaseUser, on: date) -> list[Line]:
    due = (
        Task.objects.open()
        .filter(owner=OuterRef("user"), due_on__lt=OuterRef("until"))
        .order_by()
        .values("owner")
        .annotate(count=Count("pk"))
        .values("count")
    )
    found = (
        Absence.objects.kept()
        .filter(Q(user=user) | Q(cover=user), until__gt=on, starts_on__lte=on + _AHEAD)
        .annotate(due=Subquery(due), lent=Count("tasks", filter=Q(tasks__state=TaskState.OPEN)))
        # One's own is a matter for this list only while there is something to hand over.
        .exclude(user=user, due=None)
        .select_related("user")
        .order_by(F("starts_on"), "pk")[:SHOWN]
    )
    return [_line(absence, user, on) for absence in found]


def _line(absence: Absence, user: AbstractBaseUser, on: date) -> Line:
    url = reverse("admin:accounts_absence_coverage", args=[absence.pk])
    begins = "since" if absence.starts_on <= on else in_days(absence.starts_on, on=on) + ", from"
    dates = f"{begins} {absence.starts_on}, back on {absence.until}"
    due = absence.due or 0
    if absence.user_id == user.pk:
        what = f"Hand over {_tasks(due)} that fall due while you are away"
        return Line("band-concerning", "Your absence", what, f"Away {dates}", url, "Hand over")
    why = f"Away {dates}; {_tasks(absence.lent)} with you, {due} due that are still theirs"
    return Line("work", "You cover", f"For {absence.user}", why, url, "Coverage list")


def _tasks(count: int) -> str:
    return f"{count} task{'' if count == 1 else 's'}"
