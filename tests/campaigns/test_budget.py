"""At most three mails in seven days for an address, the more urgent first (C4)."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaigns.budget import DAYS, MAILS, Candidate, within

ON = date(2026, 11, 23)


def mail(key, **changes) -> Candidate:
    given = {
        "priority": 20,
        "due_on": ON,
        "campaign": "admin_onboarding",
        "step": "1",
        "account": "acme-1",
        "address": "ada@acme.example",
        "key": key,
    }
    return Candidate(**(given | changes))


@pytest.mark.parametrize(
    ("spent", "expected"),
    [
        pytest.param(0, {1, 2, 3}, id="nothing so far"),
        pytest.param(1, {1, 2}, id="one so far"),
        pytest.param(2, {1}, id="two so far"),
        pytest.param(3, set(), id="three so far"),
        pytest.param(4, set(), id="more than the budget so far"),
    ],
)
def test_address_gets_three_mails_at_most_with_those_it_had(spent, expected):
    candidates = [mail(key, priority=key) for key in (4, 2, 3, 1)]
    assert within(candidates, {"ada@acme.example": spent}) == expected


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param({"priority": 10}, {"priority": 15}, id="priority"),
        pytest.param({"due_on": ON - timedelta(1)}, {"due_on": ON}, id="due date"),
        pytest.param({"campaign": "asp_sync"}, {"campaign": "quarterly"}, id="campaign"),
        pytest.param({"step": "1"}, {"step": "2"}, id="step"),
        pytest.param({"step": "10"}, {"step": "2"}, id="step as text"),
        pytest.param({"account": "acme-1"}, {"account": "acme-2"}, id="account"),
        pytest.param({"account": "acme-10"}, {"account": "acme-2"}, id="account as text"),
        pytest.param(
            {"priority": 10, "due_on": ON}, {"priority": 15, "due_on": ON - timedelta(9)},
            id="priority before due date",
        ),
        pytest.param(
            {"due_on": ON - timedelta(1), "campaign": "z"}, {"campaign": "a"},
            id="due date before campaign",
        ),
        pytest.param(
            {"campaign": "a", "step": "9"}, {"campaign": "b", "step": "1"},
            id="campaign before step",
        ),
        pytest.param(
            {"step": "1", "account": "z"}, {"step": "2", "account": "a"},
            id="step before account",
        ),
    ],
)  # fmt: skip
@pytest.mark.parametrize("turned", [False, True])
def test_candidates_go_in_the_order_of_the_rules(first, second, turned):
    candidates = [mail("first", **first), mail("second", **second)]
    if turned:
        candidates.reverse()
    assert within(candidates, {"ada@acme.example": MAILS - 1}) == {"first"}


def test_budget_is_counted_by_address_over_all_accounts():
    candidates = [mail(account, account=f"acme-{account}") for account in range(5)]
    assert within(candidates, {}) == {0, 1, 2}


def test_budget_of_one_address_leaves_another_alone():
    full = mail("full")
    free = mail("free", address="bob@acme.example")
    assert within([full, free], {"ada@acme.example": 3}) == {"free"}


def test_keys_are_never_compared():
    same = [mail(object()) for _ in range(3)]
    assert len(within(same, {})) == 3


@given(
    mails=st.lists(
        st.tuples(
            st.integers(0, 20),  # the day it is due on
            st.sampled_from("ab"),  # whose address
            st.integers(10, 12),  # priority
        ),
        max_size=60,
    )
)
@settings(max_examples=100, deadline=None)
def test_no_address_ever_gets_more_than_three_mails_in_seven_days(mails):
    sent: list[tuple[int, str]] = []
    waiting = []
    for today in range(25):
        waiting += [
            mail(number, due_on=ON + timedelta(day), address=address, priority=priority)
            for number, (day, address, priority) in enumerate(mails)
            if day == today
        ]
        week = [address for day, address in sent if today - (DAYS - 1) <= day <= today]
        granted = within(waiting, {address: week.count(address) for address in "ab"})
        sent += [(today, c.address) for c in waiting if c.key in granted]
        left = [c for c in waiting if c.key not in granted]
        for candidate in left:  # nobody waits while the address could have had one more
            today_and_before = [a for day, a in sent if today - (DAYS - 1) <= day <= today]
            assert today_and_before.count(candidate.address) == MAILS
        waiting = left
    for last in range(25):
        week = [address for day, address in sent if last - (DAYS - 1) <= day <= last]
        assert all(week.count(address) <= MAILS for address in "ab")
