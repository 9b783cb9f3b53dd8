"""Occurrences: when each campaign is due, how long it is open, which variant (C1, C2)."""

from datetime import date, timedelta

import pytest

from campaigns.cadence import HealthMail, Occurrence
from lifecycle.relationships import current
from tests.campaigns.starter_rules import cadence, rules
from tests.lifecycle.snapshots import CODY, SEARCH, START, add_on, day, facts, term, the_policy

TERM = term(days=3 * 366)


def occurrences(on, since=None, programme="digital", mails=(), terms=(TERM,), **given):
    found = facts(*terms, **({"tracked_from": START} | given))
    relationship = current(found.terms, the_policy(), on)
    return cadence(programme).occurrences(found, relationship, mails, since=since or on, on=on)


def open_on(on, campaign, **given) -> list[Occurrence]:
    return [found for found in occurrences(on, **given) if found.rule.campaign == campaign]


def steps(on, campaign, **given) -> list[str]:
    return [found.step for found in open_on(on, campaign, **given)]


def due_days(campaign, last=400, **given) -> dict[int, str]:
    """Day of the relationship and step of all that came due from the start on."""
    found = open_on(day(last), campaign, since=START, **given)
    return {(occurrence.due_on - START).days: occurrence.step for occurrence in found}


@pytest.mark.parametrize(
    ("campaign", "programme", "expected"),
    [
        ("day30_checkin", "digital", {30: "1"}),
        ("day90_recap", "pooled", {90: "1"}),
        ("admin_onboarding", "digital", {0: "1", 3: "2", 10: "3", 24: "4", 45: "5"}),
        ("quarterly_checkin", "digital", {180: "1", 270: "2", 360: "3"}),
        ("quarterly_checkin", "scaled", {}),
        ("asp_sync", "digital", {}),
        ("asp_sync", "scaled", {75: "1", 257: "2"}),
        ("asp_sync", "pooled", {75: "1", 257: "2"}),
        ("asp_sync", "enterprise", {75: "1", 166: "2", 257: "3", 348: "4"}),
        ("roadmap_review", "scaled", {110: "1", 292: "2"}),
        ("roadmap_review", "digital", {}),
    ],
)
def test_series_are_due_on_their_days_of_the_relationship(campaign, programme, expected):
    assert due_days(campaign, programme=programme) == expected


@pytest.mark.parametrize(
    ("campaign", "programme", "due", "window"),
    [
        ("admin_onboarding", "digital", 45, 7),
        ("day30_checkin", "digital", 30, 7),
        ("day90_recap", "digital", 90, 7),
        ("quarterly_checkin", "digital", 270, 7),
        ("asp_sync", "enterprise", 75, 14),
        ("roadmap_review", "pooled", 110, 14),
    ],
)
def test_occurrence_is_open_from_its_due_day_through_the_last_day_of_its_window(
    campaign, programme, due, window
):
    days = [n for n in range(due - 5, due + 30) if open_on(day(n), campaign, programme=programme)]
    assert days == list(range(due, due + window + 1))
    (found,) = open_on(day(due), campaign, programme=programme)
    assert (found.due_on, found.closes_on) == (day(due), day(due + window))


def test_series_do_not_shift_with_weekends_and_do_not_restart_at_a_renewal():
    terms = term(), term(day(366), signed_on=day(340))
    assert due_days("quarterly_checkin", 460, terms=terms) == {
        180: "1",
        270: "2",
        360: "3",
        450: "4",
    }


def test_series_restart_in_a_new_relationship():
    terms = term(churned_on=day(366)), term(day(366))
    assert steps(day(366), "admin_onboarding", terms=terms) == ["1"]


def test_late_signature_moves_day_0():
    late = term(signed_on=day(20))
    assert open_on(day(20), "admin_onboarding", terms=(late,))[0].due_on == day(20)


# End-user onboarding


@pytest.mark.parametrize(
    ("first_ping", "due"),
    [
        pytest.param(-10, 0, id="pings before the start: day 0"),
        pytest.param(0, 0, id="first ping on day 0"),
        pytest.param(40, 40, id="first ping later"),
    ],
)
def test_end_user_onboarding_is_due_at_the_later_of_first_ping_and_day_0(first_ping, due):
    found = open_on(day(41), "end_user_onboarding", since=START, first_ping_on=day(first_ping))
    assert [(o.step, o.due_on) for o in found] == [("1", day(due))]


def test_end_user_onboarding_waits_for_a_ping():
    assert open_on(day(41), "end_user_onboarding", since=START) == []


@pytest.mark.parametrize(("on", "found"), [(54, ["1"]), (55, [])])
def test_end_user_onboarding_is_open_for_14_days(on, found):
    assert steps(day(on), "end_user_onboarding", first_ping_on=day(40)) == found


def test_end_user_onboarding_comes_again_on_day_0_of_a_new_relationship():
    terms = term(churned_on=day(366)), term(day(366))
    (found,) = open_on(day(366), "end_user_onboarding", terms=terms, first_ping_on=day(5))
    assert found.due_on == day(366)


EXTRA = add_on(day(10), day(20), products=CODY)


