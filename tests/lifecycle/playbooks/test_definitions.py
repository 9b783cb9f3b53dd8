"""Definitions of playbooks: what differs by programme, and what is refused, by its field."""

from datetime import timedelta

import pytest

from lifecycle.playbooks.definitions import read
from lifecycle.playbooks.fields import DefinitionError
from tests.lifecycle.playbooks.examples import STEP, definition


def test_programme_may_change_a_part_of_the_trigger():
    rules = read(
        "sync",
        definition(
            trigger={"first": 75, "every": 182},
            window=14,
            programmes={"scaled": None, "enterprise": {"trigger": {"every": 91}, "window": 10}},
        ),
    )
    scaled, enterprise = rules["scaled"], rules["enterprise"]
    assert (scaled.trigger.first, scaled.trigger.every, scaled.window) == (75, 182, timedelta(14))
    assert (enterprise.trigger.first, enterprise.trigger.every) == (75, 91)
    assert enterprise.window == timedelta(10)


def test_programme_may_have_another_trigger_stages_and_tiers():
    other = {"trigger": {"kind": "month_start"}, "stages": ["nurturing"], "tiers": ["none", 1]}
    data = definition(trigger={"days": [5]}, programmes={"digital": None, "enterprise": other})
    rules = read("greeting", data)
    assert (rules["digital"].trigger.days, rules["digital"].tiers) == ((5,), frozenset())
    enterprise = rules["enterprise"]
    assert (enterprise.trigger.kind, enterprise.trigger.days) == ("month_start", ())
    assert (enterprise.stages, enterprise.tiers) == ({"nurturing"}, {"none", "1"})


@pytest.mark.parametrize(
    ("kind", "trigger", "stages"),
    [
        ("before_start", {"days": 45}, {"prospect"}),
        ("stage_entered", {"stage": "renewing"}, {"renewing"}),
        ("first_use", {}, {"onboarding", "adopting", "nurturing", "renewing"}),
        ("churned", {}, set()),
        ("by_hand", {}, set()),
    ],
)
def test_stages_go_by_the_trigger_where_none_are_named(kind, trigger, stages):
    assert read("x", definition(kind, trigger=trigger))["digital"].stages == stages


def step(**changes):
    return {"steps": [STEP | changes]}


@pytest.mark.parametrize(
    ("kind", "changes", "said"),
    [
        ("relationship_day", {"colour": "red"}, "colour: no such field"),
        ("first_use", {"name": " "}, "name: some words"),
        ("relationship_day", {"programmes": {}}, "programmes: name at least one"),
        ("relationship_day", {"programmes": {"digital": {"steps": []}}}, "programmes.digital: "),
        ("tomorrow", {}, "trigger.kind: 'tomorrow'"),
        ("relationship_day", {"trigger": {}}, "trigger: needs either"),
        ("relationship_day", {"trigger": {"days": [1], "first": 2}}, "trigger: needs either"),
        ("relationship_day", {"trigger": {"days": 5}}, "trigger.days: a list"),
        ("relationship_day", {"trigger": {"days": [5, 5]}}, "trigger.days: a day .* twice"),
        ("relationship_day", {"trigger": {"days": [-1]}}, "trigger.days.0: a whole number"),
        ("relationship_day", {"trigger": {"days": [True]}}, "trigger.days.0: a whole number"),
        ("relationship_day", {"trigger": {"first": 5}}, "trigger.every: a whole number"),
        ("relationship_day", {"trigger": {"first": 5, "every": 0}}, "trigger.every: "),
        ("relationship_day", {"trigger": {"days": [1], "bands": []}}, "trigger.bands: no such"),
        ("before_start", {"trigger": {"days": 0}}, "trigger.days: a whole number of at least 1"),
        ("stage_entered", {"trigger": {"stage": "gone"}}, "trigger.stage: 'gone'"),
        ("contract_quarter", {}, "trigger.quarters: name"),
        ("contract_quarter", {"trigger": {"quarters": {"5": [1]}}}, "trigger.quarters.5: no such"),
        ("contract_quarter", {"trigger": {"quarters": {"1": [5]}}}, "trigger.quarters.1: 5 is"),
        (
            "contract_quarter",
            {"trigger": {"quarters": {"1": [4, "last"]}}},
            "trigger.quarters.1: 4 and last",
        ),
        ("contract_quarter", {"trigger": {"quarters": {"1": [1]}, "monthly": 1}}, "monthly: true"),
        ("health_event", {"trigger": {"bands": ["healthy"]}}, "trigger.bands: 'healthy'"),
        ("first_use", {"window": 15}, "window: 15 is too many"),
        ("month_start", {"window": 28}, "window: 28 is too many"),
        ("first_use", {"window": -1}, "window: a whole number"),
        ("first_use", {"stages": ["prospect"]}, "stages: 'prospect'"),
        ("first_use", {"when": {"weather": 1}}, "when.weather: no such"),
        ("first_use", {"when": {"utilization_below": "50"}}, "when.utilization_below: a whole"),
        ("first_use", {"tiers": [4]}, "tiers: '4'"),
        ("first_use", {"tiers": "all"}, "tiers: a list"),
        ("first_use", {"steps": []}, "steps: a list of at least one"),
        ("first_use", {"steps": ["call"]}, "steps.1: a mapping"),
        ("first_use", {"steps": [STEP, STEP]}, "steps: the key call stands there twice"),
        ("first_use", step(owner="boss"), "steps.call.owner: 'boss'"),
        ("first_use", step(title=""), "steps.call.title: some words"),
        ("first_use", step(key=""), "steps.1.key: some words"),
        ("first_use", step(due={"from": "never", "days": 1}), "steps.call.due.from: 'never'"),
        ("first_use", step(due={"from": "due"}), "steps.call.due.days: a whole number"),
        ("first_use", step(checklist="ask"), "steps.call.checklist: a list"),
        ("first_use", step(programmes=["scaled"]), "steps.call.programmes: scaled does not run"),
        ("first_use", step(colour="red"), "steps.call.colour: no such field"),
    ],
)
def test_what_cannot_be_used_is_refused_by_its_field(kind, changes, said):
    with pytest.raises(DefinitionError, match=said):
        read("greeting", definition(kind, **changes))
