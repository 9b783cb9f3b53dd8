"""A day concluded from facts and yesterday: overrides, rows of days, bands, health events."""

from datetime import timedelta

import pytest

from lifecycle.decide import HEALTH_CONCERNING, HEALTH_POOR, HealthEvent
from lifecycle.facts import (
    ADOPTING,
    NEW,
    NURTURING,
    ONBOARDING,
    PROSPECT,
    RENEWING,
    Override,
    Signals,
    State,
)
from tests.lifecycle.snapshots import day, decided, facts, lived, pinged, term

POOR_USE, GOOD_USE, NO_USE = pinged(1), pinged(8, 3), pinged(None)
CONCERNING_USE = pinged(6, 3)  # utilization concerning, usage healthy: 7.5 of 10
ALONE = {"champion": False, "buyer": False}
ON = day(100)
BEFORE = State(stage=ADOPTING, rule_stage=ADOPTING, rule="S8", stage_since=day(60))


def override(stage: str, first, last) -> Override:
    return Override(stage, first, last, "ta@csportal.example", "asked for it")


# Stages over days


@pytest.mark.parametrize(
    ("on", "stage"),
    [
        pytest.param(day(99), ADOPTING, id="the day before its start"),
        pytest.param(day(100), NURTURING, id="on its start"),
        pytest.param(day(109), NURTURING, id="the day before its end"),
        pytest.param(day(110), ADOPTING, id="on its end, which is exclusive"),
    ],
)
def test_override_holds_from_its_start_until_the_day_before_its_end(on, stage):
    found = facts(override=override(NURTURING, day(100), day(110)))
    decision = decided(found, on, BEFORE)
    assert (decision.state.stage, decision.finding.stage) == (stage, ADOPTING)


def test_nurturing_by_override_alone_does_not_stay_when_the_override_ends():
    found = facts(override=override(NURTURING, day(100), day(110)))
    decisions = lived(found, day(95), day(115))
    assert {d.state.rule_stage for d in decisions} == {ADOPTING}
    assert decisions[-1].state.stage == ADOPTING


def test_nurturing_by_rule_stays_while_an_override_says_otherwise():
    given = {"figures": GOOD_USE, "override": override(ADOPTING, day(99), day(110))}
    first = decided(facts(**given), ON, BEFORE)
    assert (first.state.stage, first.state.rule_stage) == (ADOPTING, NURTURING)
    later = decided(facts(**given | {"figures": NO_USE}), day(101), first.state)
    assert (later.state.stage, later.finding) == (ADOPTING, (NURTURING, "S6", False))
    assert decided(facts(), day(110), later.state).state.stage == NURTURING


def test_stage_since_is_the_day_the_stage_was_entered():
    decisions = lived(facts(), day(0), day(61))
    assert [d.on for d in decisions if d.stage_changed] == [day(0), day(60)]
    assert decisions[59].state.stage_since == day(0)
    assert decisions[61].state.stage_since == day(60)


def test_account_without_a_stage_is_decided_too():
    decision = decided(facts(), day(-100))
    assert (decision.state.stage, decision.state.rule, decision.stage_changed) == ("", "S2", False)
    assert decision.state.stage_since == day(-100)


@pytest.mark.parametrize(
    ("held", "stage"),
    [
        pytest.param([True, True], ADOPTING, id="two days"),
        pytest.param([True, True, True], NURTURING, id="three days"),
        pytest.param([True, True, False, True], ADOPTING, id="broken by a bad day"),
        pytest.param([True, True, None, True], ADOPTING, id="broken by a day without data"),
        pytest.param([False, True, True, True], NURTURING, id="three days after a bad one"),
    ],
)
def test_targets_have_to_hold_three_days_in_a_row_where_the_policy_says_so(held, stage):
    use = {True: GOOD_USE, False: POOR_USE, None: NO_USE}
    state = BEFORE
    for number, holds in enumerate(held):
        found = facts(figures=use[holds])
        state = decided(found, day(100 + number), state, target_days_in_a_row=3).state
    assert state.stage == stage


