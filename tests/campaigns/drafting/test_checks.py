"""Tests of what keeps a draft from being published."""

import pytest

from campaigns.compose import Brand
from campaigns.drafting.checks import blocking, mistakes

BRAND = Brand("Vendor", "Team", "1 Street")
RULE = {
    "name": "Check",
    "priority": 30,
    "window": 7,
    "to": ["champion"],
    "stages": ["adopting"],
    "due": {"kind": "relationship_day", "days": {"1": 3, "2": 9}},
    "programmes": {"digital": None},
}
COPY = {"subject": "Hello", "preheader": "A word", "body": "Hi {{ account_name }}."}


def found(rule=RULE, copies=None) -> list[tuple[str, str, int]]:
    told = mistakes("check", rule, {"message": COPY} if copies is None else copies, BRAND)
    return [(mistake.where, mistake.field, mistake.line) for mistake in blocking(told)]


def test_good_draft_has_no_mistakes():
    assert found() == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"priority": -1}, "priority"),
        ({"to": []}, "to"),
        ({"due": {"kind": "someday"}}, "due.kind"),
        ({"programmes": {}}, "programmes"),
    ],
)
def test_rule_is_held_to_the_rules(change, field):
    assert found(RULE | change) == [("rule", field, 0)]


@pytest.mark.parametrize(
    ("change", "field", "line"),
    [
        ({"subject": ""}, "subject", 1),
        ({"body": "Hi\n{{ nobody }}"}, "body", 2),
        ({"body": "Hi\n\n{{ contact_first_name }}"}, "body", 3),
        ({"body": "Hi {{ account_name"}, "body", 1),
        ({"body": "Hi\n::: if cody\n{{ nobody }}\n::: end"}, "body", 3),
        ({"body": "Hi\n::: if cody\n::: else\n{{ nobody }}\n::: end"}, "body", 4),
    ],
)
def test_message_is_held_to_its_variables(change, field, line):
    assert found(copies={"message": COPY | change}) == [("message", field, line)]


def test_every_step_needs_a_message():
    assert found(copies={"1": COPY}) == [("rule", "messages", 0)]
    assert found(copies={"1": COPY, "2": COPY}) == []
    assert found(copies={}) == [("rule", "messages", 0)]


@pytest.mark.parametrize(
    "change",
    [
        {"preheader": ""},
        {"subject": "Now!! Really!"},
        {"subject": "THIS IS THE LAST CALL FOR ALL"},
        {"body": "Please click here now."},
        {"subject": "x" * 71},
    ],
)
def test_what_looks_like_spam_is_a_warning_only(change):
    told = mistakes("check", RULE, {"message": COPY | change}, BRAND)
    assert [mistake.warning for mistake in told] == [True]
