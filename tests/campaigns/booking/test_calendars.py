"""Calendars elsewhere: what counts as busy, where they are read from, and what stays when not."""

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from campaigns.booking import calendars
from campaigns.booking.book import book
from campaigns.booking.calendars import busy, fetch
from campaigns.booking.calendars.fetch import NotRead
from campaigns.booking.calendars.refresh import due, is_stale
from campaigns.models import BusyCalendar, BusyTime
from tests.factories.accounts import ContactFactory
from tests.factories.booking import NOW, BusyCalendarFactory, HostFactory, MeetingTypeFactory

HALF = timedelta(minutes=30)


def calendar(*events: str) -> bytes:
    """One of these events, each given by its lines."""
    bodies = [f"BEGIN:VEVENT\nUID:{n}@x\n{event}\nEND:VEVENT" for n, event in enumerate(events)]
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", *bodies, "END:VCALENDAR", ""]
    return "\n".join(lines).replace("\n", "\r\n").encode()


def shown(text: bytes, zone: str = "UTC", **given) -> list[str]:
    found = busy.times(text, since=NOW, until=NOW + timedelta(8), zone=zone, **given)
    return [f"{starts:%d %H:%M}-{ends:%d %H:%M}" for starts, ends in found]


TUESDAY = "DTSTART:20260303T100000Z\nDTEND:20260303T110000Z"


@pytest.mark.parametrize(
    ("event", "zone", "expected"),
    [
        pytest.param(TUESDAY, "UTC", ["03 10:00-03 11:00"], id="opaque by default"),
        pytest.param(f"{TUESDAY}\nTRANSP:TRANSPARENT", "UTC", [], id="transparent"),
        pytest.param(f"{TUESDAY}\nSTATUS:CANCELLED", "UTC", [], id="cancelled"),
        pytest.param(f"{TUESDAY}\nX-MICROSOFT-CDO-BUSYSTATUS:FREE", "UTC", [], id="Outlook: free"),
        pytest.param(
            "DTSTART;VALUE=DATE:20260304\nDTEND;VALUE=DATE:20260305",
            "America/New_York",
            ["04 05:00-05 05:00"],
            id="all day, where the owner lives",
        ),
        pytest.param("DTSTART;VALUE=DATE:20260304\nTRANSP:TRANSPARENT", "UTC", [], id="a birthday"),
        pytest.param(
            "DTSTART;VALUE=DATE:20260304", "UTC", ["04 00:00-05 00:00"], id="a day without end"
        ),
        pytest.param(
            "DTSTART:20260303T100000\nDTEND:20260303T110000",
            "Asia/Tokyo",
            ["03 01:00-03 02:00"],
            id="floating",
        ),
        pytest.param(
            "DTSTART:20260101T100000Z\nDTEND:20260101T103000Z\nRRULE:FREQ=WEEKLY;BYDAY=TU,TH\n"
            "EXDATE:20260305T100000Z",
            "UTC",
            ["03 10:00-03 10:30", "10 10:00-10 10:30"],
            id="repeated, but once",
        ),
        pytest.param(
            "DTSTART:20260301T100000Z\nDTEND:20260301T110000Z", "UTC", [], id="over before"
        ),
    ],
)
def test_what_takes_time(event, zone, expected):
    assert shown(calendar(event), zone) == expected


def test_times_that_touch_are_joined_and_our_own_meetings_left_out():
    later = "DTSTART:20260303T110000Z\nDTEND:20260303T120000Z"
    assert shown(calendar(TUESDAY, later)) == ["03 10:00-03 12:00"]
    assert shown(calendar(TUESDAY, later), without={"0@x"}) == ["03 11:00-03 12:00"]


@pytest.mark.parametrize(
    "text",
    [
        b"<html>Please log in</html>",
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:whenever\r\n",
        calendar(f"{TUESDAY}\nRRULE:FREQ=SECONDLY"),
    ],
)
def test_what_is_no_calendar_or_too_much_is_refused(text):
    with pytest.raises(ValueError):
        shown(text)


