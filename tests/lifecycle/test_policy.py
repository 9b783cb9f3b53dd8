"""A programme's thresholds: defaults, and which edits are refused by name."""

import pytest

from lifecycle.policy import Policy, PolicyError, default, read


def test_policy_without_changes_has_the_numbers_of_the_rules():
    policy = read({})
    assert policy == Policy(ranges=policy.ranges)
    assert policy.weights == (55, 25, 15, 5)
    assert (policy.target_utilization, policy.target_usage, policy.surpass_targets) == (
        80,
        30,
        False,
    )
    assert (policy.prospect_days, policy.onboarding_days, policy.renewing_days) == (45, 60, 120)
    assert (policy.relationship_gap_days, policy.band_days) == (90, 7)
    assert (policy.mau_days, policy.usage_days, policy.usage_minimum_pings) == (10, 28, 4)
    assert (policy.after_renewal_days, policy.health_mail_pause_days) == (30, 29)
    assert (policy.mail_after_renewal_days, policy.target_days_in_a_row) == (30, 1)


@pytest.mark.parametrize(
    ("indicator", "edges"),
    [
        ("usage", {20: "poor", 21: "concerning", 29: "concerning", 30: "healthy"}),
        ("utilization", {49: "poor", 50: "concerning", 79: "concerning", 80: "healthy"}),
        ("activity", {14: "healthy", 15: "concerning", 29: "concerning", 30: "poor"}),
        ("defect_tickets", {1: "healthy", 2: "concerning", 4: "concerning", 5: "poor"}),
        ("help_tickets", {9: "healthy", 10: "concerning", 14: "concerning", 15: "poor"}),
        ("versions_behind", {2: "healthy", 3: "concerning", 4: "concerning", 5: "poor"}),
        ("score", {4: "poor", 5: "concerning", 6: "concerning", 7: "healthy"}),
    ],
)
def test_indicators_are_graded_as_the_rules_say(indicator, edges):
    bands = default().ranges[indicator]
    assert {number: bands.of(number) for number in edges} == edges


@pytest.mark.parametrize(
    ("data", "named"),
    [
        pytest.param({"onbording_days": 60}, "onbording_days", id="misspelt field"),
        pytest.param({"onboarding_days": "60"}, "onboarding_days", id="text for a number"),
        pytest.param({"onboarding_days": 60.0}, "onboarding_days", id="float"),
        pytest.param({"onboarding_days": True}, "onboarding_days", id="true for a number"),
        pytest.param({"onboarding_days": 0}, "onboarding_days", id="no onboarding"),
        pytest.param({"onboarding_days": None}, "onboarding_days", id="nothing"),
        pytest.param({"prospect_days": -1}, "prospect_days", id="negative"),
        pytest.param({"surpass_targets": 1}, "surpass_targets", id="number for true"),
        pytest.param({"usage_minimum_pings": 29}, "usage_minimum_pings", id="more than its days"),
        pytest.param({"training_effect_days": 0}, "training_effect_days", id="no effect"),
        pytest.param({"opportunity_more_seats": 0}, "opportunity_more_seats", id="no seats"),
        pytest.param({"case_plan_days": -1}, "case_plan_days", id="plan before the case"),
        pytest.param({"retro_days": "soon"}, "retro_days", id="a word for days"),
        pytest.param({"ranges": {"usge": {}}}, r"ranges\.usge", id="unknown indicator"),
        pytest.param({"ranges": {"usage": {"poor": "< 5"}}}, r"ranges\.usage", id="one range"),
        pytest.param({"ranges": {"usage": "all"}}, r"ranges\.usage", id="text for ranges"),
        pytest.param({"ranges": {"usage": None}}, r"ranges\.usage", id="null for ranges"),
        pytest.param({"ranges": None}, "ranges", id="null for all ranges"),
        pytest.param({"ranges": ["usage"]}, "ranges", id="list for all ranges"),
        pytest.param([], "policy", id="a list for the policy"),
    ],
)
def test_policy_that_cannot_be_used_is_refused_by_its_field(data, named):
    with pytest.raises(PolicyError, match=named):
        read(data)


def test_policy_with_a_gap_is_refused():
    score = {"poor": "< 5", "concerning": "> 5, < 7", "healthy": ">= 7"}
    with pytest.raises(PolicyError, match=r"ranges\.score: poor and concerning leave a gap"):
        read({"ranges": {"score": score}})


def test_policy_needs_one_weight():
    names = ("utilization", "relationship", "technical", "sentiment")
    with pytest.raises(PolicyError, match="weight"):
        read({f"weight_{name}": 0 for name in names})


def test_policy_keeps_what_was_not_changed():
    policy = read({"target_utilization": 70, "ranges": {"activity": ACTIVITY}})
    assert policy.target_utilization == 70
    assert policy.target_usage == 30
    assert policy.ranges["activity"].of(8) == "concerning"
    assert policy.ranges["usage"] == default().ranges["usage"]


ACTIVITY = {"healthy": "<= 7", "concerning": ">= 8, <= 10", "poor": ">= 11"}


def test_the_same_changes_are_read_once_and_others_never_taken_for_them():
    changed = {"surpass_targets": True, "alerts": {"seats": {"to": ["ce"]}}}
    first = read(changed)
    assert read(dict(reversed(changed.items()))) is first
    with pytest.raises(PolicyError, match="surpass_targets"):
        read(changed | {"surpass_targets": 1})
    changed["alerts"]["seats"]["to"].append("ta")
    assert read(changed).alerts["seats"].to == ("ta", "ce")
    assert first.alerts["seats"].to == ("ce",)
