"""The reasons shown for a decision: inputs with their age, why, and what would change it."""

import json
from datetime import timedelta

import pytest

from lifecycle import evidence
from lifecycle.facts import NEW, Figures, Override, Signals, State
from tests.lifecycle.snapshots import START, add_on, day, decided, facts, pinged, term, the_policy

ON = day(100)
END = term().end
EARLY = term(signed_on=day(-90))
RULES = {
    "S1": (facts(term(churned_on=day(90))), day(100), NEW),
    "S2": (facts(EARLY), day(-46), NEW),
    "S3": (facts(EARLY), day(-45), NEW),
    "S4": (facts(), day(59), NEW),
    "S5": (facts(), day(300), NEW),
    "S6": (facts(figures=pinged(1)), ON, State(rule_stage="nurturing")),
    "S7": (facts(figures=pinged(8, 3)), ON, NEW),
    "S8": (facts(), ON, NEW),
}


def of(rule: str, **policy):
    found, on, before = RULES[rule]
    decision = decided(found, on, before, **policy)
    assert decision.finding.rule == rule
    return found, decision, the_policy(**policy)


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ("S1", "The last term churned on 2024-03-31 (S1)."),
        ("S2", "No term has begun and the first start is more than 45 days away (S2)."),
        ("S3", "No term has begun and the first start is at most 45 days away or past (S3)."),
        ("S4", "Day 59 of the relationship, under 60 (S4)."),
        ("S5", "The renewal is on 2025-01-01; Renewing runs from 2024-09-03 (S5)."),
        (
            "S6",
            "It was Nurturing the day before and stays so: utilization 10 %, usage 0 % (S6).",
        ),
        (
            "S7",
            "Both targets are met, at least 80 % and 30 %: utilization 80 %, usage 37.50 % (S7).",
        ),
        (
            "S8",
            "Day 100, and the targets, at least 80 % and 30 %, are not both met: "
            "utilization unknown, usage unknown (S8).",
        ),
    ],
)
def test_why_is_one_sentence_with_the_number_of_the_rule(rule, sentence):
    _, decision, policy = of(rule)
    assert evidence.why(decision, policy) == sentence


def test_why_says_when_a_renewal_is_overdue():
    decision = decided(facts(), END + timedelta(1))
    assert "2024-09-03, overdue (S5)" in evidence.why(decision, the_policy())


def test_why_says_surpass_where_the_programme_does():
    _, decision, policy = of("S8", surpass_targets=True)
    assert "above 80 % and 30 %" in evidence.why(decision, policy)


def test_shown_figures_are_cut_and_never_rounded_up_to_a_target():
    found = facts(figures=Figures(79999, START, 0, 10), terms=(term(seats=100000),))
    decision = decided(found, ON)
    assert "utilization 79.99 %" in evidence.why(decision, the_policy())


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (
            "S1",
            ["A new term, signed and known, makes it a Prospect again 45 days before its start."],
        ),
        ("S2", ["Prospect from 2023-11-17, for the start 2024-01-01."]),
        ("S3", ["Onboarding from 2024-01-01, when the first term has begun and is signed."]),
        ("S4", ["Adopting or Nurturing from 2024-03-01, when day 60 is reached."]),
        (
            "S5",
            [
                "A signed next term takes it to Adopting or Nurturing; a churn date ends it. "
                "The renewal is on 2025-01-01."
            ],
        ),
        ("S6", ["Renewing from 2024-09-03, for the renewal on 2025-01-01."]),
        ("S7", ["Renewing from 2024-09-03, for the renewal on 2025-01-01."]),
        (
            "S8",
            [
                "Utilization and usage are unknown: no ping in the last 10 days.",
                "Renewing from 2024-09-03, for the renewal on 2025-01-01.",
            ],
        ),
    ],
)
def test_outlook_says_what_would_change_the_stage(rule, said):
    found, decision, policy = of(rule)
    assert evidence.outlook(found, decision, policy) == said


def outlook_of(figures: Figures, seats=10, before=NEW, **policy) -> list[str]:
    found = facts(term(seats=seats), figures=figures)
    decision = decided(found, ON, before, **policy)
    assert decision.finding.rule == "S8"
    return evidence.outlook(found, decision, the_policy(**policy))[:-1]


@pytest.mark.parametrize(
    ("mau", "surpass", "more"),
    [
        pytest.param(7, False, 1, id="8 of 10 reach 80 %"),
        pytest.param(1, False, 7, id="from 1 to 8"),
        pytest.param(8, True, 1, id="9 of 10 surpass 80 %"),
        pytest.param(0, True, 9, id="from 0 to 9"),
    ],
)
def test_outlook_tells_how_many_more_people_reach_the_target(mau, surpass, more):
    figures = pinged(mau, 30 if mau else 0)
    (said,) = outlook_of(figures, surpass_targets=surpass)
    assert said == f"Nurturing needs {more} more monthly users: {mau} of 10 seats now."


def test_outlook_counts_whole_people():
    # 80 % of 9 seats are 7.2 people: 7 are too few, 8 are enough.
    assert outlook_of(pinged(7, 5), seats=9) == [
        "Nurturing needs 1 more monthly users: 7 of 9 seats now."
    ]


def test_outlook_tells_how_many_more_daily_users_reach_the_target():
    # 10 pings, mean 2.0 of 9 monthly users; 30 % are 2.7.
    assert outlook_of(Figures(9, START, 20, 10)) == [
        "Nurturing needs 0.7 more daily users on average, for 9 monthly ones."
    ]


