"""How one account stands by the rules, today or if its contract were another."""

from datetime import date, timedelta
from typing import NamedTuple

from accounts.models import Account
from lifecycle import gather
from lifecycle.decide import Decision, decide
from lifecycle.evidence import why
from lifecycle.facts import NEW, NURTURING, AccountFacts, State, Term
from lifecycle.gather import Programmes
from lifecycle.models import Stage
from lifecycle.policy import Policy

_DAY = timedelta(1)


class Standing(NamedTuple):
    facts: AccountFacts
    decision: Decision
    policy: Policy
    programmes: Programmes


class Ahead(NamedTuple):
    """What the rules make of the day after; `tone` is a class of the style sheet."""

    stage: str
    name: str
    tone: str
    why: str


def read(account: Account, *, on: date) -> Standing:
    """Decide the account's last decided day again, or `on` if it has none."""
    state = getattr(account, "state", None)
    return decided(account, on=state.decided_through if state else on, before=_before(state))


def decided(account: Account, *, on: date, before: State = NEW) -> Standing:
    """What the rules conclude from the facts as they are now."""
    programmes = Programmes.load()
    facts = gather.facts([account.pk], programmes, on=on, recent_from=on, closed_month=False)[
        account.pk
    ]
    policy = programmes.policies[facts.programme]
    return Standing(facts, decide(facts, before, policy, on=on), policy, programmes)


def _before(state) -> State:
    """What the last decided day started from: only S6 asks for the day before it."""
    if state is None:
        return NEW
    return State(
        stage=state.stage,
        rule_stage=NURTURING if state.rule == "S6" else "",
        targets_row=max(state.targets_row - 1, 0),
        confirmed_band=state.confirmed_band,
    )


def tomorrow(standing: Standing, terms: tuple[Term, ...]) -> Ahead:
    """The stage of the day after the last decided one, if these were the terms (S1 to S8)."""
    facts = standing.facts._replace(terms=tuple(sorted(terms, key=lambda term: term.start)))
    decision = decide(
        facts, standing.decision.state, standing.policy, on=standing.decision.on + _DAY
    )
    stage = decision.finding.stage
    name = Stage(stage).label.partition(". ")[2] if stage else "no stage"
    return Ahead(stage, name, f"stage-{stage or 'none'}", why(decision, standing.policy))
