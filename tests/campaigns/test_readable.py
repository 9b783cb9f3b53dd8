"""Tests of a rule in people's words."""

import pytest

from campaigns import readable

SERIES = {"due": {"kind": "relationship_day", "days": {"2": 3, "1": 0, "3": 15}}}
AGAIN = {"due": {"kind": "relationship_day", "first": 180, "every": 90}}


@pytest.mark.parametrize(
    ("rule", "marks"),
    [
        (SERIES, [("1", 0, 2), ("2", 3, 10), ("3", 15, 0)]),
        (AGAIN, [("1", 180, 6), ("2", 270, 6), ("3", 360, 0)]),
        ({"due": {"kind": "relationship_day", "first": 30}}, []),
        ({"due": {"kind": "relationship_day", "days": {"1": 30}}}, []),
        ({"due": {"kind": "release"}}, []),
        ({**AGAIN, "programmes": {"digital": None, "enterprise": {"due": {"every": 91}}}}, []),
        (
            {**AGAIN, "programmes": {"digital": {"window": 3}}},
            [("1", 180, 6), ("2", 270, 6), ("3", 360, 0)],
        ),
    ],
)
def test_steps_lie_on_a_line_by_their_days(rule, marks):
    assert readable.marks(rule) == marks


@pytest.mark.parametrize(
    ("step", "variant", "said"),
    [
        ("3", "", "step 3"),
        ("1", "cody_only", "step 1 · cody only"),
        ("batch_changes", "batch_changes", "batch changes"),
    ],
)
def test_which_mail_of_a_campaign_it_is(step, variant, said):
    assert readable.which(step, variant) == said
