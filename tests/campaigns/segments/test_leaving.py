"""Tests of when the mails of a release leave, and until when they can be taken back."""

from datetime import UTC, datetime, timedelta

import pytest

from campaigns import day, send
from campaigns.models import Release, Touch
from campaigns.segments import leaving
from campaigns.segments import release as releases
from tests.campaigns.days import MONDAY, customer, early, person, run
from tests.campaigns.roads import Road
from tests.campaigns.segments.test_release import book, freeze, let_go, news, segment

pytestmark = pytest.mark.django_db
__all__ = ["news", "segment"]
TUESDAY = MONDAY + timedelta(1)
UNDO = timedelta(minutes=10)


def nine(on, *, hour: int = 9) -> datetime:
    return datetime(on.year, on.month, on.day, hour, tzinfo=UTC)


@pytest.fixture(autouse=True)
def few(settings):
    settings.PORTAL_APPROVAL_ABOVE = 1000
    settings.PORTAL_UNDO_MINUTES = 10


def released(news, segment, *, now: datetime, on=TUESDAY) -> Release:
    """One person, let go at the moment."""
    release = freeze(news, segment, 1)
    let_go(release, 100, 1, on=on, now=now)
    return release


@pytest.mark.parametrize(
    ("before_nine", "leaves"),
    [
        (timedelta(minutes=10), nine(TUESDAY)),
        (timedelta(minutes=9), nine(TUESDAY + timedelta(1))),
        (timedelta(hours=3), nine(TUESDAY)),
    ],
)
def test_mail_just_let_go_does_not_leave_before_it_could_be_taken_back(
    news, segment, before_nine, leaves
):
    book(1)
    released(news, segment, now=nine(TUESDAY) - before_nine)
    at = nine(TUESDAY) - before_nine + timedelta(minutes=1)
    day.run(TUESDAY, day.Rules.load(), clock=lambda: at)
    assert Touch.objects.get().not_before == leaves


def test_run_of_a_day_that_sends_at_once_leaves_time_to_take_back(news, segment):
    book(1)
    released(news, segment, now=early(TUESDAY) - timedelta(minutes=5))
    run(TUESDAY)
    road = Road()
    send.planned(clock=lambda: early(TUESDAY), through=TUESDAY, carrier=road)
    assert Touch.objects.get().status == "planned"
    send.planned(clock=lambda: early(TUESDAY) + UNDO, through=TUESDAY, carrier=road)
    assert Touch.objects.get().status == "sent"


def test_page_s_moment_is_the_one_the_mail_gets(news, segment):
    """Told before the day is decided, and the same afterwards."""
    book(1)
    now = nine(MONDAY, hour=15)
    release = released(news, segment, now=now, on=MONDAY)
    told = leaving.leaving(release, on=MONDAY, now=now)
    assert told == (1, nine(TUESDAY))
    run(TUESDAY)
    assert Touch.objects.get().not_before == told.first
    assert leaving.leaving(release, on=TUESDAY, now=early(TUESDAY)) == told


def test_first_to_leave_is_the_earliest_of_their_zones(news, segment):
    person(customer("east", began=70), time_zone="Asia/Kolkata")
    person(customer("west", began=70), time_zone="America/New_York")
    run(MONDAY)
    Touch.objects.all().delete()
    release = freeze(news, segment, 2)
    let_go(release, 100, 2)
    first = leaving.leaving(release, on=MONDAY, now=early(MONDAY)).first
    assert first == datetime(2026, 1, 6, 3, 30, tzinfo=UTC)


def test_over_a_weekend_nothing_leaves_before_monday(news, segment):
    book(1)
    friday = MONDAY + timedelta(4)
    for on in range(1, 5):
        run(MONDAY + timedelta(on))
    Touch.objects.all().delete()
    now = nine(friday, hour=16)
    release = released(news, segment, now=now, on=friday)
    assert leaving.leaving(release, on=friday, now=now).first == nine(MONDAY + timedelta(7))


def test_taken_back_and_sent_ones_are_not_counted(news, segment):
    book(2)
    release = freeze(news, segment, 2)
    let_go(release, 100, 2)
    run(TUESDAY)
    first, _ = Touch.objects.order_by("pk")
    Touch.objects.filter(pk=first.pk).update(status="sent")
    assert leaving.leaving(release, on=TUESDAY, now=early(TUESDAY)).count == 1
    releases.recall(release, now=early(TUESDAY))
    assert leaving.leaving(release, on=TUESDAY, now=early(TUESDAY)) == (0, None)
