"""Booking pages: looking books nothing, a post books once, a loser keeps what was typed."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import ics
import pytest
from django.test import Client

from accounts import removal, revocation
from accounts.models import Pool
from campaigns import links
from campaigns.booking import book, forms
from campaigns.booking.month import chosen, month
from campaigns.models import Campaign, CustomerMail, Meeting, MeetingType
from tests.factories.accounts import AccountFactory, ContactFactory
from tests.factories.booking import NOW, HostFactory, MeetingTypeFactory
from tests.factories.pools import PoolMemberFactory

TEN = datetime(2026, 3, 3, 10, tzinfo=UTC)
AT = "2026-03-03T10:00Z"
HALF = timedelta(minutes=30)


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def client() -> Client:
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def contact(db):
    host = HostFactory(user__first_name="Maya", user__last_name="Lindqvist", user__title="Advisor")
    return ContactFactory(
        account__ta=host.user, time_zone="Europe/Berlin", email="ada@acme.example"
    )


@pytest.fixture
def kind(db):
    return MeetingTypeFactory(
        name="Check-in", topics=["Roadmap", "Training"], questions=["What for?*", "Who else?"]
    )


def start(contact, campaign=0) -> str:
    return links.path_for(contact, links.BOOK, about=campaign)


def times(contact, kind) -> str:
    return f"{start(contact)}{kind.slug}/"


def filled(**given) -> dict[str, str]:
    usual = {"at": AT, "zone": "Europe/Berlin", "topic": "Roadmap", "answer0": "To learn"}
    return usual | given


def own(meeting) -> str:
    return links.path_for(meeting.contact, links.MEETING, about=meeting.pk)


# Choosing.


def test_start_shows_the_advisor_and_what_can_be_talked_about(client, contact, kind):
    MeetingTypeFactory(name="Closed", active=False)
    page = client.get(start(contact)).text
    assert "Maya Lindqvist" in page and "Check-in" in page and "Roadmap review" in page
    assert "Closed" not in page


def test_who_comes_from_a_mail_that_offers_a_meeting_sees_its_times(client, contact):
    campaign = Campaign.objects.get(slug="day90_recap")
    answer = client.get(start(contact, campaign.pk))
    assert answer.url == f"{start(contact, campaign.pk)}check-in/"
    assert client.get(answer.url).status_code == 200
    assert client.get(f"{start(contact, campaign.pk)}?all=1").status_code == 200


def test_times_stand_in_the_contacts_zone_until_another_is_chosen(client, contact, kind):
    page = client.get(times(contact, kind), {"day": "2026-03-03"}).text
    assert "Tuesday 3 March, 11:00" in page and "at=2026-03-03T10%3A00Z" in page
    page = client.get(times(contact, kind), {"day": "2026-03-04", "zone": "Asia/Kolkata"}).text
    assert "Wednesday 4 March, 14:30" in page and "zone=Asia%2FKolkata" in page
    assert forms.zone("Asia/Calcutta") == "Asia/Kolkata"
    page = client.get(times(contact, kind), {"day": "junk", "zone": "Mars/Base", "at": "x"}).text
    assert 'data-zone="Europe/Berlin"' in page


def test_no_free_time_says_what_to_do(client, kind):
    contact = ContactFactory(account=AccountFactory())
    assert "There is no free time" in client.get(times(contact, kind)).text


def test_unknown_type_answers_like_a_bad_link(client, contact):
    assert client.get(f"{start(contact)}nothing/").status_code == 404


# Booking.


def test_form_asks_what_the_type_asks_and_books_once(client, contact, kind):
    page = client.get(times(contact, kind), {"at": AT})
    assert "What for?" in page.text and "Who else?" in page.text
    assert not Meeting.objects.exists()
    for _ in range(2):
        answer = client.post(times(contact, kind), filled(answer1=" Ben ", note="Hi"))
    meeting = Meeting.objects.get()
    assert answer.url == f"{own(meeting)}?done=booked"
    assert (meeting.starts_at, meeting.zone, meeting.topic) == (TEN, "Europe/Berlin", "Roadmap")
    assert meeting.answers == {"What for?": "To learn", "Who else?": "Ben"}
    assert (meeting.note, meeting.booked_by) == ("Hi", None)
    page = client.get(answer.url).text
    assert "Booked." in page and "Tuesday 3 March 2026, 11:00 to 11:30 (Europe/Berlin)" in page


def test_campaign_that_offered_it_is_kept(client, contact, kind):
    campaign = Campaign.objects.get(slug="day90_recap")
    client.post(f"{start(contact, campaign.pk)}{kind.slug}/", filled())
    assert Meeting.objects.get().offered_by == campaign


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"topic": ""}, "Please choose what it is about."),
        ({"topic": "Other"}, "Select a valid choice"),
        ({"answer0": " "}, "Please answer this question."),
        ({"note": "x" * 2001}, "at most 2000 characters"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(client, contact, kind, wrong, said):
    answer = client.post(times(contact, kind), filled(answer1="kept & safe") | wrong)
    assert (answer.status_code, Meeting.objects.count()) == (422, 0)
    assert (
        said in answer.text and "kept &amp; safe" in answer.text and f'value="{AT}"' in answer.text
    )


@pytest.mark.parametrize("at", ["", "junk", "2026-03-03"])
def test_post_without_a_time_goes_back_to_the_times(client, contact, kind, at):
    assert client.post(times(contact, kind), filled(at=at)).url == times(contact, kind)


def test_loser_of_a_race_keeps_what_was_typed_and_gets_other_times(client, contact, kind):
    book.book(kind, ContactFactory(account=contact.account), TEN, now=NOW)
    answer = client.post(times(contact, kind), filled(answer0="kept"))
    assert (answer.status_code, Meeting.objects.count()) == (409, 1)
    assert "not free any more" in answer.text and "kept" in answer.text
    assert 'type="radio" name="at" value="2026-03-03T10:30Z"' in answer.text
    client.post(times(contact, kind), filled(at="2026-03-03T10:30Z"))
    assert Meeting.objects.filter(contact=contact, starts_at=TEN + HALF).exists()


def test_time_that_is_gone_when_the_link_is_opened_is_said(client, contact, kind):
    book.book(kind, ContactFactory(account=contact.account), TEN, now=NOW)
    assert "not free any more" in client.get(times(contact, kind), {"at": AT}).text


def test_who_has_booked_is_told_so_before_booking_again(client, contact, kind):
    meeting = book.book(kind, contact, TEN, now=NOW)
    for address in (start(contact), times(contact, kind)):
        assert own(meeting) in client.get(address).text


def test_type_that_was_closed_meanwhile_says_so(client, contact, kind):
    MeetingType.objects.filter(pk=kind.pk).update(active=False)
    assert client.post(times(contact, kind), filled()).status_code == 404


# The visitor's own meeting.


@pytest.fixture
def meeting(contact, kind):
    return book.book(kind, contact, TEN, now=NOW)


def test_meeting_is_moved_by_a_post_only(client, meeting):
    move = f"{own(meeting)}move/"
    assert "It stays there until you confirm" in client.get(move).text
    assert "It would move to" in client.get(move, {"at": "2026-03-03T11:00Z"}).text
    meeting.refresh_from_db()
    assert meeting.sequence == 0
    answer = client.post(move, {"at": "2026-03-03T11:00Z", "zone": "Asia/Tokyo"})
    meeting.refresh_from_db()
    assert (meeting.starts_at, meeting.sequence) == (TEN + 2 * HALF, 1)
    assert "20:00 to 20:30 (Asia/Tokyo)" in client.get(answer.url).text


def test_move_onto_a_taken_time_offers_others(client, meeting, contact, kind):
    book.book(kind, ContactFactory(account=contact.account), TEN + HALF, now=NOW)
    answer = client.post(f"{own(meeting)}move/", {"at": "2026-03-03T10:30Z"})
    assert answer.status_code == 409
    assert 'type="radio"' in answer.text and "not free any more" in answer.text


def test_meeting_is_cancelled_by_a_post_only_and_once(client, meeting):
    assert "Cancel this meeting" in client.get(f"{own(meeting)}?do=cancel").text
    answer = client.post(own(meeting), {"do": "cancel", "reason": "Ill"})
    meeting.refresh_from_db()
    assert meeting.state == "cancelled"
    page = client.get(answer.url).text
    assert "This meeting is cancelled." in page and "Book another meeting" in page
    again = client.post(own(meeting), {"do": "cancel"})
    assert (again.status_code, again.text.count("This meeting is cancelled")) == (422, 2)
    assert client.get(f"{own(meeting)}move/").status_code == 200
    assert client.get(f"{own(meeting)}meeting.ics").status_code == 404


def test_note_is_added(client, meeting):
    assert client.post(own(meeting), {"do": "note", "note": " "}).status_code == 422
    answer = client.post(own(meeting), {"do": "note", "note": "<b>Hello</b>"})
    assert "&lt;b&gt;Hello&lt;/b&gt;" in client.get(answer.url).text
    assert client.post(own(meeting), {"do": "what"}).url == own(meeting)


def test_calendar_file_is_what_calendars_read(client, meeting):
    answer = client.get(f"{own(meeting)}meeting.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Referrer-Policy"] == "no-referrer"
    [event] = ics.Calendar(answer.text).events
    assert (event.uid, event.begin.datetime) == (meeting.uid, TEN)


def test_begun_meeting_can_not_be_changed_any_more(client, meeting, time_machine):
    time_machine.move_to(TEN, tick=False)
    page = client.get(own(meeting)).text
    assert "has begun or is over" in page and "Cancel this meeting" not in page
    assert client.post(own(meeting), {"do": "cancel"}).status_code == 422


def test_meeting_of_somebody_else_answers_like_a_bad_link(client, meeting, contact):
    other = ContactFactory(account=contact.account)
    address = links.path_for(other, links.MEETING, about=meeting.pk)
    bad = client.get("/meeting/nonsense/")
    for page in (address, f"{address}move/", f"{address}meeting.ics"):
        assert client.get(page).content == bad.content
        assert client.post(page, {"do": "cancel"}).status_code == 404
    meeting.refresh_from_db()
    assert meeting.state == "booked"


@pytest.mark.parametrize("how", ["removed", "revoked"])
def test_links_end_with_the_contact(client, meeting, kind, how):
    pages = [own(meeting), start(meeting.contact), times(meeting.contact, kind)]
    if how == "removed":
        removal.remove(meeting.contact, now=NOW)
    else:
        revocation.revoke_links(meeting.contact)
    assert {client.get(page).status_code for page in pages} == {404}
    assert client.post(times(meeting.contact, kind), filled()).status_code != 200
    assert Meeting.objects.count() == 1


def test_machine_that_fills_in_everything_books_nothing(client, contact, kind):
    answer = client.post(times(contact, kind), filled(website="x"))
    assert (answer.status_code, Meeting.objects.count()) == (400, 0)
    assert not CustomerMail.objects.exists()


# Cost, and the month.


@pytest.mark.parametrize(("hosts", "queries"), [(1, 15), (3, 14), (50, 14)])
def test_times_cost_the_same_for_any_number_of_hosts(
    client, kind, hosts, queries, django_assert_num_queries
):
    """Who is sure to be met is shown by name, which is one query more; soon again it is two."""
    pool = Pool.objects.get(slug="digital")
    for _ in range(hosts):
        PoolMemberFactory(pool=pool, user=HostFactory().user)
    contact = ContactFactory(account=AccountFactory(), time_zone="UTC")
    with django_assert_num_queries(queries):
        page = client.get(times(contact, kind))
    assert ("Our Digital team" in page.text) == (hosts > 1)
    with django_assert_num_queries(2):
        assert client.get(times(contact, kind)).text == page.text


DAYS = {datetime(2026, m, d).date(): n for m, d, n in [(2, 27, 1), (3, 3, 4), (3, 9, 2), (5, 1, 1)]}


@pytest.mark.parametrize(
    ("wanted", "day"),
    [(None, (2, 27)), ((3, 3), (3, 3)), ((3, 4), (3, 9)), ((6, 1), (5, 1)), ((1, 1), (2, 27))],
)
def test_day_asked_for_or_the_next_one_with_times(wanted, day):
    asked = datetime(2026, *wanted).date() if wanted else None
    assert chosen(DAYS, asked) == datetime(2026, *day).date()
    assert chosen([], asked) is None


def test_month_shows_its_days_and_where_else_there_are_times():
    shown = month(DAYS, datetime(2026, 3, 3).date())
    assert (shown.name, len(shown.weeks)) == ("March 2026", 6)
    assert (str(shown.before), str(shown.after)) == ("2026-02-27", "2026-05-01")
    cells = [cell for week in shown.weeks for cell in week if cell]
    assert len(cells) == 31
    assert [cell.said for cell in cells if cell.chosen] == ["Tuesday 3 March, 4 times"]
    earliest = month(DAYS, datetime(2026, 2, 27).date())
    assert (earliest.before, len(earliest.weeks)) == (None, 1)


def test_pages_run_no_script_of_others_and_set_no_cookie(client, contact, kind):
    answer = client.get(times(contact, kind))
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert "<script>" not in answer.text and "style=" not in answer.text
    assert not answer.cookies
    assert urlsplit(times(contact, kind)).path in answer.wsgi_request.path
