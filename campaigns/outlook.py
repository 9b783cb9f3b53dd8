"""A forecast as plain rows, for a table, CSV or JSON."""

from collections.abc import Iterable, Iterator
from typing import Any

from accounts.models import Account
from campaigns.eligibility import Row
from campaigns.forecast import Forecast
from lifecycle.decide import Decision, HealthEvent
from lifecycle.facts import AccountFacts
from lifecycle.playbooks.triggers import Occurrence

COLUMNS = (
    "on",
    "kind",
    "account_id",
    "from_stage",
    "to_stage",
    "rule",
    "email",
    "campaign",
    "step",
    "variant",
    "due_on",
    "status",
    "reason",
    "sent_on",
)


def rows(days: Iterable[Forecast]) -> Iterator[dict[str, Any]]:
    """One row per change of stage, health event, touch that ends and playbook that opens.

    Days are in ISO form. `kind` is stage, health, touch or playbook; of a health event
    `from_stage` and `to_stage` are bands, and of a playbook `campaign` is its slug.
    """
    keys = dict(Account.objects.values_list("pk", "external_id"))
    for day in days:
        on = day.on.isoformat()
        for facts, decision in day.pairs:
            if decision.stage_changed:
                yield _stage(on, facts, decision)
            if decision.event:
                yield _health(on, facts, decision.event)
        for row in day.touches:
            yield _touch(on, keys[row.account], row)
        for opened in day.playbooks:
            yield _playbook(on, opened.facts.key, opened.occurrence)


def _stage(on: str, facts: AccountFacts, decision: Decision) -> dict[str, Any]:
    return {
        "on": on,
        "kind": "stage",
        "account_id": facts.key,
        "from_stage": decision.before.stage,
        "to_stage": decision.state.stage,
        "rule": decision.finding.rule,
    }


def _health(on: str, facts: AccountFacts, event: HealthEvent) -> dict[str, Any]:
    return {
        "on": on,
        "kind": "health",
        "account_id": facts.key,
        "from_stage": event.before,
        "to_stage": event.band,
        "campaign": event.mail,
        "reason": event.no_mail,
    }


def _touch(on: str, account: str, row: Row) -> dict[str, Any]:
    return {
        "on": on,
        "kind": "touch",
        "account_id": account,
        "email": row.address,
        "campaign": row.campaign,
        "step": row.step,
        "variant": row.variant,
        "due_on": row.due_on.isoformat(),
        "status": row.status,
        "reason": row.reason,
        "sent_on": row.decided_on.isoformat() if row.status == "sent" else "",
    }


def _playbook(on: str, account: str, occurrence: Occurrence) -> dict[str, Any]:
    return {
        "on": on,
        "kind": "playbook",
        "account_id": account,
        "campaign": occurrence.rule.playbook,
        "step": occurrence.key,
        "due_on": occurrence.due_on.isoformat(),
        "status": "opened",
        "reason": occurrence.why,
    }