@pytest.mark.parametrize(
    ("figures", "fell"),
    [
        pytest.param(GOOD_USE, False, id="targets still met"),
        pytest.param(POOR_USE, True, id="targets lost"),
    ],
)
def test_drop_in_nurturing_is_told_once_and_changes_no_stage(figures, fell):
    nurturing = decided(facts(figures=GOOD_USE), ON, BEFORE).state
    decision = decided(facts(figures=figures), day(101), nurturing)
    assert (decision.state.stage, decision.fell_back) == (NURTURING, fell)
    assert not decided(facts(figures=figures), day(102), decision.state).fell_back


def test_data_that_stop_in_nurturing_are_told_as_targets_no_longer_known_to_hold():
    nurturing = decided(facts(figures=GOOD_USE), ON, BEFORE).state
    silent = decided(facts(), day(101), nurturing)
    assert (silent.state.stage, silent.fell_back) == (NURTURING, True)


# Bands (H4, H5)


def banded(*uses, before=BEFORE, first=ON, **given) -> State:
    """The state after days with these figures, the champion and the buyer missing."""
    state = before
    for number, use in enumerate(uses):
        found = facts(**(ALONE | given | {"figures": use}))
        state = decided(found, first + timedelta(number), state).state
    return state


def test_band_is_confirmed_on_the_seventh_day():
    assert banded(*6 * [POOR_USE]).confirmed_band == ""
    assert banded(*7 * [POOR_USE]).confirmed_band == "poor"


@pytest.mark.parametrize("place", range(1, 7))
def test_days_without_a_band_neither_count_nor_break_the_row(place):
    six = [*place * [POOR_USE], *5 * [NO_USE], *(6 - place) * [POOR_USE]]
    assert banded(*six).confirmed_band == ""
    assert banded(*six, NO_USE).confirmed_band == ""
    assert banded(*six, POOR_USE).confirmed_band == "poor"


def test_another_band_breaks_the_row():
    row = [*6 * [POOR_USE], GOOD_USE, *6 * [POOR_USE]]
    assert banded(*row).confirmed_band == ""
    assert banded(*row, POOR_USE).confirmed_band == "poor"


def test_confirmed_band_stays_through_days_without_a_band_and_shorter_rows():
    poor = banded(*7 * [POOR_USE])
    later = banded(*30 * [NO_USE], *6 * [GOOD_USE], before=poor, champion=True, buyer=True)
    assert (later.confirmed_band, later.band) == ("poor", "healthy")
    assert banded(GOOD_USE, before=later, champion=True, buyer=True).confirmed_band == "healthy"


@pytest.mark.parametrize("stage", [PROSPECT, ONBOARDING, ""])
def test_band_and_row_are_cleared_in_other_stages_though_health_is_shown(stage):
    poor = banded(*7 * [POOR_USE])
    said = override(stage, ON, day(200)) if stage else None
    terms = (term(),) if stage else (term(churned_on=day(107)),)
    decision = decided(facts(*terms, figures=POOR_USE, override=said, **ALONE), day(107), poor)
    assert decision.state[6:10] == ("poor", "", "", 0)
    assert decision.event is None


def test_days_in_onboarding_do_not_count():
    decisions = lived(facts(figures=POOR_USE, **ALONE), day(40), day(67))
    confirmed = [d.on for d in decisions if d.state.confirmed_band]
    assert confirmed[0] == day(66)


def test_days_count_by_the_stage_that_campaigns_follow():
    said = override(ONBOARDING, ON, day(103))
    state = banded(*9 * [POOR_USE], override=said)
    assert state.confirmed_band == ""
    assert banded(POOR_USE, before=state, first=day(109)).confirmed_band == "poor"


def test_renewing_days_count():
    renewing = BEFORE._replace(stage=RENEWING, rule_stage=RENEWING, rule="S5")
    assert banded(*7 * [POOR_USE], before=renewing, first=day(300)).confirmed_band == "poor"


# Events (H6)


def event_of(use, state: State, on=ON, **given) -> HealthEvent | None:
    return decided(facts(**(ALONE | {"figures": use} | given)), on, state).event


def six_days(band: str, confirmed: str) -> State:
    return BEFORE._replace(confirmed_band=confirmed, row_band=band, row_days=6)


