"""Tests of planning, holding and cancelling trainings, and of what became of the use."""

from datetime import timedelta

import pytest

from accounts import effect, trainings
from accounts.models import Attendance, TimelineEntry, Training, TrainingSession
from tests.factories.accounts import (
    MOMENT,
    START,
    AccountFactory,
    ContactFactory,
    PingFactory,
    UserFactory,
)
from tests.factories.voices import TrainingSessionFactory

pytestmark = pytest.mark.django_db


def hold(session: TrainingSession, **given) -> TrainingSession:
    people = {"attended": [ContactFactory(account=session.account)]} | given
    day = people.pop("day", START)
    return trainings.hold(session, day=day, by=None, on=START, now=MOMENT, **people)


def test_invited_people_are_unknown_until_it_was_held():
    account = AccountFactory()
    came, stayed = ContactFactory(account=account), ContactFactory(account=account)
    session = trainings.plan(
        account,
        Training.objects.get(slug="102"),
        day=START,
        host=UserFactory(),
        invited=[came, stayed],
        now=MOMENT,
    )
    assert set(session.attendances.values_list("attended", flat=True)) == {None}
    late = ContactFactory(account=account)
    hold(session, attended=[came, late], others=3)
    attended = dict(Attendance.objects.values_list("contact", "attended"))
    assert attended == {came.pk: True, stayed.pk: False, late.pk: True}
    entry = TimelineEntry.objects.get()
    assert (entry.kind, entry.title) == ("meeting", "Training: Sourcegraph 102, 5 people")


def test_what_was_held_is_corrected_and_told_once():
    session = hold(TrainingSessionFactory(), others=1)
    hold(session, day=START - timedelta(2), others=9, attended=[])
    entry = TimelineEntry.objects.get()
    assert (entry.on, entry.title) == (START - timedelta(2), "Training: Sourcegraph 101, 9 people")


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"day": START + timedelta(1)}, "still to come"),
        ({"attended": [], "others": 0}, "who took part"),
    ],
)
def test_training_that_cannot_have_been_held_is_refused(given, says):
    session = TrainingSessionFactory()
    with pytest.raises(ValueError, match=says):
        hold(session, **given)
    assert not TimelineEntry.objects.exists()
    session.refresh_from_db()
    assert session.state == "planned"


def test_somebody_of_another_account_cannot_have_been_there():
    with pytest.raises(ValueError, match="another account"):
        hold(TrainingSessionFactory(), attended=[ContactFactory()])
    assert not TimelineEntry.objects.exists()


def test_cancelled_training_is_cancelled_once_and_not_held():
    session = TrainingSessionFactory()
    assert trainings.cancel(session, why="Their release") is True
    assert trainings.cancel(session, why="Again") is False
    with pytest.raises(ValueError, match="cancelled"):
        hold(session)
    session = hold(TrainingSessionFactory())
    with pytest.raises(ValueError, match="was held"):
        trainings.cancel(session, why="No")


def test_training_that_is_not_offered_any_more_is_not_planned():
    Training.objects.update(active=False)
    with pytest.raises(ValueError, match="not offered"):
        trainings.plan(AccountFactory(), Training.objects.first(), day=START, host=None, now=MOMENT)


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [(10, 15, 50), (10, 9, -10), (3, 5, 66), (0, 5, None), (None, 5, None), (5, None, None)],
)
def test_use_before_and_after_a_day_is_compared(before, after, change):
    account, on = AccountFactory(), START + timedelta(40)
    for dau, days in ((before, (-29, -28, -1)), (after, (1, 28, 29))):
        for away in days if dau is not None else ():
            # What lies outside of the four weeks must not count.
            PingFactory(
                account=account,
                date=START + timedelta(away),
                dau=dau if abs(away) < 29 else 999,
            )
    found = effect.around(account, [START], on=on)[START]
    assert (found.before, found.after, found.change, found.whole) == (before, after, change, True)


def test_how_long_is_compared_is_the_programme_s():
    account = AccountFactory()
    account.programme.policy = {"training_effect_days": 7}
    for away, dau in ((-8, 999), (-7, 10), (7, 20), (8, 999)):
        PingFactory(account=account, date=START + timedelta(away), dau=dau)
    found = effect.around(account, [START], on=START + timedelta(8))[START]
    assert (found.before, found.after, found.whole) == (10, 20, True)


def test_weeks_after_a_training_are_not_over_before_they_are(django_assert_num_queries):
    account, days = AccountFactory(), [START, START - timedelta(100)]
    with django_assert_num_queries(1):
        found = effect.around(account, days, on=START + timedelta(28))
    assert [found[day].whole for day in days] == [False, True]
