"""What the calendars of the contact and of the hosts are told of a meeting."""

from datetime import datetime

from django.conf import settings

from accounts.models import Contact, User
from campaigns.booking import invitation, pages
from campaigns.booking.invitation import Entry, Person
from campaigns.carriers.message import Calendar
from campaigns.models import Meeting


def calendar(meeting: Meeting, method: str, *, to: Contact | User, now: datetime) -> Calendar:
    """The part of a mail for this person's calendar."""
    return Calendar(method, file(meeting, method, to=to, now=now))


def file(meeting: Meeting, method: str, *, to: Contact | User, now: datetime) -> str:
    """The same, as a file to download."""
    hosts = [row.user for row in meeting.hosts.select_related("user").order_by("-leads", "pk")]
    for_contact = isinstance(to, Contact)
    entry = Entry(
        uid=meeting.uid,
        sequence=meeting.sequence,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        stamped_at=now,
        title=title(meeting, for_contact=for_contact),
        description=_description(meeting, for_contact=for_contact),
        place=meeting.place,
        # The address that the mail comes from: calendars trust no other, and a host whose own
        # meeting it were could not accept it.
        organizer=Person(
            str(hosts[0]) if hosts else settings.PORTAL_SENDER_NAME, settings.PORTAL_SENDER_EMAIL
        ),
        attendees=_attendees(meeting, hosts),
        vendor=settings.PORTAL_VENDOR_NAME,
    )
    return invitation.text(entry, method)


def title(meeting: Meeting, *, for_contact: bool) -> str:
    """What the meeting is called, seen from either side."""
    other = settings.PORTAL_VENDOR_NAME if for_contact else meeting.account.name
    return f"{meeting.type.name} with {other}"


def _attendees(meeting: Meeting, hosts: list[User]) -> list[Person]:
    people = [Person(str(host), host.email) for host in hosts]
    if meeting.contact:
        people.insert(0, Person(meeting.contact.full_name, meeting.contact.email))
    return people


def _description(meeting: Meeting, *, for_contact: bool) -> str:
    """Agenda, topic and where to move or cancel it: each side has its own page."""
    parts = [meeting.type.agenda.strip()]
    if meeting.topic:
        parts.append(f"About: {meeting.topic}")
    if for_contact and meeting.contact:
        parts.append(f"Move or cancel: {pages.meeting_url(meeting)}")
    elif not for_contact:
        parts += [f"{question} {answer}" for question, answer in meeting.answers.items() if answer]
        parts.append(meeting.note.strip())
        parts.append(pages.admin_url(meeting))
    return "\n\n".join(filter(None, parts))
