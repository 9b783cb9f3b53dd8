"""What the mails about a meeting say, to the customer and to its hosts."""

import re
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings

from accounts.models import Contact, User
from campaigns.booking import pages
from campaigns.letters.words import plain, quoted
from campaigns.models import Meeting


class Said(NamedTuple):
    subject: str
    body: str
    why: str


def when(meeting: Meeting, zone: str) -> str:
    """“Tuesday 3 March 2026, 10:00 to 10:30 (Europe/Berlin)”."""
    begin, end = (_local(moment, zone) for moment in (meeting.starts_at, meeting.ends_at))
    return f"{begin:%A} {begin.day} {begin:%B %Y}, {begin:%H:%M} to {end:%H:%M} ({zone})"


def booked(meeting: Meeting, to: Contact | User, *, moved: bool) -> Said:
    """The confirmation, with everything there is to know and where to change it."""
    word, name = "Moved" if moved else "Booked", meeting.type.name
    subject = f"{word}: {name}, {_short(meeting, _zone(meeting, to))}"
    lines = _facts(meeting, to)
    if isinstance(to, User):
        said = "has a new time" if moved else "is booked"
        first = f"{plain(name)} with **{plain(meeting.account.name)}** {said}."
        button = f"[Open the meeting]({pages.admin_url(meeting)})"
        return Said(subject, _body(first, lines, *_told(meeting), button), _WHY_HOST)
    first = "your meeting has a new time." if moved else "your meeting is booked."
    agenda = f"What we have in mind:\n\n{meeting.type.agenda.strip()}" if _agenda(meeting) else ""
    button = f"[Move or cancel]({pages.meeting_url(meeting)})"
    return Said(subject, _body(_greeting(to, first), lines, agenda, button), _why(meeting))


def reminder(meeting: Meeting, to: Contact, name: str) -> Said:
    """A day or an hour before, in the customer's own hours."""
    start = _local(meeting.starts_at, meeting.zone)
    soon = f"at {start:%H:%M}, in an hour"
    if name == "day":
        soon = f"on {start:%A} at {start:%H:%M}"
    body = _body(
        _greeting(to, f"we meet {soon}."),
        _facts(meeting, to),
        f"[Move or cancel]({pages.meeting_url(meeting)})",
    )
    return Said(f"Reminder: {meeting.type.name} {soon}", body, _why(meeting))


def cancelled(meeting: Meeting, to: Contact | User) -> Said:
    """Told to everybody who was invited, whoever called it off; and to hosts who were relieved."""
    subject = f"Cancelled: {meeting.type.name}, {_short(meeting, _zone(meeting, to))}"
    if isinstance(to, User):
        off = "is cancelled" if meeting.cancelled_at else "has another host now"
        first = f"{plain(meeting.type.name)} with **{plain(meeting.account.name)}** {off}."
        button = f"[Open the meeting]({pages.admin_url(meeting)})"
        return Said(subject, _body(first, _facts(meeting, to), button), _WHY_HOST)
    again = f"[Find another time]({pages.book_url(to)})"
    body = _body(_greeting(to, "this meeting is cancelled:"), _facts(meeting, to), again)
    return Said(subject, body, _why(meeting))


def held(meeting: Meeting) -> Said:
    """Thanks, and what was noted as its outcome."""
    notes = f"What we noted:\n\n{quoted(meeting.outcome)}" if meeting.outcome else ""
    body = _body(
        _greeting(meeting.contact, "thank you for your time."),
        notes,
        "Did we get something wrong, or forget it? Just answer this mail.",
        f"[Book the next one]({pages.book_url(meeting.contact)})",
    )
    return Said(f"Thank you: {meeting.type.name}", body, _why(meeting))


def missed(meeting: Meeting) -> Said:
    """An offer, and no reproach."""
    body = _body(
        _greeting(meeting.contact, "it looks as if we missed each other:"),
        _facts(meeting, meeting.contact),
        "That happens. Please take another time that suits you better.",
        f"[Find another time]({pages.book_url(meeting.contact)})",
    )
    return Said(f"Shall we find another time? {meeting.type.name}", body, _why(meeting))


def noted(meeting: Meeting, text: str) -> Said:
    """What the customer added to a meeting, for its hosts."""
    who = plain(str(meeting.contact or meeting.account))
    body = _body(
        f"{who} added a note to {plain(meeting.type.name)}, "
        f"{plain(_short(meeting, meeting.zone))}:",
        quoted(text),
        f"[Open the meeting]({pages.admin_url(meeting)})",
    )
    return Said(f"Note: {meeting.type.name} with {meeting.account.name}", body, _WHY_HOST)


_WHY_HOST = "You get this mail because you host this meeting."


def _why(meeting: Meeting) -> str:
    return f"You get this mail because a meeting with {settings.PORTAL_VENDOR_NAME} was booked " + (
        "for you." if meeting.booked_by_id else "with this address."
    )


def _greeting(contact: Contact, first: str) -> str:
    name = contact.first_name
    return f"Hello {plain(name)},\n\n{first}" if name else f"Hello,\n\n{first}"


def _facts(meeting: Meeting, to: Contact | User) -> str:
    """When, who and where, as a list."""
    hosts = [str(row.user) for row in meeting.hosts.select_related("user").order_by("-leads", "pk")]
    lines = [f"**When:** {plain(when(meeting, _zone(meeting, to)))}"]
    if isinstance(to, User):
        lines.append(f"**With:** {plain(_person(meeting))}")
    if hosts:
        lines.append(f"**Hosts:** {plain(' and '.join(hosts))}")
    if re.fullmatch(r"https?://[^\s<>]+", meeting.place):
        lines.append(f"**Where:** <{meeting.place}>")
    elif meeting.place:
        lines.append(f"**Where:** {plain(meeting.place)}")
    if meeting.topic:
        lines.append(f"**About:** {plain(meeting.topic)}")
    return "\n".join(f"- {line}" for line in lines)


def _told(meeting: Meeting) -> list[str]:
    """What the customer answered and wrote, for who hosts."""
    answers = [
        f"**{plain(question)}**\n\n{quoted(answer)}"
        for question, answer in meeting.answers.items()
        if answer
    ]
    return [*answers, f"**Note**\n\n{quoted(meeting.note)}"] if meeting.note else answers


def _person(meeting: Meeting) -> str:
    contact = meeting.contact
    if contact is None:
        return meeting.account.name
    title = f", {contact.title}" if contact.title else ""
    return f"{contact}{title} ({contact.email})"


def _agenda(meeting: Meeting) -> bool:
    return bool(meeting.type.agenda.strip())


def _zone(meeting: Meeting, to: Contact | User) -> str:
    return to.time_zone if isinstance(to, User) else meeting.zone


def _short(meeting: Meeting, zone: str) -> str:
    start = _local(meeting.starts_at, zone)
    return f"{start:%a} {start.day} {start:%b %H:%M}"


def _local(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(ZoneInfo(zone))


def _body(*parts: str) -> str:
    return "\n\n".join(filter(None, parts)) + "\n"
