"""Booking, moving and cancelling: checked again, written once, told once."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.models import EntryKind, Pool, TimelineEntry
from campaigns.booking import offers, settle
from campaigns.booking.book import book, cancel, move
from campaigns.booking.refused import Closed, Refused, Taken
from campaigns.models import Hosting, Meeting, MeetingHost, MeetingType
from lifecycle.models import Playbook
from tests.factories.accounts import AccountFactory, ContactFactory, UserFactory
from tests.factories.booking import NOW, BlockedTimeFactory, HostFactory, MeetingTypeFactory
from tests.factories.campaigns import TouchFactory
from tests.factories.pools import AbsenceFactory, PoolMemberFactory
from tests.factories.work import PlaybookRunFactory, TaskFactory

pytestmark = pytest.mark.django_db
TEN = datetime(2026, 3, 3, 10, tzinfo=UTC)
HALF = timedelta(minutes=30)


@pytest.fixture
def host():
    return HostFactory(user__first_name="Ana", place="https://meet.example/{account}/{meeting}")


@pytest.fixture
def contact(host):
    return ContactFactory(account__ta=host.user, account__name="Acme Ltd", time_zone="Asia/Tokyo")


@pytest.fixture
def kind():
    return MeetingTypeFactory(name="Check-in")


def test_a_slot_is_booked_with_the_advisor_and_told_on_the_timeline(kind, contact, host):
    meeting = book(kind, contact, TEN, now=NOW, topic="Roadmap", answers={"Why?": "So"})
    assert (meeting.ends_at - meeting.starts_at, meeting.sequence) == (HALF, 0)
    assert meeting.zone == "Asia/Tokyo"
    assert [row.user for row in meeting.hosts.all()] == [host.user]
    assert meeting.because == "Technical Advisor of the account"
    number = meeting.uid.partition("@")[0]
    assert meeting.place == f"https://meet.example/acme-ltd/{number}"
    entry = TimelineEntry.objects.get()
    assert (entry.kind, entry.contact, entry.author) == (EntryKind.BOOKING, contact, None)
    assert entry.title == "Check-in booked for Tue 3 Mar 2026 19:00 (Asia/Tokyo)"


def test_a_form_posted_twice_books_once(kind, contact):
    assert book(kind, contact, TEN, now=NOW) == book(kind, contact, TEN, now=NOW)
    assert Meeting.objects.count() == 1


def test_the_loser_gets_other_slots(kind, contact):
    book(kind, contact, TEN, now=NOW)
    other = ContactFactory(account=contact.account)
    with pytest.raises(Taken) as refused:
        book(kind, other, TEN, now=NOW)
    assert refused.value.offer.near(TEN, 2) == [TEN - HALF, TEN + HALF]
    assert Meeting.objects.count() == 1


@pytest.mark.parametrize(
    "start",
    [NOW - HALF, TEN.replace(hour=3), TEN.replace(minute=10), TEN + timedelta(days=40)],
    ids=["past", "night", "between slots", "beyond the horizon"],
)
def test_only_slots_are_booked_but_a_team_member_books_any_time(start, kind, contact, host):
    with pytest.raises(Taken):
        book(kind, contact, start, now=NOW)
    assert book(kind, contact, start, now=NOW, by=host.user, anytime=True)


def test_any_time_is_not_while_a_host_meets_somebody_else(kind, contact, host):
    book(kind, contact, TEN, now=NOW)
    other = ContactFactory(account=contact.account)
    with pytest.raises(Taken):
        book(kind, other, TEN + HALF / 2, now=NOW, by=host.user, anytime=True)


def test_an_inactive_type_and_a_person_who_is_gone_are_refused(kind, contact):
    MeetingType.objects.filter(pk=kind.pk).update(active=False)
    kind.refresh_from_db()
    with pytest.raises(Refused, match="can not be booked any more"):
        book(kind, contact, TEN, now=NOW)
    contact.removed_at = NOW
    with pytest.raises(Refused):
        book(MeetingTypeFactory(), contact, TEN, now=NOW)


def test_the_database_refuses_meetings_of_a_host_that_overlap(kind, contact, host):
    first = book(kind, contact, TEN, now=NOW)
    other = book(kind, contact, TEN + HALF, now=NOW)
    times = {"starts_at": TEN + HALF / 2, "ends_at": TEN + HALF}
    with pytest.raises(IntegrityError), transaction.atomic():
        MeetingHost.objects.filter(meeting=other).update(**times)
    cancel(first, now=NOW)
    assert MeetingHost.objects.filter(meeting=other).update(**times)


# Moving


def test_a_move_keeps_the_uid_and_raises_the_sequence(kind, contact, host):
    meeting = book(kind, contact, TEN, now=NOW)
    moved = move(meeting, TEN + HALF, now=NOW)
    assert (moved.uid, moved.sequence, moved.starts_at) == (meeting.uid, 1, TEN + HALF)
    assert list(MeetingHost.objects.values_list("starts_at", "ends_at")) == [
        (TEN + HALF, TEN + 2 * HALF)
    ]
    assert book(kind, ContactFactory(account=contact.account), TEN, now=NOW)


def test_a_meeting_does_not_stand_in_its_own_way(contact, host):
    kind = MeetingTypeFactory(minutes=60, buffer_after=30, per_day=1)
    meeting = book(kind, contact, TEN, now=NOW)
    assert move(meeting, TEN + HALF, now=NOW).sequence == 1


def test_moving_to_where_it_is_changes_nothing(kind, contact):
    assert move(book(kind, contact, TEN, now=NOW), TEN, now=NOW).sequence == 0


def test_a_move_onto_somebody_else_is_refused_with_other_slots(kind, contact):
    book(kind, ContactFactory(account=contact.account), TEN + HALF, now=NOW)
    meeting = book(kind, contact, TEN, now=NOW)
    with pytest.raises(Taken) as refused:
        move(meeting, TEN + HALF, now=NOW)
    assert TEN in refused.value.offer.free
    meeting.refresh_from_db()
    assert (meeting.starts_at, meeting.sequence) == (TEN, 0)


@pytest.mark.parametrize(
    "act", [lambda m, now: move(m, TEN, now=now), lambda m, now: cancel(m, now=now)]
)
def test_cancelled_and_past_is_final(act, kind, contact):
    meeting = book(kind, contact, TEN + HALF, now=NOW)
    with pytest.raises(Closed, match="begun"):
        act(meeting, TEN + HALF)
    with pytest.raises(Closed, match="over"):
        act(meeting, TEN + 2 * HALF)
    cancel(meeting, now=NOW)
    with pytest.raises(Closed, match="cancelled"):
        act(meeting, NOW)


# Several hosts and pools


def test_all_of_several_hosts_have_to_be_free(contact, host):
    ae = HostFactory(user__role="ae")
    contact.account.ae = ae.user
    contact.account.save()
    kind = MeetingTypeFactory(hosting=Hosting.ADVISOR_AND_AE)
    BlockedTimeFactory(host=ae, starts_at=TEN, ends_at=TEN + HALF)
    free = offers.offer(kind, contact.account, now=NOW).free
    assert TEN not in free and TEN + HALF in free
    meeting = book(kind, contact, TEN + HALF, now=NOW)
    assert [(row.user, row.leads) for row in meeting.hosts.all()] == [
        (host.user, True),
        (ae.user, False),
    ]
    # Each of the two is taken now, also for other accounts.
    other = ContactFactory(account=AccountFactory(ta=ae.user))
    with pytest.raises(Taken):
        book(MeetingTypeFactory(), other, TEN + HALF, now=NOW)


@pytest.fixture
def pool():
    return Pool.objects.get(slug="digital")


def members(count: int, **values):
    return [
        PoolMemberFactory(user=HostFactory(user__first_name=f"Host {n}").user, **values).user
        for n in range(count)
    ]


def test_a_pool_takes_turns_and_gets_credit_back(pool, kind):
    first, second = members(2)
    leads = []
    for number in range(4):
        contact = ContactFactory(account=AccountFactory())
        meeting = book(kind, contact, TEN + number * HALF, now=NOW)
        leads.append(meeting.hosts.get().user)
    assert leads == [first, second, first, second]
    cancel(meeting, now=NOW)
    meeting = book(kind, ContactFactory(), TEN + 6 * HALF, now=NOW)
    assert meeting.hosts.get().user == second
    assert meeting.because == (
        "next in the Digital pool: 1 meeting in 28 days, the fewest for the share"
    )


def test_a_slot_of_a_pool_is_there_as_long_as_one_is_free(pool, kind):
    members(2)
    for _ in range(2):
        book(kind, ContactFactory(), TEN, now=NOW)
    with pytest.raises(Taken) as refused:
        book(kind, ContactFactory(), TEN, now=NOW)
    assert refused.value.offer.face == "our Digital team"


def test_an_account_goes_on_with_whom_it_met_last(pool, kind):
    members(2)
    contact = ContactFactory()
    first = book(kind, contact, TEN, now=NOW)
    second = book(kind, contact, TEN + HALF, now=NOW)
    assert second.hosts.get().user == first.hosts.get().user
    assert second.because.startswith("met the customer last")


def test_a_moved_meeting_of_a_pool_changes_hands_only_when_it_must(pool, kind):
    first, second = members(2)
    meeting = book(kind, ContactFactory(), TEN, now=NOW)
    assert move(meeting, TEN + HALF, now=NOW).hosts.get().user == first
    BlockedTimeFactory(host=first.host, starts_at=TEN, ends_at=TEN + HALF)
    moved = move(meeting, TEN, now=NOW)
    assert [(row.user, row.from_pool, row.leads) for row in moved.hosts.all()] == [
        (second, True, True)
    ]


def test_an_absent_advisor_has_no_slots_and_one_without_hours_leaves_it_to_the_pool(kind, pool):
    away = HostFactory()
    AbsenceFactory(user=away.user, starts_on=NOW.date(), until=NOW.date() + timedelta(60))
    members(1)
    assert not offers.offer(kind, AccountFactory(ta=away.user), now=NOW).free
    assert offers.offer(kind, AccountFactory(ta=UserFactory()), now=NOW).free


# What became of it


def test_a_held_meeting_counts_as_contact_and_does_its_task(contact, host):
    kind = MeetingType.objects.get(slug="asp-sync")
    playbook = Playbook.objects.get(slug="asp_sync")
    run = PlaybookRunFactory(account=contact.account, playbook=playbook, version=playbook.current)
    task = TaskFactory(account=contact.account, run=run, key="sync")
    meeting = book(kind, contact, TEN, now=NOW - timedelta(1))
    assert meeting.task == task
    with pytest.raises(Refused, match="not begun"):
        settle.settle(meeting, held=True, by=host.user, now=NOW)
    settle.settle(meeting, held=True, outcome="Two new actions.", by=host.user, now=TEN + HALF)
    task.refresh_from_db()
    assert (task.state, task.outcome, task.done_by) == ("done", "Two new actions.", host.user)
    entry = TimelineEntry.objects.get(kind=EntryKind.MEETING)
    assert (entry.on, entry.contact, entry.body) == (TEN.date(), contact, "Two new actions.")


def test_an_outcome_can_be_corrected_and_nobody_came_does_nothing(kind, contact, host):
    meeting = book(kind, contact, TEN, now=NOW)
    meeting = settle.settle(meeting, held=False, by=host.user, now=TEN + HALF)
    assert (meeting.state, TimelineEntry.objects.filter(kind="meeting").count()) == ("no_show", 0)
    settle.settle(meeting, held=True, by=host.user, now=TEN + HALF)
    assert TimelineEntry.objects.filter(kind="meeting").count() == 1
    assert [entry.kind for entry in meeting.entries.all()] == ["held", "no_show", "booked"]


def test_an_offer_costs_the_same_for_two_hosts_and_for_twenty(
    pool, kind, django_assert_num_queries
):
    accounts = AccountFactory.create_batch(2)
    for account, more in zip(accounts, (2, 18), strict=True):
        members(more)
        account.refresh_from_db()
        with django_assert_num_queries(11):
            offers.offer(kind, account, now=NOW)


def test_booking_by_a_campaigns_link_is_among_what_came_of_its_mail(kind, contact):
    mail = TouchFactory(contact=contact, account=contact.account, status="sent")
    book(kind, contact, TEN, now=NOW, offered_by=mail.campaign)
    assert [response.kind for response in mail.responses.all()] == ["booked"]