# Where they are read from


class Server(ThreadingHTTPServer):
    body, status, location = calendar(TUESDAY), 200, ""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/secret.ics"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(self.server.status)
        if self.server.location:
            self.send_header("Location", self.server.location)
        self.end_headers()
        self.wfile.write(self.server.body)

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def server() -> Iterator[Server]:
    found = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=found.serve_forever, args=(0.02,), daemon=True).start()
    yield found
    found.shutdown()
    found.server_close()


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/x.ics",
        "https://127.0.0.1/x.ics",
        "https://[::1]/x.ics",
        "https://169.254.169.254/latest/meta-data",
        "https://10.0.0.8/x.ics",
        "ftp://calendar.example/x.ics",
    ],
)
def test_nothing_inside_is_read(url):
    with pytest.raises(NotRead):
        fetch.fetch(url, allow_private=False)


def test_a_redirect_is_judged_like_the_address_itself(server, monkeypatch):
    server.status, server.location = 302, "https://10.0.0.8/x.ics"
    monkeypatch.setattr(
        fetch.addresses,
        "judged",
        lambda parts, allow_private: (
            "127.0.0.1" if parts.port == server.server_port else _refuse(parts.hostname)
        ),
    )
    with pytest.raises(NotRead, match="no public address"):
        fetch.fetch(server.url, allow_private=True)


def _refuse(host: str) -> str:
    raise ValueError(f"{host} leads to {host}, which is no public address")


def test_too_large_and_endless_ones_are_given_up(server, monkeypatch):
    monkeypatch.setattr(fetch, "LARGEST", 100)
    with pytest.raises(NotRead, match="larger"):
        fetch.fetch(server.url, allow_private=True)
    server.status, server.location = 302, "/secret.ics"
    with pytest.raises(NotRead, match="on and on"):
        fetch.fetch(server.url, allow_private=True)


# On a schedule


@pytest.fixture
def subscribed(db, server, settings) -> BusyCalendar:
    settings.PORTAL_CALENDARS_PRIVATE = True
    return BusyCalendarFactory(url=server.url)


def read(now: datetime = NOW) -> dict:
    return dict(calendars.refresh(clock=lambda: now))


def test_its_times_are_kept_and_replaced(subscribed, server):
    assert read() == {"calendars read": 1}
    assert read() == {}
    assert BusyTime.objects.count() == 1
    server.body = calendar()
    assert read(NOW + timedelta(minutes=15)) == {"calendars read": 1}
    assert not BusyTime.objects.exists()


def test_what_was_read_stays_when_it_fails_and_is_told_to_be_stale(subscribed, server):
    read()
    server.status = 500
    for hours in (1, 2, 3):
        assert read(NOW + timedelta(hours=hours)) == {"calendars not read": 1}
    subscribed.refresh_from_db()
    assert (subscribed.failures, subscribed.refreshed_at) == (3, NOW)
    assert subscribed.error == "the server answered 500"
    assert is_stale(subscribed, now=NOW + timedelta(hours=3)) and BusyTime.objects.exists()
    # Twice as long after each failure.
    assert not due(now=NOW + timedelta(hours=4, minutes=59)).exists()
    assert due(now=NOW + timedelta(hours=5)).exists()


def test_a_meeting_in_the_hosts_own_calendar_is_not_in_the_way_of_its_move(db, server, settings):
    settings.PORTAL_CALENDARS_PRIVATE = True
    host = HostFactory()
    kind, contact = MeetingTypeFactory(), ContactFactory(account__ta=host.user)
    meeting = book(kind, contact, NOW + timedelta(hours=22), now=NOW)
    server.body = calendar(TUESDAY).replace(b"0@x", meeting.uid.encode())
    BusyCalendarFactory(host=host, url=server.url)
    assert read() == {"calendars read": 1}
    assert not BusyTime.objects.exists()
