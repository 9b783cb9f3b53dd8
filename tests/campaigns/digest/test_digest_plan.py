"""Digests are planned in each member's own morning, once a day."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.models import Absence, User
from campaigns.digest import plan
from campaigns.models import TeamMail
from tests.factories.accounts import UserFactory
from tests.factories.pools import AbsenceFactory

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 1, 5, tzinfo=UTC)


def at(hour, minute=0, **later):
    return MONDAY.replace(hour=hour, minute=minute) + timedelta(**later)


def planned(now):
    return plan.plan(now=now)["digests planned"]


def test_digest_is_planned_once_from_its_hour_on():
    UserFactory(is_staff=True)
    assert [planned(at(7, 59)), planned(at(8)), planned(at(8, 1)), planned(at(20))] == [0, 1, 0, 0]
    mail = TeamMail.objects.get()
    assert (mail.day, mail.not_before, mail.until) == (date(2026, 1, 5), at(8), at(8))
    assert mail.closes_at == at(0, days=1)


@pytest.mark.parametrize(
    ("zone", "hour", "day"),
    [
        ("Asia/Tokyo", 23, date(2026, 1, 6)),  # Monday evening in UTC is Tuesday's morning there
        ("America/Los_Angeles", 16, date(2026, 1, 5)),
        ("Asia/Kolkata", 3, date(2026, 1, 5)),
    ],
)
def test_morning_is_the_member_s_own(zone, hour, day):
    UserFactory(is_staff=True, time_zone=zone)
    assert planned(at(hour)) == 1
    assert TeamMail.objects.get().day == day


def test_hour_before_is_too_early_far_away():
    UserFactory(is_staff=True, time_zone="America/Los_Angeles")
    assert planned(at(15, 59)) == 0


def test_late_cluster_still_tells_within_the_day_and_a_day_missed_is_gone():
    UserFactory(is_staff=True)
    assert planned(at(23, 59)) == 1
    assert planned(at(9, days=2)) == 1
    assert TeamMail.objects.count() == 2


@pytest.mark.parametrize("ago", [1, 2], ids=["sunday", "saturday"])
def test_weekends_are_free(ago):
    UserFactory(is_staff=True)
    assert planned(at(9, days=-ago)) == 0


@pytest.mark.parametrize(
    "changes",
    [{"digest": False}, {"is_active": False}, {"is_staff": False}],
    ids=lambda changes: next(iter(changes)),
)
def test_digest_is_for_those_who_want_it_and_may_log_in(changes):
    UserFactory(**({"is_staff": True} | changes))
    assert planned(at(9)) == 0


def away(user, cover, **changes):
    dates = {"starts_on": MONDAY.date(), "until": date(2026, 1, 7)}
    return AbsenceFactory(user=user, cover=cover, **(dates | changes))


def told_to(now):
    """Whose digests were planned, by name."""
    TeamMail.objects.all().delete()
    planned(now)
    return sorted(mail.user.first_name for mail in TeamMail.objects.select_related("user"))


def test_digest_of_somebody_away_is_left_to_who_stands_in():
    ann, bob, cleo = (UserFactory(first_name=name, is_staff=True) for name in ("A", "B", "C"))
    away(ann, bob)
    assert told_to(at(9, days=-3)) == ["A", "B", "C"]
    assert told_to(at(9)) == ["B", "C"]
    assert plan.instead(ann, now=at(9)) == bob
    assert plan.instead(bob, now=at(9)) is None
    assert told_to(at(9, days=2)) == ["A", "B", "C"]
    away(bob, cleo)
    assert told_to(at(9)) == ["C"]


def test_digest_stays_where_nobody_would_read_it_instead():
    ann, bob = (UserFactory(first_name=name, is_staff=True) for name in ("A", "B"))
    absence = away(ann, None)
    assert told_to(at(9)) == ["A", "B"]
    Absence.objects.filter(pk=absence.pk).update(cover=bob)
    User.objects.filter(pk=bob.pk).update(digest=False)
    assert told_to(at(9)) == ["A"]
    assert plan.instead(ann, now=at(9)) is None
    User.objects.filter(pk=bob.pk).update(digest=True)
    Absence.objects.update(called_off=True)
    assert told_to(at(9)) == ["A", "B"]


def test_next_digest_begins_where_the_last_one_ended():
    user = UserFactory(is_staff=True)
    planned(at(8))
    TeamMail.objects.update(status="sent")
    planned(at(9, days=1))
    assert TeamMail.objects.get(day=date(2026, 1, 6)).since == at(8)
    assert plan.since(user, now=at(10)) == at(8)


@pytest.mark.parametrize(("status", "reason"), [("failed", ""), ("skipped", "missed")])
def test_what_was_not_told_is_told_the_next_day(status, reason):
    UserFactory(is_staff=True)
    planned(at(8))
    TeamMail.objects.update(status=status, reason=reason)
    planned(at(8, days=1))
    assert TeamMail.objects.get(day=date(2026, 1, 6)).since == at(8, days=1) - plan.LOOKS_BACK


@pytest.mark.parametrize("members", [1, 3, 50])
def test_planning_asks_as_often_whatever_the_team(members, django_assert_num_queries):
    for _ in range(members):
        UserFactory(is_staff=True)
    with django_assert_num_queries(5):
        assert planned(at(9)) == members
    with django_assert_num_queries(2):
        assert planned(at(9, 1)) == 0
