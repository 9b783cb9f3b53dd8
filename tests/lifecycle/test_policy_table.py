"""Tests of the policy as a table."""

from dataclasses import fields

from lifecycle import policy_table
from lifecycle.alerts import kinds
from lifecycle.policy import DEFAULT_RANGES, Policy


def test_table_holds_every_field_of_the_policy():
    groups = policy_table.groups({})
    shown = {line.name for group in groups for line in group.lines}
    numbers = {field.name for field in fields(Policy) if field.init} - {"ranges", "alerts"}
    assert shown == numbers | {f"alerts.{kind}" for kind in kinds.DEFAULTS}
    assert sum(len(group.ranges) for group in groups) == len(DEFAULT_RANGES)


def test_table_marks_what_differs_and_names_the_default():
    stages = policy_table.groups({"onboarding_days": 90})[0]
    line = next(line for line in stages.lines if line.name == "onboarding_days")
    assert (line.value, line.default, line.changed) == ("90 days", "60 days", True)


def test_table_of_a_broken_policy_shows_the_default():
    assert policy_table.groups({"onboarding_days": -1}) == policy_table.groups({})
