"""Why an account stands where it does, what was sent or not and why, and what comes next."""

from datetime import date, timedelta
from typing import Any

from accounts.models import Account
from campaigns import outlook
from campaigns.day import Rules, conclude
from campaigns.forecast import forecast
from campaigns.models import Touch
from campaigns.reasons import sentence
from lifecycle import evidence, gather
from lifecycle.decide import Decision
from lifecycle.facts import NURTURING, AccountFacts, State
from lifecycle.models import HealthChange, StageChange

LOOK_AHEAD = timedelta(30)
Told = dict[str, Any]


def explain(account: Account, rules: Rules, *, on: date) -> Told:
    """Everything as plain data, days in ISO form.

    For a day already decided the recorded stage is told; figures and health are always computed
    from what is known of that day now. For a later day the days until then are foreseen first.
    """
    decided_through = _decided_through(account)
    if decided_through is None or on > decided_through:
        facts, decision = _foreseen(account, rules, on)
    else:
        facts, decision = _decided(account, rules, on)
    next_from = max(on, decided_through or on) + timedelta(1)
    health = list(account.health_changes.filter(on__lte=on).order_by("on"))
    changes = list(account.stage_changes.filter(on__lte=on).order_by("on", "pk"))
    return {
        "account_id": account.external_id,
        "name": account.name,
        "programme": account.programme.slug,
        "on": on.isoformat(),
        "decided_through": decided_through.isoformat() if decided_through else None,
        **(_told(facts, decision, rules, changes) if facts else _untracked(account)),
        "confirmed_health": (health[-1].to_band or None) if health else None,
        "stages": [_change(change) for change in changes],
        "health_changes": [_health(change) for change in health],
        "touches": touches(account, on=on),
        "next_from": next_from.isoformat(),
        "next": _next(account, rules, next_from),
    }


def _decided_through(account: Account) -> date | None:
    found = gather.states([account.pk]).get(account.pk)
    return found[0] if found else None


def _facts(account: Account, rules: Rules, on: date) -> AccountFacts:
    window = rules.first_uses
    return gather.facts(
        [account.pk], rules.programmes, on=on, recent_from=on - window, closed_month=True
    )[account.pk]


def _decided(account: Account, rules: Rules, on: date) -> tuple[AccountFacts, Decision]:
    """The day again from what is known now, given what the ledger says came before it."""
    facts = _facts(account, rules, on)
    in_force = account.stage_changes.filter(on__lte=on).order_by("on", "pk").last()
    # Only Nurturing looks at the day before (S6): it was Nurturing unless it began on the day.
    nurturing = in_force and in_force.rule_stage == NURTURING and in_force.on < on
    before = State(
        stage=in_force.to_stage if in_force else "", rule_stage=NURTURING if nurturing else ""
    )
    return conclude({account.pk: facts}, {account.pk: before}, rules, on=on)[0]


def _foreseen(account: Account, rules: Rules, on: date) -> tuple[AccountFacts | None, Any]:
    if account.removed_at or account.tracked_from > on:
        return None, None
    days = forecast(rules, first=on, through=on, accounts={account.pk}, steady=False)
    for day in days:
        for facts, decision in day.pairs:
            return facts, decision
    return None, None


def _told(
    facts: AccountFacts, decision: Decision, rules: Rules, changes: list[StageChange]
) -> Told:
    policy = rules.programmes.policies[facts.programme]
    recorded = changes[-1] if changes else None
    stage = decision.state.stage
    override = facts.override
    return {
        "stage": stage or None,
        "since": recorded.on.isoformat() if recorded and recorded.to_stage == stage else None,
        "rule": decision.finding.rule,
        "rule_stage": decision.finding.stage or None,
        "why": evidence.why(decision, policy),
        "override": {
            "stage": override.stage,
            "owner": override.owner,
            "reason": override.reason,
            "until": override.ends_on.isoformat(),
        }
        if override
        else None,
        "would_change": evidence.outlook(facts, decision, policy),
        "inputs": evidence.inputs(facts, decision),
        "health": evidence.health(facts, decision),
    }


def _untracked(account: Account) -> Told:
    why = "It was removed." if account.removed_at else f"Tracked from {account.tracked_from} on."
    return {"stage": None, "rule": None, "why": why, "would_change": [], "inputs": {}, "health": {}}


def _change(change: StageChange) -> Told:
    return {
        "on": change.on.isoformat(),
        "from": change.from_stage or None,
        "to": change.to_stage or None,
        "rule": change.rule,
        "actor": change.actor,
        "inputs": change.inputs,
    }


def _health(change: HealthChange) -> Told:
    return {
        "on": change.on.isoformat(),
        "kind": change.kind,
        "from": change.from_band or None,
        "to": change.to_band or None,
        "mail": change.mail or None,
        "no_mail": change.no_mail or None,
    }


def touches(account: Account, *, on: date) -> list[Told]:
    """Every touch due by the day, the newest first, each with its reason in words."""
    found = (
        Touch.objects.filter(account=account, due_on__lte=on)
        .select_related("campaign", "contact")
        .order_by("-due_on", "campaign__slug", "step", "address")
    )
    return [
        {
            "campaign": touch.campaign.slug,
            "step": touch.step,
            "email": touch.address or None,
            "due_on": touch.due_on.isoformat(),
            "closes_on": touch.closes_on.isoformat(),
            "status": touch.status,
            "reason": touch.reason or None,
            "decided_on": touch.decided_on.isoformat(),
            "why": sentence(touch.status, touch.reason, touch.decided_on, touch.closes_on),
        }
        for touch in found
    ]


def _next(account: Account, rules: Rules, first: date) -> list[Told]:
    """What thirty days bring, if metrics stay as they are."""
    if account.removed_at:
        return []
    days = forecast(
        rules, first=first, through=first + LOOK_AHEAD, accounts={account.pk}, steady=True
    )
    return [{name: value for name, value in row.items() if value} for row in outlook.rows(days)]