@pytest.mark.parametrize(
    ("terms", "on", "variant"),
    [
        pytest.param((TERM,), 10, "code_search_only", id="code search"),
        pytest.param((term(products=CODY),), 10, "cody_only", id="Cody"),
        pytest.param((term(products=SEARCH | CODY),), 10, "code_search_and_cody", id="both"),
        pytest.param((TERM, EXTRA), 9, "code_search_only", id="before the add-on"),
        pytest.param((TERM, EXTRA), 10, "code_search_and_cody", id="with the add-on"),
        pytest.param((TERM, EXTRA), 19, "code_search_and_cody", id="its last day"),
        pytest.param((TERM, EXTRA), 20, "code_search_only", id="after the add-on"),
        pytest.param((term(products=frozenset()),), 10, "", id="no product"),
    ],
)
def test_variant_of_end_user_onboarding_is_by_the_products_in_force(terms, on, variant):
    (found,) = open_on(day(on), "end_user_onboarding", terms=terms, first_ping_on=day(8))
    assert found.variant == variant


# Monthly recap


@pytest.mark.parametrize(
    ("relationship_day", "expected"),
    [
        pytest.param(96, [], id="the 1st is day 96"),
        pytest.param(97, ["2024-05"], id="the 1st is day 97"),
    ],
)
def test_monthly_recap_begins_with_relationship_day_97(relationship_day, expected):
    first = date(2024, 5, 1)
    terms = (term(first - timedelta(relationship_day), days=800),)
    assert steps(first, "monthly_recap", terms=terms) == expected


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2025, 3, 31), []),
        (date(2025, 4, 1), ["2025-04"]),
        (date(2025, 4, 7), ["2025-04"]),
        (date(2025, 4, 8), []),
    ],
)
def test_monthly_recap_is_open_from_the_1st_through_the_7th(on, expected):
    assert steps(on, "monthly_recap") == expected


def test_monthly_recaps_missed_in_an_outage_are_all_named():
    found = steps(date(2025, 6, 20), "monthly_recap", since=date(2025, 3, 5))
    assert sorted(found) == ["2025-03", "2025-04", "2025-05", "2025-06"]


# First uses and health


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        pytest.param(100, ["cody_chat"], id="the day of the first use"),
        pytest.param(107, ["cody_chat"], id="the last day of the window"),
        pytest.param(108, [], id="the day after it"),
    ],
)
def test_enablement_is_open_for_a_week_from_the_first_use(on, expected):
    found = open_on(day(on), "advanced_enablement", first_uses=(("cody_chat", day(100)),))
    assert [o.step for o in found] == expected == [o.variant for o in found]


def test_each_feature_has_its_own_occurrence():
    uses = ("batch_changes", day(99)), ("cody_chat", day(100))
    assert steps(day(101), "advanced_enablement", first_uses=uses) == [
        "batch_changes",
        "cody_chat",
    ]


@pytest.mark.parametrize(
    ("on", "count"), [(99, 0), (100, 1), (107, 1), (108, 0)], ids=["before", "on", "last", "after"]
)
@pytest.mark.parametrize("band", ["poor", "concerning"])
def test_health_mail_is_one_step_named_by_the_day_of_its_event(band, on, count):
    campaign, other = f"health_{band}", {"poor": "concerning", "concerning": "poor"}[band]
    mails = [HealthMail(day(100), campaign)]
    found = [(o.step, o.variant) for o in open_on(day(on), campaign, mails=mails)]
    assert found == count * [(day(100).isoformat(), band)]
    assert open_on(day(on), f"health_{other}", mails=mails) == []


# What never exists, and what was missed


@pytest.mark.parametrize(
    ("tracked_from", "expected"),
    [
        pytest.param(day(10), ["3"], id="due on the first tracked day"),
        pytest.param(day(11), [], id="due the day before it"),
    ],
)
def test_occurrence_due_before_the_account_is_tracked_never_exists(tracked_from, expected):
    found = steps(day(12), "admin_onboarding", since=tracked_from, tracked_from=tracked_from)
    assert found == expected


def test_nothing_due_before_tracking_exists_for_any_kind_of_campaign():
    given = {
        "first_ping_on": day(395),
        "first_uses": (("cody_chat", day(396)),),
        "mails": [HealthMail(day(396), "health_poor")],
    }
    on = day(397)  # a 1st of February, with the recap due on the day itself
    assert on == date(2025, 2, 1)
    due = {o.rule.campaign for o in occurrences(on, tracked_from=on, **given)}
    assert due == {"monthly_recap"}
    due = {o.rule.campaign for o in occurrences(on, tracked_from=day(395), **given)}
    assert due == {
        "monthly_recap",
        "end_user_onboarding",
        "advanced_enablement",
        "health_poor",
    }


@pytest.mark.parametrize(
    ("since", "expected"),
    [
        pytest.param(31, ["4", "5"], id="window still open on the first day"),
        pytest.param(32, ["5"], id="window closed the day before"),
    ],
)
def test_occurrences_since_the_last_mailed_day_are_told_even_when_closed(since, expected):
    """Admin step 4 is due on day 24 and closes on day 31; seen from day 60 after an outage."""
    assert steps(day(60), "admin_onboarding", since=day(since)) == expected


def test_same_days_asked_twice_give_the_same_occurrences():
    shared = cadence("enterprise")
    found = facts(TERM)
    relationship = current(found.terms, the_policy(), day(75))
    asked = [
        shared.occurrences(found, relationship, (), since=day(75), on=day(75)) for _ in range(2)
    ]
    assert asked[0] == asked[1] != []


def test_every_campaign_of_a_programme_is_in_its_cadence():
    names = {campaign for campaign, programme in rules() if programme == "enterprise"}
    assert {rule.campaign for rule in cadence("enterprise").rules} == names
