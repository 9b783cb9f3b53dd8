"""Episodes begin once, pass by themselves and go on when they come back soon."""

from datetime import date, timedelta

import pytest

from lifecycle.alerts.episodes import Kept, plan
from lifecycle.alerts.rules import Finding, Look
from tests.lifecycle.snapshots import the_policy

ON = date(2026, 1, 20)
SEATS = Finding("seats", "90", "Seats are used to 90 %", ())
NOBODY = Look((), frozenset())


def kept(passed_on=None, key="90", alert=7, kind="seats"):
    return Kept(alert, 1, kind, key, passed_on)


def planned(look, *episodes, **policy):
    return plan({1: (look, the_policy(**policy))}, episodes, on=ON)


def found(*findings, unknown=()):
    return Look(findings, frozenset(unknown))


def test_condition_that_is_not_recorded_is_raised_with_its_route():
    changes = planned(found(SEATS))
    assert [(r.account, r.finding, r.route.to) for r in changes.raised] == [
        (1, SEATS, ("ta", "ae"))
    ]


def test_condition_that_stands_changes_nothing():
    assert planned(found(SEATS), kept()) == ([], [], [])


def test_condition_that_is_gone_passes():
    assert planned(NOBODY, kept()).passed == [7]


def test_condition_that_cannot_be_told_stays():
    assert planned(found(unknown=["seats"]), kept()) == ([], [], [])


def test_what_passed_does_not_pass_again():
    assert planned(NOBODY, kept(passed_on=ON - timedelta(1))) == ([], [], [])


@pytest.mark.parametrize(("ago", "anew"), [(0, False), (13, False), (14, True)])
def test_what_comes_back_soon_goes_on_and_later_is_new(ago, anew):
    changes = planned(found(SEATS), kept(passed_on=ON - timedelta(ago)))
    assert (len(changes.raised), changes.returned) == ((1, []) if anew else (0, [7]))


def test_other_key_of_the_kind_is_another_condition():
    full = SEATS._replace(key="100")
    changes = planned(found(full), kept())
    assert [each.finding.key for each in changes.raised] == ["100"]
    assert changes.passed == [7]


def test_newest_episode_counts():
    old = kept(passed_on=ON - timedelta(5), alert=6)
    assert planned(found(SEATS), kept(alert=8), old) == ([], [], [])
    assert planned(NOBODY, old, kept(alert=8)).passed == [8]
