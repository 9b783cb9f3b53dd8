"""Mails about meetings: each version told once to each, and nothing of an older one leaves."""

from datetime import UTC, datetime, timedelta

import ics
import pytest
import vobject

from accounts.models import Pool
from campaigns import send
from campaigns.booking import notes, settle
from campaigns.booking.book import book, cancel, move
from campaigns.booking.refused import Closed, Refused
from campaigns.models import CustomerMail, Status
from tests.campaigns.roads import Road
from tests.factories.accounts import AccountFactory, ContactFactory
from tests.factories.booking import NOW, BlockedTimeFactory, HostFactory, MeetingTypeFactory
from tests.factories.pools import PoolMemberFactory

db = pytest.mark.django_db(transaction=True)
pytestmark = pytest.mark.django_db
FRIDAY = datetime(2026, 3, 6, 10, tzinfo=UTC)
HALF = timedelta(minutes=30)


@pytest.fixture(autouse=True)
def sending_is_on(settings):
    settings.PORTAL_SENDING = "on"


@pytest.fixture
def host():
    return HostFactory(user__first_name="Ana", place="https://meet.example/{meeting}")


@pytest.fixture
def contact(host):
    return ContactFactory(
        first_name="Ada",
        email="ada@acme.example",
        account__ta=host.user,
        account__name="Acme Ltd",
        time_zone="Asia/Tokyo",
    )


@pytest.fixture
def kind():
    return MeetingTypeFactory(name="Check-in", agenda="1. How it goes")


def open_mails() -> set[str]:
    """What is planned: kind and who gets it."""
    rows = CustomerMail.objects.filter(status=Status.PLANNED)
    return {f"{row.key.partition(' ')[2]}" for row in rows}


def sent(now=NOW) -> Road:
    road = Road()
    send.customer_mails(clock=lambda: now, carrier=road)
    return road


def test_booking_invites_the_customer_and_the_host_and_reminds_the_customer(kind, contact, host):
    m = book(kind, contact, FRIDAY, now=NOW, note="Bring\nslides", answers={"Who?": "*All*"})
    assert open_mails() == {
        f"{m.pk}.0 booked contact",
        f"{m.pk}.0 booked host {host.user_id}",
        f"{m.pk}.0 day contact",
        f"{m.pk}.0 hour contact",
    }
    times = dict(CustomerMail.objects.filter(kind="reminder").values_list("key", "not_before"))
    assert sorted(times.values()) == [FRIDAY - timedelta(days=1), FRIDAY - timedelta(hours=1)]


@pytest.mark.parametrize(
    ("hours", "reminded"),
    [(25, {"day", "hour"}), (24, {"hour"}), (1.5, {"hour"}), (1, set()), (0.5, set())],
)
def test_reminders_are_for_what_was_booked_earlier(kind, contact, hours, reminded):
    book(kind, contact, FRIDAY, now=FRIDAY - timedelta(hours=hours))
    mails = CustomerMail.objects.filter(kind="reminder")
    assert {row.key.split()[2] for row in mails} == reminded


@db
def test_each_is_written_in_the_readers_own_hours(kind, contact, host):
    book(kind, contact, FRIDAY, now=NOW, note="Bring\nslides", answers={"Who?": "*All*"})
    mails = {mail.to: mail for mail in sent().mails}
    theirs, ours = mails["ada@acme.example"], mails[host.user.email]
    assert theirs.subject == "Booked: Check-in, Fri 6 Mar 19:00"
    assert ours.subject == "Booked: Check-in, Fri 6 Mar 10:00"
    assert "Friday 6 March 2026, 19:00 to 19:30 (Asia/Tokyo)" in theirs.text
    assert "How it goes" in theirs.text and "/meeting/" in theirs.text
    assert theirs.reply_to == host.user.email
    assert "*All*" in ours.text and "slides" in ours.text
    assert "example/meeting/" not in (ours.text + ours.calendar.text).replace("\r\n ", "")
    assert "/admin/" in ours.text and "/admin/" not in theirs.text


@db
def test_calendars_hear_the_same_uid_and_a_higher_sequence_at_each_change(kind, contact, host):
    meeting = book(kind, contact, FRIDAY, now=NOW)
    heard = [mail for mail in sent().mails if mail.to == contact.email]
    meeting = move(meeting, FRIDAY + HALF, now=NOW)
    heard += [mail for mail in sent().mails if mail.to == contact.email]
    cancel(meeting, now=NOW)
    heard += [mail for mail in sent().mails if mail.to == contact.email]
    assert [mail.calendar.method for mail in heard] == ["REQUEST", "REQUEST", "CANCEL"]
    events = [next(iter(ics.Calendar(mail.calendar.text).events)) for mail in heard]
    others = [vobject.readOne(mail.calendar.text).vevent for mail in heard]
    assert {event.uid for event in events} == {meeting.uid}
    assert [int(other.sequence.value) for other in others] == [0, 1, 2]
    assert [event.begin.datetime for event in events] == [FRIDAY, FRIDAY + HALF, FRIDAY + HALF]
    assert {event.organizer.email for event in events} == {"success@portal.example"}
    assert "Move or cancel: http" in events[0].description


