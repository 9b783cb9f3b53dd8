"""The Meetings page of an account: those to come, those without an outcome, and those that were."""

from datetime import date
from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest
from django.utils import timezone

from accounts.admin import tabs
from accounts.models import Account
from campaigns.admin.booking.actions import SLUG
from campaigns.models import Meeting, MeetingHost, MeetingState

_PAST = 50


def read(request: HttpRequest, account: Account, on: date) -> dict[str, Any]:
    now = timezone.now()
    hosts = Prefetch("hosts", MeetingHost.objects.select_related("user"))
    rows = Meeting.objects.filter(account=account).select_related("type", "contact", "offered_by")
    found = rows.prefetch_related(hosts).order_by("-starts_at", "-pk")
    meetings = list(found[: _PAST * 2])
    booked = [meeting for meeting in meetings if meeting.is_booked]
    return {
        "coming": [meeting for meeting in reversed(booked) if meeting.ends_at > now],
        "unsettled": [meeting for meeting in booked if meeting.ends_at <= now],
        "past": [meeting for meeting in meetings if not meeting.is_booked][:_PAST],
    }


def glance(account: Account, on: date) -> list[tabs.Glance]:
    """The next, or one that waits for its outcome, else the last."""
    now = timezone.now()
    rows = Meeting.objects.filter(account=account).select_related("type")
    if waiting := rows.unsettled(now=now).first():
        day = timezone.localdate(waiting.starts_at)
        return [tabs.Glance("band-concerning", "to settle", f"{waiting.type} of {day}: was it?")]
    if following := rows.coming(now=now).first():
        local = timezone.localtime(following.starts_at)
        text = f"{following.type}, {local:%a %-d %b %H:%M}"
        return [tabs.Glance("meeting-booked", "booked", text)]
    if last := rows.filter(state=MeetingState.HELD).order_by("-starts_at").first():
        day = timezone.localdate(last.starts_at)
        return [tabs.Glance("meeting-held", "held", f"{last.type}, {day}")]
    return [tabs.Glance("band-none", "none yet", "No meeting was booked")]


tabs.register(
    tabs.Tab(
        SLUG,
        "Meetings",
        "campaigns.view_meeting",
        "admin/campaigns/meeting/tab.html",
        read,
        glance,
        order=30,
    )
)