def test_outlook_is_true_the_missing_people_make_it_nurturing():
    for mau in range(8):
        (said, *_) = outlook_of(pinged(mau, 5), surpass_targets=False)
        more = int(said.split()[2])
        for people, rule in ((mau + more - 1, "S8"), (mau + more, "S7")):
            assert decided(facts(figures=pinged(people, 5)), ON).finding.rule == rule


def test_outlook_without_seats_does_not_blame_the_pings():
    said = outlook_of(pinged(5, 2), seats=0)
    assert said == ["Utilization is unknown: no seats are in force."]


def test_outlook_counts_the_pings_that_usage_lacks():
    assert outlook_of(pinged(9, 3, days=3)) == [
        "Usage is unknown: 3 of the 4 pings it needs in 28 days."
    ]


def test_outlook_of_old_pings_does_not_count_them_as_too_few():
    assert outlook_of(Figures(None, None, 30, 12)) == [
        "Utilization and usage are unknown: no ping in the last 10 days."
    ]


def test_outlook_of_targets_that_hold_but_not_long_enough():
    assert outlook_of(pinged(9, 3), target_days_in_a_row=5) == [
        "Both targets hold; 5 days in a row are needed."
    ]


def test_outlook_of_a_short_term_in_onboarding_is_renewing():
    found = facts(term(days=90))
    decision = decided(found, day(10))
    assert evidence.outlook(found, decision, the_policy()) == [
        "Renewing from 2024-03-01, when day 60 is reached."
    ]


def test_outlook_of_a_return_says_that_it_begins_anew():
    back = term(END + timedelta(200), signed_on=START)
    found = facts(term(churned_on=END), back)
    decision = decided(found, back.start - timedelta(45))
    assert evidence.outlook(found, decision, the_policy()) == [
        "The next term begins, which starts a new relationship in Onboarding."
    ]


def test_outlook_of_an_account_without_terms_asks_for_one():
    found = facts(add_on(START, END))
    decision = decided(found, ON)
    assert evidence.outlook(found, decision, the_policy()) == ["A contract term with a start date."]


# Inputs and indicators


def test_inputs_say_what_was_known_and_how_old_it_is():
    found = facts(figures=pinged(7, 2, on=day(98)))
    inputs = evidence.inputs(found, decided(found, ON))
    assert inputs == {
        "programme": "digital",
        "first_start": "2024-01-01",
        "mau": 7,
        "mau_on": day(98).isoformat(),
        "dau_total": 20,
        "dau_days": 10,
        "utilization": 70,
        "usage": 28,
        "stage_yesterday": "",
        "relationship": 1,
        "relationship_start": "2024-01-01",
        "relationship_day": 100,
        "renewal_on": "2025-01-01",
        "seats": 10,
        "products": ["code_search"],
        "churned_on": None,
    }


@pytest.mark.parametrize("rule", RULES)
def test_inputs_and_health_are_plain_data_for_every_rule(rule):
    found, decision, _ = of(rule)
    for said in (evidence.inputs(found, decision), evidence.health(found, decision)):
        assert json.loads(json.dumps(said)) == said


def test_inputs_name_the_override_only_while_it_changes_something():
    said = Override("adopting", ON, day(110), "ta@portal.example", "They asked.")
    held = facts(figures=pinged(8, 3), override=said)
    assert evidence.inputs(held, decided(held, ON))["override"] == {
        "owner": "ta@portal.example",
        "reason": "They asked.",
        "until": day(110).isoformat(),
    }
    agreed = facts(override=said)
    assert "override" not in evidence.inputs(agreed, decided(agreed, ON))
    assert "override" not in evidence.inputs(held, decided(held, day(110)))


def test_indicators_have_value_grade_and_the_date_of_their_data():
    signals = Signals(day(99), 3, None, 0, "inactive", "poor", day(80))
    found = facts(figures=pinged(8, 3, on=day(95)), signals=signals, buyer=False)
    entries = evidence.indicators(found, decided(found, ON))
    assert [tuple(entry.values()) for entry in entries] == [
        ("utilization", "usage", "37.50 %", "healthy", "2024-04-05"),
        ("utilization", "utilization", "80 %", "healthy", "2024-04-05"),
        ("relationship", "champion", "can be written to", "healthy", None),
        ("relationship", "buyer", "nobody to write to", "poor", None),
        ("relationship", "activity", "20 days ago", "concerning", "2024-03-21"),
        ("technical", "defect_tickets", "3", "concerning", "2024-04-09"),
        ("technical", "help_tickets", "unknown", "", "2024-04-09"),
        ("technical", "versions_behind", "0", "healthy", "2024-04-09"),
        ("technical", "code_intel", "inactive", "poor", "2024-04-09"),
        ("sentiment", "ta_sentiment", "poor", "poor", "2024-04-09"),
    ]


def test_unknown_indicators_are_shown_as_unknown():
    found = facts()
    entries = evidence.indicators(found, decided(found, ON))
    unknown = [entry["indicator"] for entry in entries if not entry["grade"]]
    assert unknown == [
        "usage",
        "utilization",
        "activity",
        "defect_tickets",
        "help_tickets",
        "versions_behind",
        "code_intel",
        "ta_sentiment",
    ]


@pytest.mark.parametrize(
    ("figures", "score", "category"),
    [
        (pinged(1), "3.12", "0.00"),
        (pinged(8, 3), "10.00", "10.00"),
        (pinged(None), "10.00", "unknown"),
    ],
)
def test_health_is_shown_in_points(figures, score, category):
    found = facts(figures=figures)
    said = evidence.health(found, decided(found, ON))
    assert (said["score"], said["utilization_category"]) == (score, category)
