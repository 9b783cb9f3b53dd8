"""Tests of what becomes of a condition: found, raised, passed, or nothing."""

import pytest

from lifecycle.opportunities import plan
from lifecycle.opportunities.plan import FIND, PASS, RAISE, Ended, Live, Memory
from tests.lifecycle.snapshots import day, the_policy

POLICY = the_policy()


def act(memory, live=None, ended=None, *, kind="seats", on=100) -> str:
    return plan.act(kind, memory, live, ended, POLICY, on=day(on))


@pytest.mark.parametrize(
    ("memory", "level", "after"),
    [
        (None, None, None),
        (None, 90, Memory(day(5), 90)),
        (Memory(day(1), 90), 90, Memory(day(1), 90)),
        (Memory(day(1), 90), 100, Memory(day(1), 100)),
        (Memory(day(1), 90), None, Memory(day(1), 90, day(5))),
        (Memory(day(1), 90, day(3)), None, Memory(day(1), 90, day(3))),
        (Memory(day(1), 90, day(3)), 90, Memory(day(5), 90)),
    ],
)
def test_memory_knows_since_when(memory, level, after):
    assert plan.remember(memory, level, on=day(5)) == after


def test_new_condition_is_found_at_once():
    assert act(Memory(day(100), 90)) == FIND


@pytest.mark.parametrize(("on", "what"), [(129, ""), (130, FIND)])
def test_product_has_to_hold_for_its_days(on, what):
    assert act(Memory(day(100), 0), kind="product", on=on) == what


@pytest.mark.parametrize(("level", "what"), [(90, ""), (100, RAISE)])
def test_higher_level_raises_the_one_that_lives(level, what):
    assert act(Memory(day(90), level), Live(90, touched=True)) == what


def test_lower_level_changes_nothing():
    assert act(Memory(day(90), 90), Live(100, touched=False)) == ""


@pytest.mark.parametrize(
    ("on", "touched", "what"), [(113, False, ""), (114, False, PASS), (200, True, "")]
)
def test_it_passes_when_the_reason_is_gone_and_nobody_took_it_up(on, touched, what):
    assert act(Memory(day(90), 90, day(100)), Live(90, touched), on=on) == what


@pytest.mark.parametrize(
    ("since", "lost", "on", "what"),
    [
        (50, True, 149, ""),  # lost on day 60, still the same condition
        (50, True, 150, FIND),
        (50, False, 400, ""),  # won: the same condition is not offered again
        (61, False, 61, FIND),  # it was gone in between
        (61, True, 61, FIND),
        (60, False, 400, ""),  # it came back on the very day it ended: not gone since
    ],
)
def test_it_comes_back_after_it_was_gone_or_quiet(since, lost, on, what):
    assert act(Memory(day(since), 90), None, Ended(day(60), lost), on=on) == what


def test_condition_that_is_gone_finds_nothing():
    assert act(Memory(day(50), 90, day(80))) == ""
