"""Pages to book on, kept for a moment: nobody sees another's, and what must count at once does."""

from datetime import UTC, datetime, timedelta
from functools import partial
from urllib.parse import urljoin

import pytest
from django.test import Client

from accounts import removal, revocation
from campaigns import links
from campaigns.booking import book, choosing, recent
from campaigns.models import Campaign, MeetingType
from tests.factories.accounts import AccountFactory, ContactFactory
from tests.factories.booking import NOW, HostFactory, MeetingTypeFactory

TEN = datetime(2026, 3, 3, 10, tzinfo=UTC)
HALF = timedelta(minutes=30)
OF_TEN = "at=2026-03-03T10%3A00Z"
DAY = {"day": "2026-03-03"}


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(NOW, tick=False)
    return time_machine


@pytest.fixture
def host(db):
    return HostFactory(user__first_name="Maya", user__last_name="Lindqvist")


@pytest.fixture
def contact(host):
    return ContactFactory(account=AccountFactory(ta=host.user), time_zone="Europe/Berlin")


@pytest.fixture
def colleague(contact):
    return ContactFactory(account=contact.account, time_zone="Europe/Berlin")


@pytest.fixture
def kind(db):
    return MeetingTypeFactory(name="Check-in", description="How it goes")


@pytest.fixture
def made(monkeypatch) -> list[object]:
    """Whenever a page is made and not only shown again."""
    pieces, piece = [], choosing.piece
    monkeypatch.setattr(choosing, "piece", lambda *of: pieces.append(of) or piece(*of))
    return pieces


def address(contact, kind, campaign=0) -> str:
    return f"{links.path_for(contact, links.BOOK, about=campaign)}{kind.slug}/"


def seen(contact, kind, **asked) -> str:
    answer = Client().get(address(contact, kind), DAY | asked)
    assert answer.status_code == 200
    return answer.text


def test_everybody_of_an_offer_gets_the_page_that_was_made_once(contact, colleague, kind, made):
    page = seen(contact, kind)
    assert [seen(who, kind) for who in (contact, colleague)] == [page, page]
    assert len(made) == 1 and OF_TEN in page and page.rstrip().endswith("</html>")
    for told in (contact.email, str(contact), links.path_for(contact, links.BOOK).split("/")[2]):
        assert told not in page


def test_each_zone_and_day_has_a_page_of_its_own(contact, colleague, kind, made):
    berlin = seen(contact, kind)
    tokyo = seen(contact, kind, zone="Asia/Tokyo")
    assert ">11:00<" in berlin and ">19:00<" in tokyo and ">11:00<" not in tokyo
    assert "Wednesday 4 March" in seen(contact, kind, day="2026-03-04")
    type(colleague).objects.filter(pk=colleague.pk).update(time_zone="Asia/Kolkata")
    assert ">15:30<" in seen(colleague, kind)
    assert seen(contact, kind) == berlin
    assert len(made) == 4
    # Berlin asked for is another page than Berlin known: its links keep the choice.
    assert "zone=Europe%2FBerlin" in seen(contact, kind, zone="Europe/Berlin")
    assert "zone=Europe%2FBerlin" not in seen(contact, kind)


def test_what_is_booked_moved_and_cancelled_changes_the_page_at_once(contact, colleague, kind):
    assert OF_TEN in seen(contact, kind)
    meeting = book.book(kind, colleague, TEN, now=NOW)
    assert OF_TEN not in seen(contact, kind)
    book.move(meeting, TEN + HALF, now=NOW)
    assert OF_TEN in seen(contact, kind)
    assert OF_TEN.replace("10%3A00", "10%3A30") not in seen(contact, kind)
    book.cancel(meeting, now=NOW)
    assert OF_TEN.replace("10%3A00", "10%3A30") in seen(contact, kind)


def test_who_has_booked_is_told_so_and_nobody_else(contact, colleague, kind, made):
    meeting = book.book(kind, contact, TEN, now=NOW)
    own = links.path_for(contact, links.MEETING, about=meeting.pk)
    before = seen(colleague, kind)
    assert "booked already" in seen(contact, kind) and own in seen(contact, kind)
    assert seen(colleague, kind) == before and "booked already" not in before
    assert len(made) == 1


