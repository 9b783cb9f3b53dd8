"""Tests of a playbook's rule in words."""

import pytest

from lifecycle.playbooks import definitions, readable
from lifecycle.playbooks.steps import Due

STAGES = {"onboarding": "Onboarding", "adopting": "Adopting"}
STEP = {"key": "a", "title": "Ask", "owner": "ta", "due": {"from": "opened", "days": 3}}


def rules(trigger: dict, **fields) -> dict[str, definitions.Rule]:
    data = {"name": "Any", "trigger": trigger, "window": 5, "steps": [STEP], **fields}
    return definitions.read("any", {"programmes": {"scaled": None}, **data})


@pytest.mark.parametrize(
    ("trigger", "words"),
    [
        ({"kind": "before_start", "days": 45}, "45 days before the contract starts"),
        ({"kind": "before_renewal", "days": 1}, "1 day before the renewal"),
        ({"kind": "relationship_day", "days": [60]}, "on day 60 of the relationship"),
        ({"kind": "relationship_day", "days": [60, 45]}, "on days 45, 60 of the relationship"),
        (
            {"kind": "relationship_day", "first": 75, "every": 182},
            "on day 75 of the relationship, then every 182 days",
        ),
        ({"kind": "stage_entered", "stage": "onboarding"}, "when the account enters Onboarding"),
        (
            {"kind": "contract_quarter", "quarters": {"1": [2, 3, "last"], "2": ["last"]}},
            "at the start of quarters 2, 3 and the last of the contract (tier 1); "
            "at the start of the last quarter of the contract (tier 2)",
        ),
        (
            {"kind": "contract_quarter", "monthly": True, "quarters": {"1": [4], "none": [4]}},
            "each month of quarter 4 of the contract (tier 1 and no tier)",
        ),
        ({"kind": "month_start"}, "on the first of each month"),
        (
            {"kind": "month_start", "minimum_day": 60},
            "on the first of each month, from day 60 on",
        ),
        (
            {"kind": "health_event", "bands": ["poor", "concerning"]},
            "when health becomes concerning or poor",
        ),
        ({"kind": "first_use"}, "when a feature is used for the first time"),
        ({"kind": "churned"}, "when the account has churned"),
        ({"kind": "by_hand"}, "when somebody starts it"),
    ],
)
def test_trigger_is_said_in_words(trigger, words):
    assert readable.everywhen(rules(trigger), STAGES) == words


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (Due("opened", 0), "when it opens"),
        (Due("opened", 1), "1 day after it opens"),
        (Due("start", -14), "14 days before the contract starts"),
        (Due("due", 10), "10 days after it fell due"),
        (Due("renewal", 0), "the day of the renewal"),
    ],
)
def test_due_date_of_a_step_is_said_in_words(due, words):
    assert readable.due(due) == words


def test_conditions_and_tiers_are_named():
    found = rules(
        {"kind": "relationship_day", "days": [45]},
        when={"utilization_below": 50},
        tiers=["1", "none"],
    )
    assert readable.conditions(found["scaled"].when) == ["utilization is below 50 %"]
    (runs,) = readable.programmes(found, {"scaled": "Scaled"}, STAGES)
    assert (runs.programme, runs.tiers, runs.window) == ("Scaled", "tier 1 and no tier", 5)
    assert runs.stages == [("onboarding", "Onboarding"), ("adopting", "Adopting")]


def test_programmes_that_differ_are_both_said():
    found = rules(
        {"kind": "relationship_day", "first": 75, "every": 182},
        programmes={"scaled": None, "enterprise": {"trigger": {"every": 91}}},
    )
    assert "every 182 days or on day 75" in readable.everywhen(found, STAGES) or (
        "every 91 days" in readable.everywhen(found, STAGES)
    )
