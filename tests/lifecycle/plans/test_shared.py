"""Tests of what the customer sees of a plan, and of two versions side by side."""

from datetime import date
from decimal import Decimal

import pytest

from lifecycle.plans import differences, shared

DAY = date(2026, 1, 5)
OBJECTIVE = {
    "id": 1, "title": "Hours", "unit": "h", "value": Decimal("4.50"), "value_on": DAY,
    "stands": "on_track", "standing": "On track", "baseline": Decimal(0), "target": Decimal(10),
    "due_on": DAY, "shared": True, "notes": "Secret", "because": "Secret",
}  # fmt: skip
ACTION = {
    "id": 1, "title": "Send", "side": "ours", "who": "Maya", "due_on": DAY, "state": "open",
    "outcome": "", "shared": True, "task": 7,
}  # fmt: skip
ASK = {"id": 1, "title": "Login", "from_whom": "IT", "needed_by": DAY, "state": "open",
       "resolution": "", "shared": False, "threatens": "Secret"}  # fmt: skip
PERSON = {"id": 1, "name": "Secret Sam", "sentiment_name": "Critical", "win": ""}


def plan(**changes) -> dict:
    given = {
        "as_of_on": DAY, "title": "Plan", "north_star": "Star", "owner": "Maya", "sponsor": "",
        "customer_sponsor": "Sam", "started_on": DAY, "ends_on": None, "last_sync_on": None,
        "next_sync_on": None, "notes": "Secret", "objectives": [OBJECTIVE], "actions": [ACTION],
        "relationships": [PERSON], "asks": [ASK],
    }  # fmt: skip
    return given | changes


def test_customer_sees_nothing_internal():
    seen = shared.part(plan())
    assert "Secret" not in str(seen)
    assert [row["title"] for row in seen["objectives"] + seen["actions"]] == ["Hours", "Send"]
    assert (seen["asks"], seen["relationships"]) == ([], [])


def test_what_is_added_to_a_plan_later_is_internal_at_first():
    assert "margin" not in shared.part(plan(margin="Secret"))


def notes(before: dict, after: dict) -> dict[str, int]:
    return differences.summary(differences.compare(before, after))


@pytest.mark.parametrize(
    ("change", "note"),
    [
        ({}, {}),
        ({"objectives": [OBJECTIVE | {"stands": "met"}]}, {"met": 1}),
        ({"objectives": [OBJECTIVE | {"stands": "off_track"}]}, {"off track": 1}),
        ({"objectives": [OBJECTIVE | {"value": Decimal(5)}]}, {"changed": 1}),
        ({"objectives": [OBJECTIVE, OBJECTIVE | {"id": 2}]}, {"added": 1}),
        ({"actions": []}, {"gone": 1}),
        ({"actions": [ACTION | {"state": "done"}]}, {"done": 1}),
        ({"asks": [ASK | {"state": "resolved"}]}, {"resolved": 1}),
        ({"relationships": [PERSON | {"sentiment_name": "Positive"}]}, {"changed": 1}),
        ({"north_star": "Another"}, {"changed": 1}),
    ],
)
def test_difference_says_what_happened(change, note):
    assert notes(plan(), plan(**change)) == note


def test_objective_back_on_its_path_is_told():
    assert notes(plan(objectives=[OBJECTIVE | {"stands": "at_risk"}]), plan()) == {
        "back on track": 1
    }


def test_numbers_are_written_without_zeros_that_say_nothing():
    line = differences.compare(plan(), plan())[1].lines[0]
    assert line.after[1:] == ["On track: 4.5 h on 2026-01-05", "From 0 to 10 h by 2026-01-05"]
