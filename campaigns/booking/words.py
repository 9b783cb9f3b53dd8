"""What is said of a meeting: when it is, where it is held, who holds it."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.text import slugify

from campaigns.models import Host, Meeting


def at(moment: datetime, zone: str) -> str:
    """“Tue 3 Mar 2026 10:00 (Europe/Berlin)”."""
    local = moment.astimezone(ZoneInfo(zone))
    return f"{local:%a} {local.day} {local:%b %Y %H:%M} ({zone})"


def when(meeting: Meeting) -> str:
    """Its beginning, where the customer lives."""
    return at(meeting.starts_at, meeting.zone)


def place(meeting: Meeting, host: Host | None) -> str:
    """The host's place with the meeting and the account filled in."""
    if host is None:
        return ""
    number = meeting.uid.partition("@")[0]
    filled = host.place.replace("{meeting}", number)
    return filled.replace("{account}", slugify(meeting.account.name))[:400]
