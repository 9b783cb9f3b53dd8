"""Tests of whose work it is: tables on both sides of each edge, and the bound of fairness."""

from collections import Counter
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle.work.routing import Ask, Away, Desk, Member, Pool, Route

MAYA, DEVON, LUIS, GRACE = 1, 2, 3, 4
NAMES = {MAYA: "Maya", DEVON: "Devon", LUIS: "Luis", GRACE: "Grace"}
UNTIL = date(2026, 2, 2)
THREE = Pool("Digital", (Member(MAYA), Member(DEVON), Member(LUIS)))


def desk(*, away=None, loads=(), pool=THREE) -> Desk:
    away = {user: Away(90 + user, UNTIL, cover) for user, cover in (away or {}).items()}
    return Desk(NAMES, away, {7: pool}, Counter({(7, u): n for u, n in dict(loads).items()}))


def ask(**fields) -> Ask:
    return Ask(100, "ta", **{"pool": 7, **fields})


# --- The holder ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("away", "route"),
    [
        ({}, Route(MAYA, "Technical Advisor of the account")),
        ({DEVON: None}, Route(MAYA, "Technical Advisor of the account")),
        (
            {MAYA: DEVON},
            Route(DEVON, "covers for Maya, away until 2026-02-02", MAYA, 91),
        ),
        # The cover is away too: along to the next, and whose it is stays the same.
        (
            {MAYA: DEVON, DEVON: GRACE},
            Route(GRACE, "covers for Maya, away until 2026-02-02", MAYA, 91),
        ),
    ],
)
def test_named_work_goes_to_the_holder_or_the_cover(away, route):
    assert desk(away=away).route(ask(holder=MAYA)) == route


@pytest.mark.parametrize("away", [{MAYA: None}, {MAYA: DEVON, DEVON: MAYA}])
def test_without_a_cover_who_is_there_the_pool_takes_it_until_they_are_back(away):
    route = desk(away=away, loads={DEVON: 1, LUIS: 0}).route(ask(holder=MAYA))
    assert (route.owner, route.instead_of, route.absence) == (LUIS, MAYA, 91)
    assert route.because.startswith("Maya, away until 2026-02-02, without a cover; ")


def test_without_cover_or_pool_it_waits_and_comes_back_to_the_holder():
    route = desk(away={MAYA: None}).route(Ask(100, "ae", MAYA))
    assert route == Route(None, "Maya, away until 2026-02-02, and nobody covers", MAYA, 91)


@pytest.mark.parametrize(
    ("pool", "because"),
    [
        (None, "the account has no Customer Engineer"),
        (Pool("Digital"), "nobody of the Digital pool is there"),
    ],
)
def test_nobody_is_said_to_be_nobody(pool, because):
    there = Desk(NAMES, {}, {7: pool} if pool else {})
    found = there.route(Ask(100, "ce", None, 7 if pool else None))
    assert found == Route(None, because)


# --- The pool -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("loads", "weights", "owner"),
    [
        ({}, (100, 100, 100), MAYA),
        ({MAYA: 1}, (100, 100, 100), DEVON),
        ({MAYA: 1, DEVON: 1, LUIS: 1}, (100, 100, 100), MAYA),
        ({MAYA: 2, DEVON: 1, LUIS: 2}, (100, 50, 100), MAYA),  # 2/100 = 1/50: the fuller share
        ({MAYA: 3, DEVON: 1, LUIS: 3}, (100, 50, 100), DEVON),
        ({MAYA: 33, DEVON: 33, LUIS: 33}, (99, 100, 101), LUIS),
    ],
)
def test_next_is_who_has_fewest_for_their_share(loads, weights, owner):
    pool = Pool("Digital", tuple(map(Member, (MAYA, DEVON, LUIS), weights)))
    assert desk(loads=loads, pool=pool).route(ask()).owner == owner


def test_reason_says_how_it_came():
    assert desk(loads={MAYA: 1, DEVON: 2, LUIS: 2}).route(ask()) == Route(
        MAYA, "next in the Digital pool: 1 open task, the fewest for the share"
    )
    assert desk(loads={MAYA: 1, DEVON: 3, LUIS: 2}, away={MAYA: None}).route(ask()) == Route(
        LUIS, "in the stead of Maya, away until 2026-02-02; Digital pool", MAYA
    )


@pytest.mark.parametrize(
    ("there", "away", "owner"),
    [
        ((LUIS,), {}, LUIS),
        ((LUIS, DEVON), {}, LUIS),
        ((GRACE,), {}, MAYA),  # has work there, but is not of the pool
        ((LUIS,), {LUIS: None}, MAYA),
        ((LUIS, DEVON), {LUIS: None}, DEVON),
        ((LUIS,), {LUIS: GRACE}, GRACE),
    ],
)
def test_work_of_an_account_stays_together(there, away, owner):
    found = desk(loads={LUIS: 9, DEVON: 8}, away=away).route(ask(there=there))
    assert found.owner == owner


def test_only_the_pools_own_work_counts_as_its_load():
    there = desk(away={MAYA: DEVON, LUIS: None})
    there.route(ask(holder=GRACE), 5)
    there.route(ask(holder=MAYA), 5)
    assert not there.loads
    there.route(ask(holder=LUIS), 5)
    assert there.loads == {(7, DEVON): 5}


# --- Fairness -----------------------------------------------------------------------------------

weights = st.lists(st.integers(1, 200), min_size=1, max_size=6)


@given(weights, st.integers(0, 120))
def test_no_share_is_ahead_of_another_by_more_than_one_piece(given_weights, pieces):
    """load / weight of one is never more than one piece of theirs above that of any other."""
    members = [Member(user, weight) for user, weight in enumerate(given_weights)]
    there = Desk({}, {}, {7: Pool("P", tuple(members))})
    for piece in range(pieces):
        there.route(Ask(piece, "ta", None, 7))
        for one in members:
            for other in members:
                ahead = Fraction(max(there.loads[7, one.user] - 1, 0), one.weight)
                assert ahead <= Fraction(there.loads[7, other.user], other.weight)
    assert there.loads.total() == pieces


@given(st.integers(2, 6), st.integers(0, 60), st.integers(0, 60), st.data())
def test_absent_member_gets_nothing_and_is_not_flooded_on_return(size, before, during, data):
    """Of equals, the one who comes back is level with those who were there, to a piece."""
    absent = data.draw(st.integers(0, size - 1))
    pool = {7: Pool("P", tuple(Member(user) for user in range(size)))}
    there = Desk({}, {}, pool)
    for piece in range(before):
        there.route(Ask(piece, "ta", None, 7))
    away = Desk({}, {absent: Away(1, UNTIL)}, pool, there.loads)
    given_out = [away.route(Ask(piece, "ta", None, 7)).owner for piece in range(during)]
    assert absent not in given_out
    back = Desk({}, {}, pool, away.loads)
    assert (
        max(back.loads.values(), default=0) - min(back.loads[7, user] for user in range(size)) <= 1
    )
    rounds = 10
    after = Counter(back.route(Ask(n, "ta", None, 7)).owner for n in range(rounds * size))
    assert after[absent] in range(rounds - 1, rounds + 2)


@given(weights, st.integers(1, 60))
def test_same_book_is_given_out_the_same_way(given_weights, pieces):
    members = tuple(Member(user, weight) for user, weight in enumerate(given_weights))
    runs = []
    for _ in range(2):
        there = Desk({}, {}, {7: Pool("P", members)})
        runs.append([there.route(Ask(piece, "ta", None, 7)) for piece in range(pieces)])
    assert runs[0] == runs[1]
