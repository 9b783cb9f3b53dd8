"""Everything the page of one account shows, read in a fixed number of queries."""

from datetime import date, timedelta
from typing import Any, NamedTuple

from accounts.models import Account
from campaigns.admin.workspace import contract, happened, mails, people, usage
from lifecycle import evidence, gather, names
from lifecycle.decide import Decision, decide
from lifecycle.facts import NEW, NURTURING, AccountFacts, State
from lifecycle.gather import Programmes
from lifecycle.models import Alert, Stage, StageOverride
from lifecycle.policy import CATEGORIES, Policy

_DAY = timedelta(1)


class PathStep(NamedTuple):
    """A stage on the way from Prospect to Renewing; `place` is past, here or ahead."""

    stage: str
    name: str
    place: str


class Category(NamedTuple):
    name: str
    weight: int
    indicators: list[dict[str, Any]]


def read(account: Account, *, on: date) -> dict[str, Any]:
    """The page's context for the day; `account` comes with its programme, team and state."""
    programmes = Programmes.load()
    policy = programmes.policies[account.programme.slug]
    state = getattr(account, "state", None)
    decided_through = state.decided_through if state else None
    facts = gather.facts(
        [account.pk],
        programmes,
        on=decided_through or on,
        recent_from=on - timedelta(90),
        closed_month=False,
    )[account.pk]
    decision = decide(facts, _before(state), policy, on=decided_through or on)
    changes = list(account.stage_changes.order_by("-on", "-pk")[:100])
    entries = list(account.timeline.select_related("author", "contact")[:100])
    touches = mails.recent(account)
    persons = people.read(account)
    return {
        "on": on,
        "state": state,
        "decided_through": decided_through,
        "path": _path(state.stage if state else ""),
        **_now(facts, decision, policy),
        "override": _override(account, on),
        "alerts": _alerts(account, on),
        "contract": contract.bar(facts.terms, decision, policy, on=on),
        "usage": usage.read(account, facts, policy, changes, touches, entries, on=on),
        "people": persons,
        "coverage": people.coverage(persons),
        "coming": mails.coming(touches),
        "touches": touches[: mails.SHOWN],
        "touch_count": len(touches),
        "happened": happened.read(account, changes, entries, touches, persons),
    }


def _before(state: Any) -> State:
    """What the last decided day started from, as far as deciding it again needs it.

    Only S6 asks for the day before, and it held exactly when the recorded rule is S6.
    """
    if state is None:
        return NEW
    return State(
        stage=state.stage,
        rule_stage=NURTURING if state.rule == "S6" else "",
        targets_row=max(state.targets_row - 1, 0),
    )


def _path(current: str) -> list[PathStep]:
    order = list(Stage.values)
    here = order.index(current) if current in order else -1
    return [
        PathStep(
            stage,
            label.partition(". ")[2],
            "here" if place == here else "past" if place < here else "ahead",
        )
        for place, (stage, label) in enumerate(Stage.choices)
    ]


def _now(facts: AccountFacts, decision: Decision, policy: Policy) -> dict[str, Any]:
    """Stage and health with their reasons, in the words of lifecycle.evidence."""
    found = evidence.health(facts, decision)
    return {
        "why": evidence.why(decision, policy),
        "outlook": evidence.outlook(facts, decision, policy),
        "rule_stage": decision.finding.stage,
        "rule_stage_name": dict(Stage.choices).get(decision.finding.stage, "no stage"),
        "score": found["score"],
        "day_band": found["band"],
        "categories": _categories(found["indicators"], policy),
    }


def _categories(indicators: list[dict[str, Any]], policy: Policy) -> list[Category]:
    return [
        Category(
            names.CATEGORIES[category],
            weight,
            [
                {**found, "name": names.INDICATORS[found["indicator"]]}
                for found in indicators
                if found["category"] == category
            ],
        )
        for category, weight in zip(CATEGORIES, policy.weights, strict=True)
    ]


def _override(account: Account, on: date) -> StageOverride | None:
    return (
        account.overrides.filter(starts_on__lte=on, ends_on__gt=on).select_related("owner").first()
    )


def _alerts(account: Account, on: date) -> list[Alert]:
    """Those that still wait for somebody, the gravest first."""
    return list(account.alerts.open(on=on).order_by("severity", "on", "pk")[:20])