@pytest.mark.parametrize(
    ("confirmed", "band", "worse"),
    [
        ("", "poor", True),
        ("healthy", "poor", True),
        ("concerning", "poor", True),
        ("poor", "poor", False),
        ("", "concerning", True),
        ("healthy", "concerning", True),
        ("concerning", "concerning", False),
        ("poor", "concerning", False),
        ("", "healthy", False),
        ("healthy", "healthy", False),
        ("poor", "healthy", False),
    ],
)
def test_health_event_happens_when_a_worse_band_is_confirmed(confirmed, band, worse):
    use, people = {
        "poor": (POOR_USE, ALONE),
        "concerning": (POOR_USE, {"champion": True, "buyer": True, "signals": ACTIVE}),
        "healthy": (GOOD_USE, {"champion": True, "buyer": True}),
    }[band]
    weights = {"weight_relationship": 70} if band == "concerning" else {}
    decision = decided(facts(figures=use, **people), ON, six_days(band, confirmed), **weights)
    assert decision.state.confirmed_band == band
    assert (decision.event is not None) is worse
    if worse:
        assert decision.event[:3] == ("worse", band, confirmed)


ACTIVE = Signals(last_activity_on=ON)


def test_health_event_is_the_day_of_confirmation_and_no_other():
    decisions = lived(facts(figures=POOR_USE, **ALONE), day(60), day(120))
    assert [d.on for d in decisions if d.event] == [day(66)]


RENEWED = (term(), term(day(366), signed_on=day(300)))


def left(confirmed: str) -> State:
    """Renewing until the day before, with a confirmed band."""
    return BEFORE._replace(
        stage=RENEWING,
        rule_stage=RENEWING,
        rule="S5",
        confirmed_band=confirmed,
        row_band=confirmed,
        row_days=7 if confirmed else 0,
    )


def events_after_renewal(confirmed, use, **given):
    """(day of the event, its kind and band) from the day 300 of the signature on."""
    state, found = left(confirmed), []
    on = day(300)
    while on <= day(340):
        decision = decided(facts(*RENEWED, figures=use, **(ALONE | given)), on, state)
        if decision.event:
            found.append((on, *decision.event[:2]))
        state, on = decision.state, on + timedelta(1)
    return found


@pytest.mark.parametrize(
    ("confirmed", "use", "expected"),
    [
        pytest.param("poor", POOR_USE, [(day(330), "after_renewal", "poor")], id="still poor"),
        pytest.param(
            "concerning", NO_USE, [(day(330), "after_renewal", "concerning")], id="no data since"
        ),
        pytest.param("healthy", NO_USE, [], id="healthy"),
        pytest.param("", NO_USE, [], id="none"),
    ],
)
def test_health_event_30_days_after_the_renewal_when_the_band_is_still_bad(
    confirmed, use, expected
):
    assert events_after_renewal(confirmed, use) == expected


def test_no_event_after_the_renewal_when_the_account_recovered():
    assert events_after_renewal("poor", GOOD_USE, champion=True, buyer=True) == []


def test_band_after_the_renewal_is_the_one_before_the_day_was_counted():
    """Recovered on L + 30 itself: the band before that day was still poor."""
    state = BEFORE._replace(
        confirmed_band="poor", row_band="healthy", row_days=6, left_renewing_on=day(70)
    )
    decision = decided(facts(figures=GOOD_USE), ON, state)
    assert decision.state.confirmed_band == "healthy"
    assert decision.event[:3] == ("after_renewal", "poor", "poor")


def test_no_event_after_the_renewal_when_renewing_again():
    state = left("poor")._replace(stage=ADOPTING, rule_stage=ADOPTING, left_renewing_on=day(300))
    decision = decided(facts(term(end=day(430)), figures=POOR_USE, **ALONE), day(330), state)
    assert decision.state.stage == RENEWING
    assert (decision.event, decision.state.left_renewing_on) == (None, None)


def test_second_renewal_counts_its_own_30_days():
    state = left("poor")._replace(left_renewing_on=day(200))
    decision = decided(facts(*RENEWED, figures=NO_USE), day(310), state)
    assert decision.state.left_renewing_on == day(310)


