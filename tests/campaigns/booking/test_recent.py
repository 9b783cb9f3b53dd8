"""Offers kept for a moment: meetings count at once, hours and calendars within half a minute."""

from datetime import UTC, datetime, timedelta

import pytest

from campaigns.booking import book, hosting, recent
from campaigns.models import MeetingType
from tests.factories.accounts import AccountFactory, ContactFactory
from tests.factories.booking import NOW, HostFactory, MeetingTypeFactory

pytestmark = pytest.mark.django_db

TEN = datetime(2026, 3, 3, 10, tzinfo=UTC)
HALF = timedelta(minutes=30)
LATER = NOW + recent.AGE


@pytest.fixture
def host():
    return HostFactory()


@pytest.fixture
def contact(host):
    return ContactFactory(account=AccountFactory(ta=host.user))


@pytest.fixture
def kind():
    return MeetingTypeFactory()


def free(kind, contact, now=NOW):
    return recent.find(kind.slug, contact, now=now).kept.offer.free


def test_looked_at_again_it_is_the_same_and_costs_one_query(
    kind, contact, django_assert_num_queries
):
    found = recent.find(kind.slug, contact, now=NOW)
    colleague = ContactFactory(account=contact.account)
    with django_assert_num_queries(1):
        again = recent.find(kind.slug, colleague, now=LATER - timedelta(seconds=1))
    assert again.kept is found.kept


def test_what_is_booked_moved_and_cancelled_counts_at_once(kind, contact):
    other = ContactFactory(account=contact.account)
    assert TEN in free(kind, contact)
    meeting = book.book(kind, other, TEN, now=NOW)
    assert TEN not in free(kind, contact)
    book.move(meeting, TEN + HALF, now=NOW)
    assert TEN in free(kind, contact) and TEN + HALF not in free(kind, contact)
    book.cancel(meeting, now=NOW)
    assert TEN + HALF in free(kind, contact)


def test_one_cancelled_and_another_booked_between_two_looks_counts(kind, contact):
    first = book.book(kind, contact, TEN, now=NOW)
    assert TEN not in free(kind, contact)
    book.cancel(first, now=NOW)
    book.book(kind, contact, TEN + HALF, now=NOW)
    assert TEN in free(kind, contact) and TEN + HALF not in free(kind, contact)


def test_says_how_many_meetings_the_contact_has_to_come(kind, contact):
    other = ContactFactory(account=contact.account)
    book.book(kind, other, TEN, now=NOW)
    assert recent.find(kind.slug, contact, now=NOW).coming == 0
    assert recent.find(kind.slug, other, now=NOW).coming == 1
    assert recent.find(kind.slug, other, now=TEN + HALF).coming == 0


def test_hours_count_within_half_a_minute(kind, contact, host):
    assert TEN in free(kind, contact)
    hosting.set_date(host, TEN.date(), ())
    assert TEN in free(kind, contact, now=LATER - timedelta(seconds=1))
    assert TEN not in free(kind, contact, now=LATER)


def test_a_type_is_closed_within_half_a_minute(kind, contact):
    assert recent.find(kind.slug, contact, now=NOW)
    MeetingType.objects.update(active=False)
    assert recent.find(kind.slug, contact, now=LATER) is None
    assert recent.find("unheard-of", contact, now=LATER) is None


def test_accounts_of_other_advisors_have_an_offer_of_their_own(kind, contact):
    other = ContactFactory(account=AccountFactory(ta=HostFactory(weekly=[5]).user))
    assert TEN in free(kind, contact) and TEN not in free(kind, other)


def test_nobody_to_meet_is_kept_too(kind):
    contact = ContactFactory(account=AccountFactory(ta=None, programme__pool=None))
    assert not free(kind, contact) and not free(kind, contact)


def test_it_does_not_grow_without_end(kind, contact, monkeypatch):
    monkeypatch.setattr(recent, "_MOST", 2)
    monkeypatch.setattr(recent, "_MOST_PAGES", 2)
    kept = recent.find(kind.slug, contact, now=NOW).kept
    pages = [recent.Page(b"", str(number).encode()) for number in range(5)]
    assert [kept.page(number, lambda page=page: page) for number, page in enumerate(pages)] == pages
    assert len(kept._pages) <= 2
    for _ in range(3):
        free(kind, ContactFactory(account=AccountFactory(ta=HostFactory().user)))
    assert len(recent._kept) <= 2
