"""Each rule on both sides of its edge, on snapshots without a database."""

from typing import NamedTuple

import pytest

from lifecycle.alerts import rules, words
from lifecycle.alerts.months import Month
from lifecycle.alerts.rules import Beyond
from lifecycle.facts import NEW, Signals, State
from tests.lifecycle.snapshots import day, decided, facts, pinged, term, the_policy

ADOPTING = State(stage="adopting", rule_stage="adopting", rule="S8", stage_since=day(60))


class Seen(NamedTuple):
    found: list
    unknown: frozenset


def looked(on, before=NEW, beyond=rules.NOTHING, policy=None, **given):
    """What stands, in words, and what cannot be told."""
    given.setdefault("first_ping_on", day(1))
    found = facts(term(seats=given.pop("seats", 10)), **given)
    policy = policy or the_policy()
    decision = decided(found, on, before)
    look = rules.Watch(policy).look(found, decision, beyond)
    sight = words.Sight(found, decision, beyond, policy)
    return Seen([words.tell(place, sight) for place in look.places], look.unknown)


def titles(kind, *args, **given):
    return [each.title for each in looked(*args, **given).found if each.kind == kind]


def keys(kind, *args, **given):
    return [each.key for each in looked(*args, **given).found if each.kind == kind]


@pytest.mark.parametrize(
    ("mau", "expected"), [(89, []), (90, ["90"]), (99, ["90"]), (100, ["100"]), (130, ["100"])]
)
def test_seats_tell_the_highest_mark_reached(mau, expected):
    assert keys("seats", day(100), seats=100, figures=pinged(mau, on=day(99))) == expected


def test_seats_of_unknown_use_cannot_be_told():
    assert "seats" in looked(day(100), figures=pinged(None)).unknown


def test_seats_say_how_many_of_how_many_and_when():
    [found] = [
        f for f in looked(day(100), figures=pinged(9, on=day(99))).found if f.kind == "seats"
    ]
    assert found.evidence == (
        f"9 monthly users for 10 seats on {day(99)}: 90 %, and the mark is 90 %.",
    )


def test_each_missing_role_is_a_finding_of_its_own():
    lacking = ("instance_admin", "champion")
    assert keys("missing_role", day(5), lacking=lacking) == [*lacking]


def test_role_of_a_mail_that_nobody_holds_is_a_finding_too():
    beyond = Beyond(roles=("economic_buyer",))
    found = keys("missing_role", day(5), beyond=beyond, lacking=("champion",))
    assert found == ["champion", "economic_buyer"]


@pytest.mark.parametrize(
    ("ago", "stale"), [(10, False), (11, True)], ids=["ten days", "more than ten"]
)
def test_data_are_stale_after_more_than_so_many_days_without_a_ping(ago, stale):
    beyond = Beyond(last_ping_on=day(100 - ago))
    found = titles("stale_data", day(100), beyond=beyond, figures=pinged(None))
    assert found == ([f"No usage data since {day(89)}"] if stale else [])


def test_data_that_never_came_are_not_stale():
    assert titles("stale_data", day(30), figures=pinged(None), first_ping_on=None) == []


@pytest.mark.parametrize(
    ("number", "mau", "expected"),
    [
        (44, 4, []),
        (45, 4, ["45"]),
        (45, 5, []),
        (59, 4, ["45"]),
        (60, 4, ["60"]),
        (89, 4, ["60"]),
        (90, 4, []),
    ],
)
def test_onboarding_goal_is_looked_at_twice(number, mau, expected):
    found = keys("onboarding_goal", day(number), figures=pinged(mau, on=day(number - 1)))
    assert found == expected


def test_onboarding_goal_of_unknown_use_cannot_be_told():
    assert "onboarding_goal" in looked(day(50), figures=pinged(None)).unknown


@pytest.mark.parametrize(("ago", "silent"), [(39, False), (40, True)])
def test_no_contact_after_forty_days(ago, silent):
    signals = Signals(last_activity_on=day(200 - ago))
    assert bool(titles("no_contact", day(200), signals=signals)) is silent