# The customer's mail (H7)


@pytest.mark.parametrize(
    ("figures", "mail", "no_mail"),
    [
        pytest.param(pinged(1), HEALTH_POOR, "", id="category 0"),
        pytest.param(pinged(1, days=3), HEALTH_POOR, "", id="category 0 without usage"),
        pytest.param(pinged(5, 1, days=10), HEALTH_POOR, "", id="category 2.5"),
        pytest.param(pinged(5, 3), "", "utilization is healthy", id="category 7.5"),
        pytest.param(pinged(4, 2), HEALTH_CONCERNING, "", id="category exactly 5"),
        pytest.param(pinged(5, days=3), HEALTH_CONCERNING, "", id="category exactly 5, no usage"),
        pytest.param(pinged(8, 3), "", "utilization is healthy", id="category 10"),
        pytest.param(pinged(None), "", "no usage data", id="category unknown"),
    ],
)
def test_mail_of_a_health_event_is_chosen_by_the_utilization_category(figures, mail, no_mail):
    state = BEFORE._replace(confirmed_band="poor", left_renewing_on=day(70))
    event = event_of(figures, state)
    assert (event.mail, event.no_mail) == (mail, no_mail)


def test_mail_is_chosen_by_utilization_and_not_by_the_band_of_the_event():
    """All is poor, but half the seats are used: the event is poor, the mail concerned."""
    signals = Signals(ON, 9, 99, 9, "inactive", "poor", day(0))
    state = six_days("poor", "")
    event = event_of(pinged(5, 1, days=4), state, signals=signals)
    assert (event.band, event.mail) == ("poor", HEALTH_POOR)
    event = event_of(pinged(5, days=3), state, signals=signals)
    assert (event.band, event.mail) == ("poor", HEALTH_CONCERNING)


@pytest.mark.parametrize(
    ("days_ago", "mail"),
    [
        pytest.param(1, "", id="yesterday"),
        pytest.param(29, "", id="29 days ago"),
        pytest.param(30, HEALTH_POOR, id="30 days ago"),
        pytest.param(None, HEALTH_POOR, id="never"),
    ],
)
def test_no_health_mail_when_one_fell_due_in_the_29_days_before(days_ago, mail):
    last = None if days_ago is None else ON - timedelta(days_ago)
    state = six_days("poor", "")._replace(health_mail_on=last)
    decision = decided(facts(figures=POOR_USE, **ALONE), ON, state)
    assert decision.event.mail == mail
    assert decision.state.health_mail_on == (ON if mail else last)


def test_event_without_a_mail_does_not_delay_the_next_mail():
    state = six_days("poor", "")._replace(health_mail_on=day(80))
    silent = decided(facts(figures=POOR_USE, **ALONE), ON, state)
    assert (silent.event.mail, silent.state.health_mail_on) == ("", day(80))


def test_no_mail_comes_later_of_an_event_that_had_none():
    nobody_knows = six_days("poor", "")
    quiet = decided(facts(figures=NO_USE, **ALONE), ON, nobody_knows)
    assert quiet.event is None
    state = decided(facts(figures=POOR_USE, **ALONE), day(101), quiet.state).state
    assert state.health_mail_on == day(101)
    assert not any(d.event for d in continued(state, day(102), 60))


def continued(state: State, first, days: int):
    decisions = []
    for number in range(days):
        on = first + timedelta(number)
        decision = decided(facts(figures=POOR_USE, **ALONE), on, state)
        state = decision.state
        decisions.append(decision)
    return decisions


# Nothing but the facts


def test_deciding_twice_gives_the_same_and_changes_nothing():
    found, before = facts(figures=POOR_USE, **ALONE), six_days("poor", "healthy")
    first = decided(found, ON, before)
    assert decided(found, ON, before) == first
    assert before == six_days("poor", "healthy")


def test_state_shows_the_figures_of_the_day():
    state = decided(facts(figures=pinged(7, 2)), ON, NEW).state
    assert (state.utilization, state.usage) == (70, 28)
    assert (state.relationship, state.relationship_start, state.renewal_on) == (1, day(0), day(366))
    assert state.seats == 10
