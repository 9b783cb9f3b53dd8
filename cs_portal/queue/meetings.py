"""Meetings of today and tomorrow, and those that are over without an outcome."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from campaigns.models import Meeting
from cs_portal.queue.line import SHOWN, Line


def coming(mine: dict[str, Any], user: AbstractBaseUser, on: date) -> list[Line]:
    """Those I hold and those with my accounts; today's stay until they are settled."""
    days = (_midnight(on), _midnight(on + timedelta(2)))
    found = _whose(mine, user).filter(starts_at__gte=days[0], starts_at__lt=days[1])[:SHOWN]
    return [_line(meeting, "meeting-booked", _day(meeting, on), "Open") for meeting in found]


def unsettled(mine: dict[str, Any], user: AbstractBaseUser, on: date) -> list[Line]:
    """From the day before and earlier."""
    found = _whose(mine, user).filter(starts_at__lt=_midnight(on))[:SHOWN]
    return [_line(meeting, "band-concerning", "Was it held?", "Say") for meeting in found]


def _whose(mine: dict[str, Any], user: AbstractBaseUser) -> QuerySet[Meeting]:
    rows = Meeting.objects.booked().filter(account__removed_at__isnull=True)
    if mine:
        own = Meeting.objects.filter(hosts__user=user.pk).values("pk")
        rows = rows.filter(Q(**mine) | Q(pk__in=own))
    return rows.select_related("type", "account", "contact").order_by("starts_at", "pk")


def _line(meeting: Meeting, tone: str, label: str, button: str) -> Line:
    local = timezone.localtime(meeting.starts_at)
    who = f" with {meeting.contact}" if meeting.contact else ""
    about = f": {meeting.topic}" if meeting.topic else ""
    why = f"{meeting.type}, {local:%a %-d %b %H:%M}{who}{about}"
    url = reverse("admin:campaigns_meeting_change", args=[meeting.pk])
    return Line(tone, label, str(meeting.account), why, url, button)


def _day(meeting: Meeting, on: date) -> str:
    return "Today" if timezone.localdate(meeting.starts_at) == on else "Tomorrow"


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
