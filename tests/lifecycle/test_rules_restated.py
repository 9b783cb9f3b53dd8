"""The code agrees with a second, naive statement of the rules on random accounts."""

import random
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.intake import tracking
from lifecycle.decide import decide
from lifecycle.facts import NEW, AccountFacts, Figures, Override, Signals, Term
from tests.lifecycle import restated
from tests.lifecycle.snapshots import START, facts, the_policy

DAYS = 150
STAGES = ("prospect", "onboarding", "adopting", "nurturing", "renewing")


@st.composite
def terms(draw) -> list[restated.Term]:
    start, found = START, []
    for _ in range(draw(st.integers(1, 3))):
        length = draw(st.sampled_from([1, 20, 59, 60, 90, 180, 241, 365]))
        signed = draw(st.sampled_from([-300, -90, -60, -30, 0, 0, 5, 40, 130]))
        churn = draw(st.sampled_from([None] * 9 + [-40, -1, 0, 1, 10]))
        end = start + timedelta(length)
        churned_on = None if churn is None else end + timedelta(churn)
        seats = draw(st.sampled_from([0, 1, 10, 12]))
        signed_on = start + timedelta(signed)
        found.append(restated.Term(start, end, signed_on, seats, churned_on))
        start = end + timedelta(draw(st.sampled_from([0, 0, 0, 1, 20, 60, 90, 91, 100])))
    if draw(st.booleans()):
        begin = START + timedelta(draw(st.integers(0, 300)))
        end = begin + timedelta(draw(st.integers(1, 100)))
        found.append(restated.Term(begin, end, begin, 5, add_on=True))
    return found


@st.composite
def accounts(draw) -> tuple[restated.Account, date]:
    found = draw(terms())
    # Around the turn from one term to the next as often as anywhere else.
    turn = draw(st.sampled_from([START, *(term.end for term in found)]))
    first = turn + timedelta(draw(st.integers(-130, 60)))
    chance = random.Random(draw(st.integers(0, 10**6)))
    pings, density, mau = {}, 1.0, 9
    for number in range(-30, DAYS):
        if number % 15 == 0:  # every two weeks the customer behaves differently
            density, mau = chance.choice([0, 0.1, 0.5, 1]), chance.choice([0, 4, 5, 8, 9, 10, 12])
            share = chance.choice([0, 2, 3, 3, 5])
        if chance.random() < density:
            pings[first + timedelta(number)] = (mau * share // 10 + chance.randint(0, 1), mau)
    signals = {
        first + timedelta(number): _signal(chance, first + timedelta(number))
        for number in range(-20, DAYS, 25)
        if chance.random() < 0.6
    }
    override = None
    if draw(st.booleans()):
        begin = first + timedelta(draw(st.integers(0, DAYS)))
        override = (
            draw(st.sampled_from(STAGES)),
            begin,
            begin + timedelta(draw(st.integers(1, 40))),
        )
    people = {"champion": draw(st.booleans()), "buyer": draw(st.booleans())}
    rules = {"surpass": draw(st.booleans()), "target_days": draw(st.sampled_from([1, 1, 3]))}
    return restated.Account(found, pings, signals, override=override, **people, **rules), first


def _signal(chance: random.Random, on: date) -> dict:
    return {
        "defect_tickets": chance.choice([None, 1, 2, 5]),
        "help_tickets": chance.choice([None, 9, 14, 15]),
        "versions_behind": chance.choice([None, 2, 3, 5]),
        "code_intel": chance.choice(["", "active", "inactive"]),
        "ta_sentiment": chance.choice(["", "healthy", "poor"]),
        "last_activity_on": chance.choice([None, on - timedelta(chance.randint(0, 30))]),
    }


def snapshot(account: restated.Account, on: date) -> AccountFacts:
    """What gathering would find in the tables early on the day."""
    month = [account.pings[d] for d in account.pings if 1 <= (on - d).days <= 28]
    recent = [d for d in account.pings if 1 <= (on - d).days <= 10]
    newest = max(recent, default=None)
    figures = Figures(
        account.pings[newest][1] if newest else None, newest, sum(p[0] for p in month), len(month)
    )
    rows = [d for d in account.signals if d < on]
    found = [
        Term(t.start, t.end, t.signed_on, t.seats, frozenset(), t.churned_on, t.add_on)
        for t in sorted(account.terms, key=lambda t: t.start)
    ]
    return facts(
        *found,
        figures=figures,
        signals=Signals(on=max(rows), **account.signals[max(rows)]) if rows else Signals(),
        champion=account.champion,
        buyer=account.buyer,
        override=Override(*account.override, "ta", "why") if account.override else None,
    )


@given(chosen=accounts())
@settings(max_examples=100, deadline=None)
def test_code_and_restatement_agree_on_every_day(chosen):
    account, first = chosen
    policy = the_policy(surpass_targets=account.surpass, target_days_in_a_row=account.target_days)
    state = NEW
    for expected in restated.live(account, first, DAYS):
        decision = decide(snapshot(account, expected.on), state, policy, on=expected.on)
        state, event = decision.state, decision.event
        said = restated.Day(
            expected.on,
            state.rule,
            state.rule_stage,
            state.stage,
            expected.targets,
            decision.health.utilization and Fraction(*decision.health.utilization),
            decision.health.score and Fraction(*decision.health.score),
            state.band,
            state.confirmed_band,
            event.kind if event else "",
            event.mail if event else "",
        )
        assert said == expected


@given(chosen=accounts())
@settings(max_examples=20, deadline=None)
def test_deciding_is_deterministic(chosen):
    account, first = chosen
    runs = []
    for _ in range(2):
        state, decisions = NEW, []
        for number in range(DAYS):
            on = first + timedelta(number)
            decisions.append(decide(snapshot(account, on), state, the_policy(), on=on))
            state = decisions[-1].state
        runs.append(decisions)
    assert runs[0] == runs[1]


@given(chosen=accounts(), factor=st.integers(2, 1000))
@settings(max_examples=30, deadline=None)
def test_stage_and_health_depend_on_ratios_and_not_on_size(chosen, factor):
    account, first = chosen
    larger = restated.Account(**vars(account))
    larger.pings = {d: (dau * factor, mau * factor) for d, (dau, mau) in account.pings.items()}
    larger.terms = [restated.Term(**(vars(t) | {"seats": t.seats * factor})) for t in account.terms]
    for number in range(0, DAYS, 7):
        on = first + timedelta(number)
        one, other = (
            decide(snapshot(found, on), NEW, the_policy(), on=on) for found in (account, larger)
        )
        assert one.finding == other.finding
        assert one.health.band == other.health.band
        assert one.health.score is None or Fraction(*one.health.score) == Fraction(
            *other.health.score
        )


@given(found=terms(), days=st.integers(-100, 900))
@settings(max_examples=100, deadline=None)
def test_intake_finds_the_same_start_of_a_relationship(found, days):
    """Facts know no rules, so this one question is answered in two places."""
    on = START + timedelta(days)
    spans = [
        tracking.Span(t.start, t.end, t.signed_on, t.churned_on) for t in found if not t.add_on
    ]
    group = restated.relationship(restated.Account(found, {}), on)
    expected = group and max(group[0].start, group[0].signed_on)
    assert tracking.relationship_start(spans, on=on) == expected
