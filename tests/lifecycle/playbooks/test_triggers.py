"""Every trigger on both sides of each of its edges (P1 to P5)."""

from datetime import date, timedelta

import pytest

from lifecycle.facts import State
from lifecycle.playbooks.moments import Event
from lifecycle.policy import default
from tests.lifecycle.playbooks.examples import definition, keys, opened, schedule
from tests.lifecycle.snapshots import START, day, decided, facts, lived, pinged, term

ADOPTING = State(stage="adopting", rule_stage="adopting", rule="S8", stage_since=day(60))


@pytest.mark.parametrize(
    ("number", "found"), [(29, []), (30, ["day 30"]), (37, ["day 30"]), (38, [])]
)
def test_fixed_day_is_open_from_its_day_through_its_window(number, found):
    assert keys(facts(), day(number), definition(trigger={"days": [30]})) == found


@pytest.mark.parametrize(
    ("number", "found"),
    [(74, []), (75, ["1"]), (89, ["1"]), (90, []), (165, []), (166, ["2"]), (180, ["2"])],
)
def test_series_is_counted_by_ordinals(number, found):
    data = definition(trigger={"first": 75, "every": 91}, window=14)
    assert keys(facts(), day(number), data) == found


@pytest.mark.parametrize(
    ("number", "found"), [(45, ["1"]), (134, ["1"]), (135, ["1"]), (136, ["2"]), (226, ["2"])]
)
def test_window_as_long_as_the_pause_is_always_open(number, found):
    data = definition(trigger={"first": 45, "every": 91}, window=90)
    assert keys(facts(), day(number), data) == found


def test_overlapping_windows_are_open_together_until_each_ends():
    data = definition(trigger={"first": 10, "every": 5}, window=7)
    assert keys(facts(), day(17), data) == ["2", "1"]
    assert keys(facts(), day(18), data) == ["2"]


@pytest.mark.parametrize(("before", "found"), [(46, 0), (45, 1), (1, 1), (0, 0)])
def test_before_start_opens_for_prospects_only(before, found):
    # On the first day it is a prospect no more, whatever is left of the window.
    start = day(60)
    data = definition("before_start", trigger={"days": 45}, window=60)
    occurrences = opened(facts(term(start, signed_on=START)), start - timedelta(before), data)
    assert [(o.key, o.relationship) for o in occurrences] == [("start", 1)] * found


@pytest.mark.parametrize(("late", "found"), [(0, ["start"]), (15, ["start"]), (16, [])])
def test_contract_signed_late_stays_a_prospect_whose_handoff_may_still_open(late, found):
    known = facts(term(START, signed_on=day(40)), tracked_from=START)
    data = definition("before_start", trigger={"days": 45}, window=60)
    assert keys(known, day(late), data) == found


def test_prospect_who_comes_back_belongs_to_the_relationship_to_come():
    first = term(days=100, churned_on=day(90))
    again = term(day(200), signed_on=day(150))
    data = definition("before_start", trigger={"days": 45}, window=60)
    assert keys(facts(first, again), day(154), data) == []
    (found,) = opened(facts(first, again), day(155), data)
    assert (found.key, found.relationship, found.due_on) == ("start", 2, day(155))


@pytest.mark.parametrize(("left", "found"), [(121, 0), (120, 1), (106, 1), (105, 0)])
def test_before_renewal_is_known_by_the_start_of_the_term(left, found):
    data = definition("before_renewal", trigger={"days": 120}, window=14)
    known = facts(term(days=365))
    assert keys(known, day(365 - left), data) == ["2024-01-01"] * found


@pytest.mark.parametrize(("number", "found"), [(99, 0), (100, 1), (107, 1), (108, 0)])
def test_before_renewal_is_never_more_than_half_of_the_term(number, found):
    data = definition("before_renewal", trigger={"days": 120})
    assert len(keys(facts(term(days=200)), day(number), data)) == found


def test_renewal_signed_early_moves_it_to_the_next_term():
    data = definition("before_renewal", trigger={"days": 120}, window=60)
    known = facts(term(days=365), term(day(365), days=365, signed_on=day(260)))
    assert keys(known, day(259), data) == ["2024-01-01"]
    assert keys(known, day(260), data) == []
    assert keys(known, day(610), data) == ["2024-12-31"]


@pytest.mark.parametrize(
    ("since", "tracked", "on", "found"),
    [
        (60, 0, 60, 1),
        (60, 0, 67, 1),
        (60, 0, 68, 0),
        (60, 60, 60, 0),  # the first day decided of an imported account
        (61, 60, 61, 1),
    ],
)
def test_stage_entered_counts_real_changes(since, tracked, on, found):
    data = definition("stage_entered", trigger={"stage": "adopting"})
    before = ADOPTING._replace(stage_since=day(since))
    known = facts(tracked_from=day(tracked))
    assert keys(known, day(on), data, state=before) == [day(since).isoformat()] * found


def test_stage_entered_on_the_first_day_counts_for_onboarding_and_renewing():
    for stage, number in (("onboarding", 5), ("renewing", 300)):
        data = definition("stage_entered", trigger={"stage": stage})
        assert keys(facts(tracked_from=day(number)), day(number), data) == [day(number).isoformat()]


