"""Episodes begin once, pass by themselves and go on when they come back soon."""

from datetime import date, timedelta

import pytest

from lifecycle.alerts.episodes import newest, steps
from lifecycle.alerts.rules import Look, Place

ON = date(2026, 1, 20)
SEATS = Place("seats", "90")
NOBODY = Look((), frozenset())


def kept(passed_on=None, key="90", alert=7, kind="seats"):
    return alert, 1, kind, key, passed_on


def planned(look, *episodes, again_days=14):
    return steps(look, newest(episodes).get(1, {}), again_days=again_days, on=ON)


def found(*places, unknown=()):
    return Look(places, frozenset(unknown))


def test_condition_that_is_not_recorded_begins():
    assert planned(found(SEATS)) == ([SEATS], [], [])


def test_condition_that_stands_changes_nothing():
    assert planned(found(SEATS), kept()) == ([], [], [])


def test_nothing_seen_and_nothing_recorded_is_nothing():
    assert planned(NOBODY) == ([], [], [])


def test_condition_that_is_gone_passes():
    assert planned(NOBODY, kept()).passed == [7]


def test_condition_that_cannot_be_told_stays():
    assert planned(found(unknown=["seats"]), kept()) == ([], [], [])


def test_what_passed_does_not_pass_again():
    assert planned(NOBODY, kept(passed_on=ON - timedelta(1))) == ([], [], [])


@pytest.mark.parametrize(("ago", "anew"), [(0, False), (13, False), (14, True)])
def test_what_comes_back_soon_goes_on_and_later_is_new(ago, anew):
    changes = planned(found(SEATS), kept(passed_on=ON - timedelta(ago)))
    assert (len(changes.begun), changes.returned) == ((1, []) if anew else (0, [7]))


def test_other_key_of_the_kind_is_another_condition():
    full = SEATS._replace(key="100")
    changes = planned(found(full), kept())
    assert changes.begun == [full]
    assert changes.passed == [7]


def test_newest_episode_counts():
    old = kept(passed_on=ON - timedelta(5), alert=6)
    assert planned(found(SEATS), kept(alert=8), old) == ([], [], [])
    assert planned(NOBODY, old, kept(alert=8)).passed == [8]


def test_episodes_of_another_account_are_its_own():
    assert newest([kept(), (8, 2, "seats", "90", None)])[2] == {SEATS: (8, None)}