def test_that_a_time_is_gone_is_told_once_to_who_wanted_it(contact, colleague, kind):
    book.book(kind, colleague, TEN, now=NOW)
    page = seen(contact, kind)
    assert "not free any more" in seen(contact, kind, at="2026-03-03T10:00Z")
    assert seen(contact, kind) == page and "not free any more" not in page


@pytest.mark.parametrize("ends", [partial(removal.remove, now=NOW), revocation.revoke_links])
def test_a_link_ends_at_once_though_its_page_is_kept(contact, colleague, kind, ends, made):
    own = address(contact, kind)
    assert Client().get(own, DAY).status_code == 200
    ends(contact)
    assert Client().get(own, DAY).status_code == 404
    assert seen(colleague, kind) and len(made) == 1


def test_words_and_people_change_within_half_a_minute(contact, kind, host, clock):
    page = seen(contact, kind)
    assert "Maya Lindqvist" in page and "How it goes" in page
    type(host.user).objects.filter(pk=host.user.pk).update(first_name="Mia")
    MeetingType.objects.filter(pk=kind.pk).update(description="Where you stand")
    assert seen(contact, kind) == page
    clock.move_to(NOW + recent.AGE, tick=False)
    page = seen(contact, kind)
    assert "Mia Lindqvist" in page and "Where you stand" in page and "How it goes" not in page


def test_a_type_that_was_closed_ends_within_half_a_minute(contact, kind, clock):
    seen(contact, kind)
    MeetingType.objects.filter(pk=kind.pk).update(active=False)
    clock.move_to(NOW + recent.AGE, tick=False)
    assert Client().get(address(contact, kind), DAY).status_code == 404


def test_another_advisor_is_another_page_at_once(contact, kind, host):
    assert "Maya Lindqvist" in seen(contact, kind)
    other = HostFactory(user__first_name="Ben", user__last_name="Okafor")
    type(contact.account).objects.filter(pk=contact.account.pk).update(ta=other.user)
    page = seen(contact, kind)
    assert "Ben Okafor" in page and "Maya" not in page


def test_words_of_the_book_are_escaped_and_break_nothing(contact, kind):
    MeetingType.objects.filter(pk=kind.pk).update(
        name="<!--told--><b>", description="<!--told--><script>alert(1)</script>"
    )
    meeting = book.book(kind, contact, TEN, now=NOW)
    page = seen(contact, kind)
    assert "<!--told-->" not in page and "<script>alert" not in page and "<b>" not in page
    assert page.count("&lt;!--told--&gt;") == 4 and page.rstrip().endswith("</html>")
    own = links.path_for(contact, links.MEETING, about=meeting.pk)
    assert page.index("&lt;script&gt;") < page.index(own) < page.index('class="times"')


def test_a_kept_page_has_the_headers_of_every_public_page(contact, kind):
    first, kept = (Client().get(address(contact, kind)) for _ in range(2))
    assert kept.headers == first.headers and kept.content == first.content
    assert "no-store" in kept["Cache-Control"] and "noindex" in kept["X-Robots-Tag"]
    assert kept["Referrer-Policy"] == "no-referrer" and "'self'" in kept["Content-Security-Policy"]
    assert not kept.cookies


def test_who_wants_to_talk_about_something_else_keeps_their_own_link(contact, kind):
    campaign = Campaign.objects.get(slug="day90_recap")
    for asked in ({}, {"at": "2026-03-03T10:00Z"}):
        own = address(contact, kind, campaign.pk)
        page = Client().get(own, asked).text
        assert '<a href="../?all=1">Talk about something else</a>' in page
    start = urljoin(own, "../?all=1")
    assert start == f"{links.path_for(contact, links.BOOK, about=campaign.pk)}?all=1"
    assert Client().get(start).status_code == 200


@pytest.mark.parametrize("hosts", [1, 3, 50])
def test_a_kept_page_costs_two_queries_and_one_more_who_has_booked(
    contact, colleague, kind, hosts, django_assert_num_queries
):
    everybody = [HostFactory().user for _ in range(hosts)]
    kind.hosting = "people"
    kind.save()
    kind.people.set(everybody)
    book.book(kind, colleague, TEN, now=NOW)
    seen(contact, kind)
    with django_assert_num_queries(2):
        seen(contact, kind)
    with django_assert_num_queries(3):
        seen(colleague, kind)