QUARTERS = {"quarters": {"1": [2, 3, 4], "2": [3], "none": [4]}}


@pytest.mark.parametrize(
    ("tier", "on", "found"),
    [
        (1, date(2024, 3, 31), []),
        (1, date(2024, 4, 1), ["2024-04-01"]),
        (1, date(2024, 4, 8), ["2024-04-01"]),
        (1, date(2024, 4, 9), []),
        (1, date(2024, 7, 1), ["2024-07-01"]),
        (1, date(2024, 10, 1), ["2024-10-01"]),
        (2, date(2024, 4, 1), []),
        (2, date(2024, 7, 1), ["2024-07-01"]),
        (3, date(2024, 7, 1), []),
        (None, date(2024, 10, 1), ["2024-10-01"]),
        (None, date(2024, 7, 1), []),
        # The second year of a long term counts anew.
        (1, date(2025, 1, 1), []),
        (1, date(2025, 4, 1), ["2025-04-01"]),
    ],
)
def test_contract_quarters_go_by_tier_and_contract_year(tier, on, found):
    known = facts(term(days=731), tier=tier)
    assert keys(known, on, definition("contract_quarter", trigger=QUARTERS)) == found


@pytest.mark.parametrize(
    ("on", "found"),
    [
        (date(2024, 4, 29), []),
        (date(2024, 4, 30), ["2024-04-30"]),
        (date(2024, 7, 30), []),
        (date(2024, 7, 31), ["2024-07-31"]),
    ],
)
def test_quarters_of_a_term_that_starts_at_the_end_of_a_month(on, found):
    start = date(2024, 1, 31)
    known = facts(term(start, end=date(2025, 1, 31)), tier=1, tracked_from=start)
    assert keys(known, on, definition("contract_quarter", trigger=QUARTERS)) == found


@pytest.mark.parametrize(
    ("on", "found"),
    [
        (date(2024, 3, 31), []),
        (date(2024, 4, 1), ["2024-04-01"]),
        (date(2024, 5, 3), ["2024-05-01"]),
        (date(2024, 6, 9), []),
        (date(2024, 7, 1), ["2024-07-01"]),
    ],
)
def test_monthly_opens_in_each_month_of_the_quarters(on, found):
    data = definition("contract_quarter", trigger=QUARTERS | {"monthly": True})
    assert keys(facts(tier=1), on, data) == found


@pytest.mark.parametrize(
    ("on", "found"),
    [
        (date(2024, 9, 30), 0),
        (date(2024, 10, 1), 1),
        (date(2024, 10, 8), 1),
        (date(2024, 10, 9), 0),
    ],
)
def test_last_is_the_quarter_before_the_renewal(on, found):
    data = definition("contract_quarter", trigger={"quarters": {"2": ["last"]}})
    known = facts(term(end=date(2025, 1, 1)), tier=2)
    assert keys(known, on, data) == ["2024-01-01 last"] * found


def test_last_waits_for_the_end_of_a_long_term_and_nothing_opens_after_it():
    data = definition("contract_quarter", trigger={"quarters": {"2": [1, "last"]}})
    known = facts(term(end=date(2026, 1, 1)), tier=2)
    assert keys(known, date(2024, 10, 1), data) == []
    assert keys(known, date(2025, 10, 1), data) == ["2024-01-01 last"]
    assert keys(known, date(2026, 1, 1), data) == []


@pytest.mark.parametrize(
    ("on", "found"),
    [
        (date(2024, 2, 29), []),
        (date(2024, 3, 1), ["2024-03"]),
        (date(2024, 3, 8), ["2024-03"]),
        (date(2024, 3, 9), []),
    ],
)
def test_month_opens_on_its_first_from_the_minimum_day(on, found):
    # The first of March is day 60, of February day 31.
    data = definition("month_start", trigger={"minimum_day": 60})
    assert keys(facts(), on, data) == found
    assert keys(facts(), date(2024, 2, 1), data) == []


@pytest.mark.parametrize(
    ("on", "band", "found"),
    [(99, "poor", 0), (100, "poor", 1), (107, "poor", 1), (108, "poor", 0), (100, "concerning", 0)],
)
def test_health_event_opens_for_its_bands(on, band, found):
    data = definition("health_event", trigger={"bands": ["poor"]})
    events = [Event(day(100), band)] if on >= 100 else []
    assert (
        keys(facts(), day(on), data, state=ADOPTING, events=events)
        == [day(100).isoformat()] * found
    )


@pytest.mark.parametrize(("on", "found"), [(99, 0), (100, 1), (107, 1), (108, 0)])
def test_first_use_opens_once_a_feature(on, found):
    known = facts(first_uses=(("cody_chat", day(100)),) if on >= 100 else ())
    assert keys(known, day(on), definition("first_use"), state=ADOPTING) == ["cody_chat"] * found


