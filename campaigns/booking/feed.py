"""A host's meetings as a calendar that other programs subscribe to, by an address of its own."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from icalendar import Calendar, Event

from campaigns import links
from campaigns.models import Host, Meeting, MeetingState

_BACK, _MOST = timedelta(30), 1000
_STATUS = {MeetingState.CANCELLED: "CANCELLED"}


def path(host: Host) -> str:
    """The address within the portal; it ends when the host asks for another."""
    token = links.token(host.pk, links.FEED, generation=host.feed_number)
    return reverse(f"public:{links.FEED}", args=[token])


def owner(token: str) -> Host | None:
    """Whose feed the token opens: nobody's when it was revoked, or its owner left."""
    bearer = links.read(token, links.FEED)
    if bearer is None:
        return None
    return (
        Host.objects.filter(pk=bearer.contact, feed_number=bearer.generation, user__is_active=True)
        .select_related("user")
        .first()
    )


def meetings(host: Host, *, now: datetime) -> QuerySet[Meeting]:
    """Those of the last month and all to come, with the cancelled ones."""
    return (
        Meeting.objects.filter(hosts__user=host.user_id, ends_at__gt=now - _BACK)
        .select_related("type", "account", "contact")
        .order_by("starts_at", "pk")[:_MOST]
    )


def calendar(host: Host, found: Iterable[Meeting]) -> bytes:
    book = Calendar()
    book.add("prodid", "-//CS Portal//Meetings//EN")
    book.add("version", "2.0")
    book.add("x-wr-calname", f"Customer meetings of {host.user}")
    book.add("refresh-interval", timedelta(minutes=30), parameters={"VALUE": "DURATION"})
    for meeting in found:
        book.add_component(_event(meeting))
    return book.to_ical()


def _event(meeting: Meeting) -> Event:
    event = Event()
    event.add("uid", meeting.uid)
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", meeting.booked_at)
    event.add("dtstart", meeting.starts_at)
    event.add("dtend", meeting.ends_at)
    event.add("summary", f"{meeting.type}: {meeting.account}")
    event.add("status", _STATUS.get(meeting.state, "CONFIRMED"))
    if meeting.place:
        event.add("location", meeting.place)
    page = settings.PORTAL_BASE_URL + reverse("admin:campaigns_meeting_change", args=[meeting.pk])
    who = f"With {meeting.contact}" if meeting.contact else "With somebody who is gone"
    about = f"{who}\nTopic: {meeting.topic}" if meeting.topic else who
    event.add("description", f"{about}\n{page}")
    event.add("url", page)
    return event