def test_contact_that_was_never_logged_is_not_missed():
    assert titles("no_contact", day(200)) == []


@pytest.mark.parametrize(
    ("number", "first_ping_on", "expected"),
    [(59, None, False), (60, None, True), (60, day(59), False)],
)
def test_not_deployed_without_any_ping_sixty_days_after_the_start(number, first_ping_on, expected):
    found = titles("not_deployed", day(number), first_ping_on=first_ping_on, figures=pinged(None))
    assert bool(found) is expected


@pytest.mark.parametrize(
    ("band", "alone", "red"),
    [("healthy", False, False), ("concerning", False, False), ("poor", False, True)],
)
def test_red_is_a_confirmed_poor_band(band, alone, red):
    before = ADOPTING._replace(confirmed_band=band, row_band=band, row_days=7)
    found = looked(day(100), before, figures=pinged(9, 3, on=day(99)))
    assert ("band_poor" in {each.kind for each in found.found}) is red


def test_red_is_a_score_of_five_in_a_confirmed_concerning_band():
    # Utilization 5 by both indicators, champion and buyer missing: (55 × 5 + 25 × 0) / 80 < 5.
    before = ADOPTING._replace(confirmed_band="concerning", row_band="concerning", row_days=7)
    given = {"figures": pinged(6, 1, on=day(99)), "champion": False, "buyer": False}
    assert titles("band_poor", day(100), before, **given) == ["Health is red"]
    assert titles("band_poor", day(100), ADOPTING, **given) == []


def test_overdue_tasks_name_the_oldest_and_count_the_rest():
    late = tuple((day(80 + n), f"Task {n}") for n in range(5))
    [found] = [f for f in looked(day(100), beyond=Beyond(overdue=late)).found if "tasks" in f.kind]
    assert found.title == f"5 tasks are overdue since {day(80)}"
    assert found.evidence[0] == f"Task 0: due {day(80)}."
    assert found.evidence[-1] == "And 2 more."


def months(*maus, pings=20):
    return tuple(Month(day(31 * n), pings, mau * pings, 10 * pings) for n, mau in enumerate(maus))


def test_usage_down_says_the_means_of_the_months():
    [found] = looked(day(100), beyond=Beyond(months=months(100, 95, 90)), seats=500).found[:1]
    assert found.title == "Usage fell by 5 % or more, two months in a row"
    assert found.evidence == (
        "Monthly users a day of reports, on average: 100 in January 2024, 95 in February 2024, "
        "90 in March 2024.",
    )


def test_usage_down_is_unknown_when_months_are_not_looked_up_or_too_thin():
    assert "usage_down" in looked(day(100)).unknown
    thin = Beyond(months=months(100, 90, 80, pings=7))
    assert "usage_down" in looked(day(100), beyond=thin).unknown


@pytest.mark.parametrize("on", [day(-10), day(-200)], ids=["prospect", "pipeline"])
def test_nothing_is_watched_before_onboarding(on):
    found = looked(on, lacking=("champion",), first_ping_on=None)
    assert found == ([], frozenset())


def test_churned_account_is_not_watched():
    found = facts(term(churned_on=day(100)), first_ping_on=None, lacking=("champion",))
    look = rules.Watch(the_policy()).look(found, decided(found, day(101)))
    assert look.places == ()


def test_rule_switched_off_finds_nothing():
    from lifecycle import policy

    off = policy.read({"alerts": {"seats": {"severity": "off"}}})
    assert keys("seats", day(100), policy=off, figures=pinged(10, on=day(99))) == []


def test_each_condition_has_its_words():
    assert {*words._WORDS, "missing_role"} == set(rules.RULES)


def test_titles_fit_their_column():
    beyond = Beyond((), day(1), ((day(1), "x" * 200),), months(9, 5, 1))
    figures = pinged(10, on=day(99))
    found = looked(day(100), beyond=beyond, figures=figures, lacking=("champion",)).found
    assert {each.kind for each in found} == {"overdue_tasks", "seats", "missing_role", "usage_down"}
    assert max(len(each.title) for each in found) <= 200