@pytest.mark.parametrize(("on", "found"), [(99, 0), (100, 1), (107, 1), (108, 0)])
def test_churn_is_known_by_the_start_of_the_term(on, found):
    known = facts(term(days=120, churned_on=day(100)))
    assert keys(known, day(on), definition("churned")) == ["2024-01-01"] * found


def test_churn_counts_also_when_the_customer_comes_back_at_once():
    known = facts(term(days=120, churned_on=day(100)), term(day(130), signed_on=day(95)))
    assert decided(known, day(103)).state.stage == "prospect"
    assert keys(known, day(103), definition("churned")) == ["2024-01-01"]


def test_by_hand_never_opens_by_itself():
    data = definition("by_hand")
    assert not any(keys(facts(), day(number), data) for number in range(0, 360, 10))


# What holds for all of them.


@pytest.mark.parametrize(("tracked", "found"), [(30, 1), (31, 0)])
def test_nothing_due_before_the_account_is_tracked_opens(tracked, found):
    known = facts(tracked_from=day(tracked))
    assert len(keys(known, day(33), definition(trigger={"days": [30]}))) == found


def test_what_prepares_a_day_ahead_opens_for_a_newcomer_too():
    known = facts(term(days=365), tracked_from=day(250))
    data = definition("before_renewal", trigger={"days": 120}, window=14)
    assert keys(known, day(250), data) == ["2024-01-01"]
    prospect = facts(term(day(20), signed_on=START), tracked_from=START)
    assert keys(prospect, START, definition("before_start", trigger={"days": 45}, window=60))


@pytest.mark.parametrize(("number", "found"), [(59, 1), (60, 0)])
def test_stage_is_a_condition_of_the_day(number, found):
    data = definition(trigger={"days": [57]}, stages=["onboarding"])
    assert len(keys(facts(), day(number), data)) == found


def test_condition_that_begins_to_hold_inside_the_window_opens_it():
    data = definition(trigger={"days": [10]}, when={"utilization_below": 50})
    on = day(12)
    assert keys(facts(figures=pinged(5, on=on)), on, data) == []
    assert keys(facts(figures=pinged(4, on=on)), on, data) == ["day 10"]


@pytest.mark.parametrize("figures", [pinged(None), pinged(5)], ids=["no ping", "exactly"])
def test_unknown_or_exact_utilization_is_not_below(figures):
    data = definition(trigger={"days": [10]}, when={"utilization_below": 50})
    assert keys(facts(figures=figures), day(10), data) == []


def test_usage_can_be_a_condition():
    data = definition(trigger={"days": [10]}, when={"usage_below": 20})
    assert keys(facts(figures=pinged(10, dau=2)), day(10), data) == []
    assert keys(facts(figures=pinged(10, dau=1)), day(10), data) == ["day 10"]
    assert keys(facts(figures=pinged(10, dau=1, days=3)), day(10), data) == []


@pytest.mark.parametrize(("tier", "found"), [(1, 1), (2, 0), (None, 1)])
def test_tiers_choose_accounts(tier, found):
    data = definition(trigger={"days": [10]}, tiers=[1, "none"])
    assert len(keys(facts(tier=tier), day(10), data)) == found


@pytest.mark.parametrize(("past", "found"), [(30, 1), (31, 0)])
def test_nothing_opens_long_after_the_renewal_date(past, found):
    data = definition(trigger={"first": 0, "every": 1}, window=0)
    assert len(keys(facts(term(days=200)), day(200 + past), data)) == found


def test_renewal_does_not_restart_a_series_and_a_new_relationship_does():
    data = definition(trigger={"days": [5]})
    assert keys(facts(term(days=200), term(day(200))), day(205), data) == []
    again = facts(term(days=200), term(day(400)))
    (found,) = opened(again, day(405), data)
    assert (found.key, found.relationship) == ("day 5", 2)


def test_corrected_start_keeps_the_key():
    data = definition(trigger={"first": 30, "every": 30}, window=7)
    before, after = facts(), facts(term(day(3)))
    assert keys(before, day(30), data) == keys(after, day(33), data) == ["1"]


def test_pipeline_and_untold_accounts_open_nothing():
    data = definition(trigger={"first": 0, "every": 1})
    assert keys(facts(term(day(100))), START, data) == []
    assert keys(facts(term(days=50, churned_on=day(50))), day(80), data) == []


def test_every_day_of_a_life_opens_each_occurrence_for_as_long_as_its_window():
    data = definition(trigger={"first": 75, "every": 91}, window=14)
    found = schedule(data)
    known = facts(term(days=731))
    seen: dict[str, int] = {}
    for decision in lived(known, START, day(700)):
        for occurrence in found.open(known, decision, (), default()):
            seen[occurrence.key] = seen.get(occurrence.key, 0) + 1
    assert seen == {str(number): 15 for number in range(1, 7)} | {"7": 15}


def test_reasons_are_told_in_words():
    (found,) = opened(facts(), day(30), definition(trigger={"days": [30]}))
    assert found.why == "Day 30 of the relationship"
    data = definition("before_renewal", trigger={"days": 120})
    (found,) = opened(facts(term(days=365)), day(245), data)
    assert found.why == "120 days before the renewal on 2024-12-31"
