"""Pages of meetings, their types and hosts' hours: what each shows, does, and to whom."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from accounts.models import Account
from campaigns.booking.book import book
from campaigns.models import BusyTime, CustomerMail, Host, Meeting, MeetingType
from tests.admin_book import member
from tests.factories.accounts import ContactFactory
from tests.factories.booking import (
    NOW,
    BlockedTimeFactory,
    BusyCalendarFactory,
    HostFactory,
    MeetingTypeFactory,
)

pytestmark = pytest.mark.django_db
TEN = datetime(2026, 3, 3, 10, tzinfo=UTC)
HALF = timedelta(minutes=30)
MINE = "/admin/campaigns/host/mine/"


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def ta(client):
    user = member("Technical Advisor")
    client.force_login(user)
    return user


@pytest.fixture
def host(ta):
    return HostFactory(user=ta)


@pytest.fixture
def contact(host):
    return ContactFactory(account__ta=host.user, account__name="Acme")


@pytest.fixture
def meeting(contact):
    return book(MeetingTypeFactory(name="Check-in"), contact, TEN, now=NOW, topic="Roadmap")


def do(client, host: Host, act: str, **data):
    return client.post(reverse("admin:campaigns_host_do", args=[host.pk, act]), data)


def page(client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


# Hours


def test_a_member_begins_with_usual_hours_and_a_look_changes_nothing(ta, client):
    assert "Take meetings" in page(client, MINE)
    assert not Host.objects.exists()
    client.post(reverse("admin:campaigns_host_begin"))
    assert Host.objects.get().hours.count() == 5
    assert "09:00–17:00" in page(client, MINE)


def test_hours_are_kept_as_they_were_written(host, client):
    do(client, host, "week", day0="9-12, 13:30–17:15", day6="10:00 to 11:00")
    assert [str(row) for row in host.hours.all()] == [
        "Monday 09:00 to 12:00",
        "Monday 13:30 to 17:15",
        "Sunday 10:00 to 11:00",
    ]


@pytest.mark.parametrize(
    ("act", "data", "said"),
    [
        ("week", {"day0": "whenever"}, "are no hours"),
        ("week", {"day0": "9-12, 11-13"}, "overlap"),
        ("override", {"on": "2026-03-01", "hours": ""}, "past"),
        ("override", {"on": "soon", "hours": ""}, "valid date"),
        (
            "block",
            {"starts_at": "2026-03-03T10:00", "ends_at": "2026-03-03T09:00"},
            "ends before it begins",
        ),
        ("subscribe", {"name": "x", "url": "ftp://x"}, "begins with https://"),
        ("settings", {"time_zone": "UTC", "country": "XX"}, "No holidays are known"),
        ("settings", {"time_zone": "UTC", "country": "DE", "region": "ZZ"}, "no region"),
    ],
)
def test_what_is_wrong_is_refused_with_a_sentence_and_stays_typed(act, data, said, host, client):
    response = do(client, host, act, **data)
    assert response.status_code == 200
    assert said in response.content.decode()


def test_days_blocks_and_calendars_come_and_go(host, client):
    do(client, host, "override", on="2026-03-07", hours="10-12")
    do(client, host, "block", starts_at="2026-03-03T10:00", ends_at="2026-03-03T12:00", reason="X")
    do(client, host, "subscribe", name="Work", url="webcal://calendar.example/secret.ics")
    shown = page(client, MINE)
    assert "Saturday, 7 March 2026" in shown and "Tue 3 Mar 2026 10:00" in shown
    assert "not read yet" in shown and "secret.ics" not in shown
    assert host.calendars.get().url == "https://calendar.example/secret.ics"
    do(client, host, "lift", on="2026-03-07")
    do(client, host, "unblock", row=host.blocks.get().pk)
    do(client, host, "unsubscribe", row=host.calendars.get().pk)
    assert not (host.overrides.exists() or host.blocks.exists() or host.calendars.exists())


def test_a_time_is_blocked_in_the_zone_of_the_host_and_tells_of_meetings_in_it(
    host, meeting, client
):
    host.user.time_zone = "America/New_York"
    host.user.save()
    do(client, host, "block", starts_at="2026-03-03T05:00", ends_at="2026-03-03T06:00")
    assert host.blocks.get().starts_at == TEN
    assert "1 meeting in that time stay" in page(client, MINE)


def test_what_customers_see_is_counted_by_day(host, client):
    BlockedTimeFactory(host=host, starts_at=TEN, ends_at=TEN + 2 * HALF)
    assert "<small>Tue 3 Mar</small><b>14</b>" in page(client, MINE)


def test_only_managers_see_to_the_hours_of_others(host, client):
    other = HostFactory()
    assert do(client, other, "week", day0="9-10").status_code == 403
    url = reverse("admin:campaigns_host_change", args=[other.pk])
    assert "Keep these hours" not in page(client, url)
    client.force_login(member("Manager"))
    assert do(client, other, "week", day0="9-10").status_code == 302
    assert other.hours.count() == 1


def test_the_secret_address_of_a_calendar_is_shown_nowhere(host, client):
    calendar = BusyCalendarFactory(host=host, url="https://calendar.example/secret.ics")
    url = reverse("admin:campaigns_busycalendar_change", args=[calendar.pk])
    for address in (url, reverse("admin:campaigns_busycalendar_changelist"), MINE):
        assert "secret.ics" not in page(client, address)


# The feed


def test_the_feed_opens_without_login_until_its_address_is_renewed(host, meeting, client):
    feed = client.get(MINE).context["feed"].removeprefix("http://localhost:8000")
    client.logout()
    answer = client.get(feed)
    assert answer["Content-Type"].startswith("text/calendar")
    assert meeting.uid.encode() in answer.content.replace(b"\r\n ", b"")
    assert client.post(feed).status_code == 405
    Host.objects.update(feed_number=2)
    assert client.get(feed).status_code == 404


# Meetings


@pytest.mark.parametrize("count", [1, 3, 50])
def test_lists_and_pages_ask_as_often_for_any_number(
    count, contact, client, django_assert_num_queries
):
    kind = MeetingTypeFactory(horizon_days=60)
    for number in range(count):
        at = TEN + number * HALF if number < 10 else TEN + timedelta(days=number, minutes=30)
        meeting = book(kind, contact, at, now=NOW, by=contact.account.ta, anytime=True)
    for url, queries in (
        (reverse("admin:campaigns_meeting_changelist"), 7),
        (reverse("admin:campaigns_meeting_change", args=[meeting.pk]), 16),
        (reverse("admin:accounts_account_tab", args=[contact.account_id, "meetings"]), 7),
        (MINE, 19),
    ):
        client.get(url)
        with django_assert_num_queries(queries):
            page(client, url)


def test_a_meeting_is_moved_and_cancelled_on_its_page(meeting, client):
    url = reverse("admin:campaigns_meeting_change", args=[meeting.pk])
    assert "Roadmap" in page(client, url)
    client.post(f"{url.removesuffix('change/')}do/move/", {"slot": "2026-03-03T11:00Z"})
    meeting.refresh_from_db()
    assert (meeting.starts_at, meeting.sequence) == (TEN + 2 * HALF, 1)
    client.post(f"{url.removesuffix('change/')}do/cancel/", {"reason": "Ill"})
    meeting.refresh_from_db()
    assert meeting.state == "cancelled"
    answer = client.post(f"{url.removesuffix('change/')}do/cancel/", {"reason": "Ill"})
    assert "This meeting is cancelled" in answer.content.decode()


def opened(text: str) -> list[str]:
    """The titles of what stands open on the page to be filled in."""
    return re.findall(r'<details [^>]*name="act" open>\s*<summary>(.+?)</summary>', text)


def test_the_outcome_is_recorded_when_its_time_has_come(meeting, client, time_machine):
    url = reverse("admin:campaigns_meeting_change", args=[meeting.pk])
    do_url = f"{url.removesuffix('change/')}do/"
    assert "It was held" not in page(client, url) and opened(page(client, url)) == []
    assert opened(client.post(f"{do_url}move/").text) == ["Move it"]
    time_machine.move_to(TEN + HALF, tick=False)
    assert "Was it held?" in page(client, url) and opened(page(client, url)) == ["It was held"]
    client.post(f"{do_url}held/", {"outcome": "All well"})
    meeting.refresh_from_db()
    assert (meeting.state, meeting.outcome) == ("held", "All well")


def test_a_reader_sees_a_meeting_and_does_nothing_with_it(meeting, client):
    client.force_login(member("Read-only"))
    url = reverse("admin:campaigns_meeting_change", args=[meeting.pk])
    assert "What can be done" not in page(client, url)
    do_url = f"{url.removesuffix('change/')}do/cancel/"
    assert client.post(do_url, {"reason": ""}).status_code == 403


# From the account


def book_url(account: Account, act: str = "book-meeting") -> str:
    return reverse("admin:accounts_account_do", args=[account.pk, act])


def test_a_meeting_is_booked_for_a_customer(contact, client):
    kind = MeetingType.objects.get(slug="sync-call")
    url = book_url(contact.account)
    assert "Tuesday 3 March" in page(client, f"{url}?type={kind.pk}")
    data = {"type": kind.pk, "contact": contact.pk, "slot": "2026-03-03T10:00Z"}
    assert client.post(url, data).status_code == 302
    meeting = Meeting.objects.get()
    assert (meeting.starts_at, meeting.booked_by) == (TEN, contact.account.ta)


def test_a_time_that_is_taken_names_others(meeting, contact, client):
    other = ContactFactory(account=contact.account)
    data = {"type": MeetingType.objects.get(slug="sync-call").pk, "contact": other.pk}
    answer = client.post(book_url(contact.account), {**data, "other": "2026-03-03T10:00"})
    assert "Nobody is free then. Free: Tue 3 Mar 2026 09:00" in answer.content.decode()


def test_a_contact_of_another_account_is_no_choice(contact, client):
    data = {"type": MeetingType.objects.first().pk, "contact": ContactFactory().pk}
    answer = client.post(book_url(contact.account), {**data, "slot": "2026-03-03T10:00Z"})
    assert answer.status_code == 200
    assert not Meeting.objects.exists()


def test_times_are_proposed_by_a_mail_with_a_link_for_each(contact, client):
    kind = MeetingType.objects.get(slug="check-in")
    slots = ["2026-03-04T10:00Z", "2026-03-05T11:00Z"]
    url = book_url(contact.account, "propose-times")
    page(client, url)
    data = {"type": kind.pk, "contact": contact.pk, "slots": slots, "words": "As promised."}
    assert client.post(url, data).status_code == 302
    mail = CustomerMail.objects.get()
    assert mail.contact == contact and "As promised" in mail.body
    assert all(slot.replace(":", "%3A") in mail.body for slot in slots)


# Types


def test_a_type_names_a_step_that_is_there(client):
    client.force_login(member("CS Operations"))
    kind = MeetingType.objects.get(slug="sync-call")
    url = reverse("admin:campaigns_meetingtype_change", args=[kind.pk])
    fields = client.get(url).context["adminform"].form.initial
    data = {
        name: value
        for name, value in fields.items()
        if isinstance(value, int | str) and not isinstance(value, bool) and value != ""
    }
    data |= {"active": "on", "topics": "One\nTwo\n", "questions": ""}
    refused = client.post(url, {**data, "playbook": "asp_sync", "step": "dance"})
    assert "has a step “dance”" in refused.content.decode()
    assert client.post(url, {**data, "playbook": "asp_sync", "step": "sync"}).status_code == 302
    kind.refresh_from_db()
    assert (kind.topics, kind.step) == (["One", "Two"], "sync")


def test_a_busy_time_of_a_calendar_is_not_offered(host, client):
    calendar = BusyCalendarFactory(host=host)
    BusyTime.objects.create(calendar=calendar, starts_at=TEN, ends_at=TEN + 2 * HALF)
    assert "<small>Tue 3 Mar</small><b>14</b>" in page(client, MINE)
