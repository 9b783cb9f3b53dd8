"""C9: whoever booked a meeting that a campaign offered is not reminded until it is over."""

from datetime import UTC, date, datetime, timedelta

import pytest

from campaigns import send
from campaigns.booking.book import book, cancel
from campaigns.models import Campaign, MeetingType, Status, Touch
from tests.campaigns.test_forecast import foreseen, happened, run
from tests.factories.accounts import AccountFactory, ContactFactory, ContractFactory
from tests.factories.booking import HostFactory
from tests.random_book import MOMENT

pytestmark = pytest.mark.django_db
START = date(2025, 1, 6)
# The second offer of the quarterly check-in falls on day 180, a Saturday.
OFFERED = START + timedelta(180)
MONDAY = OFFERED + timedelta(2)


@pytest.fixture
def people():
    account = AccountFactory(ta=HostFactory().user, tracked_from=OFFERED - timedelta(20))
    ContractFactory(account=account, start=START)
    return [ContactFactory(account=account, program_contact=True) for _ in range(2)]


def booked(contact, day: date, campaign: str = "quarterly_checkin"):
    at = datetime(day.year, day.month, day.day, 10, tzinfo=UTC)
    offered_by = Campaign.objects.get(slug=campaign)
    kind = MeetingType.objects.get(slug="check-in")
    now = at - timedelta(9)
    host = contact.account.ta
    return book(kind, contact, at, now=now, by=host, offered_by=offered_by, anytime=True)


def outcomes() -> dict[str, tuple[str, str]]:
    touches = Touch.objects.filter(campaign__slug="quarterly_checkin")
    return {t.address: (t.status, t.reason or str(t.decided_on)) for t in touches}


@pytest.mark.parametrize(
    ("days", "outcome"),
    [
        (-1, ("sent", str(MONDAY))),
        (0, ("sent", str(MONDAY + timedelta(1)))),
        (3, ("sent", str(MONDAY + timedelta(4)))),
        (20, ("skipped", "meeting_booked")),
    ],
)
def test_reminder_waits_for_the_end_of_the_meeting_as_foreseen(days, outcome, people):
    booked(people[0], MONDAY + timedelta(days))
    run(OFFERED - timedelta(3), OFFERED - timedelta(1))
    before, through = happened(date.min, date.max), OFFERED + timedelta(12)
    told = foreseen(OFFERED, through)
    run(OFFERED, through)
    assert happened(date.min, date.max) - before == told
    assert outcomes() == {
        people[0].email: outcome,
        people[1].email: ("sent", str(MONDAY)),
    }


def test_other_campaigns_go_on_and_so_does_it_after_a_cancellation(people):
    booked(people[0], MONDAY + timedelta(20), campaign="asp_sync")
    meeting = booked(people[1], MONDAY + timedelta(21))
    cancel(meeting, now=meeting.booked_at)
    run(OFFERED - timedelta(3), MONDAY)
    assert {status for status, _ in outcomes().values()} == {"sent"}


@pytest.mark.parametrize("offers", [True, False])
def test_mail_planned_before_the_booking_does_not_leave(offers, people):
    run(OFFERED - timedelta(3), OFFERED)
    Touch.objects.filter(campaign__slug="quarterly_checkin").update(
        status=Status.PLANNED, reason="", decided_on=MONDAY, not_before=MOMENT
    )
    booked(people[0], MONDAY + timedelta(3), "quarterly_checkin" if offers else "asp_sync")
    send.planned(clock=lambda: MOMENT, through=MONDAY)
    first = ("skipped", "meeting_booked") if offers else ("sent", str(MONDAY))
    assert outcomes() == {people[0].email: first, people[1].email: ("sent", str(MONDAY))}
