"""The entry of a meeting as calendars take it: one uid for ever, a higher sequence for each change.

Times are written in UTC: zones that travel in the entry are read wrongly by some calendars.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from icalendar import Alarm, Calendar, Event, vCalAddress, vText, vUri

REQUEST, CANCEL, PUBLISH = "REQUEST", "CANCEL", "PUBLISH"
RING_BEFORE = timedelta(minutes=15)


class Person(NamedTuple):
    name: str
    address: str


class Entry(NamedTuple):
    """What calendars are told of a meeting; `stamped_at` is when they are told."""

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    stamped_at: datetime
    title: str
    description: str
    place: str
    organizer: Person
    attendees: Sequence[Person]
    vendor: str


def text(entry: Entry, method: str = REQUEST) -> str:
    """The whole file, lines folded and ended as RFC 5545 wants them."""
    calendar = Calendar()
    calendar.add("prodid", f"-//{_one_line(entry.vendor)}//Customer success//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    calendar.add_component(_event(entry, method))
    return calendar.to_ical().decode()


def _event(entry: Entry, method: str) -> Event:
    cancelled = method == CANCEL
    event = Event()
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    for name, moment in (
        ("dtstamp", entry.stamped_at),
        ("dtstart", entry.starts_at),
        ("dtend", entry.ends_at),
    ):
        event.add(name, moment.astimezone(UTC).replace(microsecond=0))
    event.add("summary", _one_line(entry.title))
    event.add("description", entry.description)
    if entry.place:
        event.add("location", _one_line(entry.place))
        if entry.place.startswith(("https://", "http://")):
            event["url"] = vUri(entry.place)
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if cancelled else "OPAQUE")
    event["organizer"] = _address(entry.organizer)
    for person in entry.attendees:
        event.add("attendee", _attendee(person, cancelled), encode=0)
    if not cancelled:
        event.add_component(_alarm(entry.title))
    return event


def _address(person: Person) -> vCalAddress:
    address = vCalAddress(f"mailto:{person.address}")
    # Quotes cannot be written inside a parameter at all.
    name = _one_line(person.name).replace('"', "'")
    if name:
        address.params["CN"] = vText(name)
    return address


def _attendee(person: Person, cancelled: bool) -> vCalAddress:
    address = _address(person)
    address.params["CUTYPE"] = vText("INDIVIDUAL")
    address.params["ROLE"] = vText("REQ-PARTICIPANT")
    address.params["PARTSTAT"] = vText("NEEDS-ACTION")
    address.params["RSVP"] = vText("FALSE" if cancelled else "TRUE")
    return address


def _alarm(title: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", _one_line(title))
    alarm.add("trigger", -RING_BEFORE)
    return alarm


def _one_line(words: str) -> str:
    return " ".join(words.split())
