"""Records what was concluded for a day: states, changes of stage and of health, alerts."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType

from accounts import bulk
from accounts.lookups import Keys
from lifecycle import evidence
from lifecycle.alerts.events import happened
from lifecycle.alerts.kinds import OFF
from lifecycle.batch import Accounts, Batch
from lifecycle.decide import Decision
from lifecycle.facts import AccountFacts, State
from lifecycle.models import AccountState, Alert, HealthChange, StageChange
from lifecycle.policy import Policy, default
from lifecycle.record.alerts import raise_alerts, routed

RULE = "rule"


def day(
    pairs: Batch,
    *,
    on: date,
    mail: bool,
    now: datetime,
    policies: Mapping[str, Policy] = MappingProxyType({}),
) -> Counter[str]:
    """Record what was concluded for the day, and that it is decided; twice is the same as once.

    A programme without a policy here has the default one.
    Counts the accounts decided, their changes of stage and their health events.
    """
    _states([pair for pair in pairs if pair[1].state != pair[1].before], on)
    stages = [_stage_change(f, d, now) for f, d in pairs if d.state.stage != d.before.stage]
    health = [
        _health_change(facts, decision, now)
        for facts, decision in pairs
        if decision.event or decision.state.confirmed_band != decision.before.confirmed_band
    ]
    bulk.add(StageChange, _STAGE_CHANGE, stages, ignore=True)
    bulk.insert(health, ignore=True)
    raise_alerts(
        alert
        for facts, decision in pairs
        if decision.event or decision.fell_back or facts.first_uses
        for alert in _alerts(facts, decision, policies.get(facts.programme) or default(), now)
    )
    _mark(pairs.accounts, on, mail)
    events = sum(decision.event is not None for _, decision in pairs)
    return Counter({"decided": len(pairs), "stage changes": len(stages), "health events": events})


def _states(pairs, on: date) -> None:
    bulk.upsert(
        AccountState,
        [(facts.account, on, *decision.state) for facts, decision in pairs],
        key=["account"],
        values=["decided_through", *State._fields],
    )


def _mark(accounts: Accounts, on: date, mail: bool) -> None:
    """Accounts whose state did not change still move on by a day."""
    days = {"decided_through": on} | ({"mailed_through": on} if mail else {})
    AccountState.objects.filter(account_id__among=Keys(accounts)).update(**days)


_STAGE_CHANGE = (
    "account",
    "on",
    "from_stage",
    "to_stage",
    "rule",
    "rule_stage",
    "actor",
    "inputs",
    "recorded_at",
)


def _stage_change(facts: AccountFacts, decision: Decision, now: datetime) -> tuple:
    overridden = decision.state.stage != decision.finding.stage
    return (
        facts.account,
        decision.on,
        decision.before.stage,
        decision.state.stage,
        decision.finding.rule,
        decision.finding.stage,
        facts.override.owner if overridden and facts.override else RULE,
        evidence.inputs(facts, decision),
        now,
    )


def _health_change(facts: AccountFacts, decision: Decision, now: datetime) -> HealthChange:
    event = decision.event
    if event:
        kind = event.kind
    elif decision.state.confirmed_band:
        kind = HealthChange.Kind.CONFIRMED
    else:
        kind = HealthChange.Kind.CLEARED
    return HealthChange(
        account_id=facts.account,
        on=decision.on,
        kind=kind,
        from_band=decision.before.confirmed_band,
        to_band=decision.state.confirmed_band,
        mail=event.mail if event else "",
        no_mail=event.no_mail if event else "",
        evidence=evidence.health(facts, decision),
        recorded_at=now,
    )


def _alerts(facts: AccountFacts, decision: Decision, policy: Policy, now: datetime):
    for event in happened(facts, decision):
        route = policy.alerts[event.kind]
        if route.severity == OFF:
            continue
        alert = Alert(
            account_id=facts.account,
            kind=event.kind,
            occurrence=event.occurrence,
            on=event.on,
            title=event.title,
            evidence=list(event.evidence),
            recorded_at=now,
        )
        yield routed(alert, route)
