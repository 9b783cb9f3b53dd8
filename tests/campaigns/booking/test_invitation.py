"""Invitations as two independent libraries read them, over booking, moving and cancelling."""

from datetime import UTC, datetime, timedelta, timezone

import ics
import pytest
import vobject

from campaigns.booking import invitation
from campaigns.booking.invitation import CANCEL, PUBLISH, REQUEST, Entry, Person

AT = datetime(2026, 3, 3, 14, 30, tzinfo=UTC)
HALF_HOUR = timedelta(minutes=30)


def entry(**given) -> Entry:
    usual = {
        "uid": "6f1c@portal.example",
        "sequence": 0,
        "starts_at": AT,
        "ends_at": AT + HALF_HOUR,
        "stamped_at": AT - timedelta(days=5),
        "title": "Check-in with Analytical Engines",
        "description": "1. How it goes\n2. What comes next",
        "place": "https://meet.example/6f1c",
        "organizer": Person("Maya Lindqvist", "success@portal.example"),
        "attendees": [Person("Ada Lovelace", "ada@engines.example")],
        "vendor": "Sourcegraph",
    }
    return Entry(**usual | given)


def read(text: str):
    """The event as `ics` and as `vobject` see it, and the method of the file."""
    [one] = ics.Calendar(text).events
    calendar = vobject.readOne(text)
    return one, calendar.vevent, calendar.method.value


def test_two_libraries_read_the_same():
    one, other, method = read(invitation.text(entry()))
    assert method == "REQUEST"
    assert (one.uid, other.uid.value) == ("6f1c@portal.example",) * 2
    assert (one.begin.datetime, other.dtstart.value) == (AT, AT)
    assert (one.end.datetime, other.dtend.value) == (AT + HALF_HOUR, AT + HALF_HOUR)
    assert one.name == other.summary.value == "Check-in with Analytical Engines"
    assert one.description == other.description.value == "1. How it goes\n2. What comes next"
    assert one.location == other.location.value == "https://meet.example/6f1c"
    assert one.url == other.url.value == "https://meet.example/6f1c"
    assert one.organizer.email == "success@portal.example"
    assert other.organizer.params["CN"] == ["Maya Lindqvist"]
    [attendee] = one.attendees
    assert (attendee.email, attendee.rsvp) == ("ada@engines.example", True)
    assert other.valarm.trigger.value == timedelta(minutes=-15)


def test_uid_stays_and_sequence_rises_over_book_move_cancel():
    told = [
        read(invitation.text(entry())),
        read(
            invitation.text(entry(sequence=1, starts_at=AT + HALF_HOUR, ends_at=AT + 2 * HALF_HOUR))
        ),
        read(invitation.text(entry(sequence=2), CANCEL)),
    ]
    assert [method for _, _, method in told] == [REQUEST, REQUEST, CANCEL]
    assert {one.uid for one, _, _ in told} == {other.uid.value for _, other, _ in told}
    assert [int(other.sequence.value) for _, other, _ in told] == [0, 1, 2]
    assert [one.status for one, _, _ in told] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert not hasattr(told[2][1], "valarm")


@pytest.mark.parametrize("hours", [-9.5, -3, 0, 5.5, 11])
def test_times_are_written_in_utc_whatever_zone_they_are_given_in(hours):
    zone = timezone(timedelta(hours=hours))
    text = invitation.text(
        entry(starts_at=AT.astimezone(zone), ends_at=(AT + HALF_HOUR).astimezone(zone))
    )
    assert "DTSTART:20260303T143000Z" in text
    assert "TZID" not in text and "VTIMEZONE" not in text


NAMES = [
    'Zoë Müller, "Zed"; CTO',
    "株式会社アナリティカル・エンジン" * 4,
    "a:b\r\nATTENDEE:x",
    "",
    "Ü" * 200,
]


@pytest.mark.parametrize("name", NAMES)
def test_names_of_all_kinds_are_folded_and_read_back(name):
    text = invitation.text(
        entry(title=f"Call: {name}", description=name, attendees=[Person(name, "ada@x.example")])
    )
    lines = text.encode().split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert b"\n" not in b"".join(lines) and lines[-1] == b""
    one, other, _ = read(text)
    assert one.name == other.summary.value == " ".join(f"Call: {name}".split())
    assert len(one.attendees) == 1 == len(other.contents["attendee"])
    assert next(iter(one.attendees)).email == "ada@x.example"


def test_place_that_is_no_link_is_no_address():
    text = invitation.text(entry(place="Room 5, second floor"), PUBLISH)
    one, other, method = read(text)
    assert (one.location, one.url, method) == ("Room 5, second floor", None, PUBLISH)
    assert not hasattr(other, "url")


def test_several_people_are_all_invited():
    people = [Person(f"P{n}", f"p{n}@x.example") for n in range(3)]
    one, other, _ = read(invitation.text(entry(attendees=people)))
    assert {each.email for each in one.attendees} == {person.address for person in people}
    assert len(other.contents["attendee"]) == 3