@pytest.mark.parametrize("act", ["move", "cancel"])
def test_nothing_of_an_older_version_leaves(kind, contact, act):
    meeting = book(kind, contact, FRIDAY, now=NOW)
    if act == "move":
        move(meeting, FRIDAY + HALF, now=NOW)
    else:
        cancel(meeting, now=NOW)
    assert open_mails() and all(key.startswith(f"{meeting.pk}.1 ") for key in open_mails())
    assert any(" day " in key for key in open_mails()) == (act == "move")


@db
def test_reminder_leaves_in_its_hour_and_not_for_a_cancelled_meeting(kind, contact):
    meeting = book(kind, contact, FRIDAY, now=NOW)
    sent()
    assert [m.subject for m in sent(FRIDAY - timedelta(hours=23)).mails] == [
        "Reminder: Check-in on Friday at 19:00"
    ]
    cancel(meeting, now=FRIDAY - timedelta(hours=2))
    sent(FRIDAY - timedelta(hours=2))
    assert sent(FRIDAY - timedelta(minutes=59)).mails == []


def test_a_host_who_is_relieved_is_told_and_the_new_one_invited(kind):
    pool = Pool.objects.get(slug="digital")
    first, second = (PoolMemberFactory(pool=pool, user=HostFactory().user).user for _ in range(2))
    contact = ContactFactory(account=AccountFactory())
    meeting = book(kind, contact, FRIDAY, now=NOW)
    CustomerMail.objects.update(status=Status.SENT)
    BlockedTimeFactory(host=first.host, starts_at=FRIDAY + HALF, ends_at=FRIDAY + 2 * HALF)
    move(meeting, FRIDAY + HALF, now=NOW)
    mails = CustomerMail.objects.filter(status=Status.PLANNED, user__isnull=False)
    assert dict(mails.values_list("user", "calendar_method")) == {
        first.pk: "CANCEL",
        second.pk: "REQUEST",
    }
    CustomerMail.objects.update(status=Status.SENT)
    move(meeting, FRIDAY + 3 * HALF, now=NOW)
    assert not CustomerMail.objects.filter(status=Status.PLANNED, user=first).exists()


# Afterwards.


@db
def test_held_meeting_is_thanked_for_and_missed_one_offered_again(kind, contact, host):
    meeting = book(kind, contact, FRIDAY, now=NOW)
    sent(FRIDAY)
    settle.settle(meeting, held=False, by=host.user, now=FRIDAY + HALF)
    settle.settle(meeting, held=True, outcome="We *agreed*.", by=host.user, now=FRIDAY + HALF)
    assert sent(FRIDAY + HALF).mails == []
    [mail] = sent(FRIDAY + 2 * HALF).mails
    assert mail.subject == "Thank you: Check-in"
    assert "We *agreed*." in mail.text and "/book/" in mail.text
    assert not mail.calendar


@db
def test_nobody_came_offers_another_time(kind, contact, host):
    meeting = book(kind, contact, FRIDAY, now=NOW)
    sent(FRIDAY)
    settle.settle(meeting, held=False, by=host.user, now=FRIDAY + HALF)
    [mail] = sent(FRIDAY + 2 * HALF).mails
    assert "missed each other" in mail.text and "/book/" in mail.text


def test_what_is_settled_weeks_later_is_no_reason_for_a_mail(kind, contact, host):
    meeting = book(kind, contact, FRIDAY, now=NOW)
    settle.settle(meeting, held=True, by=host.user, now=FRIDAY + timedelta(days=5))
    assert not CustomerMail.objects.filter(kind="follow_up").exists()


# Notes.


def test_note_is_kept_once_and_told_to_the_host(kind, contact, host):
    meeting = book(kind, contact, FRIDAY, now=NOW, note="One")
    CustomerMail.objects.update(status=Status.SENT)
    for text in ("Two", "Two", " Three "):
        meeting = notes.add(meeting, text, now=NOW)
    assert meeting.note == "One\n\nTwo\n\nThree"
    mails = CustomerMail.objects.filter(status=Status.PLANNED)
    assert [row.user for row in mails] == [host.user, host.user]
    with pytest.raises(Refused, match="more than we can keep"):
        notes.add(meeting, "x" * 6000, now=NOW)
    with pytest.raises(Closed):
        notes.add(meeting, "Late", now=FRIDAY + HALF)
