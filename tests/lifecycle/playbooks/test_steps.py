"""Due dates of the tasks that steps become (P6)."""

from datetime import date

import pytest

from lifecycle.playbooks import steps
from lifecycle.playbooks.steps import Anchors, Due
from tests.lifecycle.playbooks.examples import STEP

ANCHORS = Anchors(
    opened=date(2025, 3, 10),
    due=date(2025, 3, 3),
    start=date(2025, 4, 14),
    signature=date(2025, 3, 20),
    renewal=date(2026, 4, 14),
)


@pytest.mark.parametrize(
    ("anchor", "days", "day"),
    [
        ("opened", 0, date(2025, 3, 10)),
        ("opened", 3, date(2025, 3, 13)),
        ("due", 7, date(2025, 3, 10)),
        ("due", 8, date(2025, 3, 11)),
        ("due", 6, date(2025, 3, 10)),  # it opened late, and is not late as it opens
        ("start", -35, date(2025, 3, 10)),
        ("start", -34, date(2025, 3, 11)),
        ("start", 0, date(2025, 4, 14)),
        ("signature", 7, date(2025, 3, 27)),
        ("renewal", -90, date(2026, 1, 14)),
    ],
)
def test_due_date_counts_from_its_anchor_but_never_before_the_day_it_opens(anchor, days, day):
    assert steps.due_on(Due(anchor, days), ANCHORS) == day


def test_unknown_anchor_counts_from_the_day_of_the_occurrence():
    unknown = ANCHORS._replace(renewal=None)
    assert steps.due_on(Due("renewal", 30), unknown) == date(2025, 4, 2)


def test_steps_of_other_programmes_are_left_out():
    read = steps.read([STEP, STEP | {"key": "dine", "programmes": ["enterprise"]}])
    assert [d.step.key for d in steps.drafts(read, "digital", ANCHORS)] == ["call"]
    assert [d.step.key for d in steps.drafts(read, "enterprise", ANCHORS)] == ["call", "dine"]
