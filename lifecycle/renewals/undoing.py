"""Takes the closing of a renewal back, as long as nothing came of it."""

from datetime import date, datetime

from django.db import transaction

from accounts import timeline
from accounts.models import Contract, EntryKind, User
from lifecycle.models import (
    Outcome,
    RenewalAssessment,
    RenewalResult,
    RiskCase,
    StageChange,
)
from lifecycle.renewals import cases, checklist, retro
from lifecycle.renewals.refused import Refused


@transaction.atomic
def undo(result: RenewalResult, *, by: User, on: date, now: datetime) -> None:
    """The contract is as before, assessment and case are open again; refused once it is late."""
    result = RenewalResult.objects.select_for_update().get(pk=result.pk)
    if why_not := followed(result):
        raise Refused(why_not)
    contract = result.contract
    result.contract, result.undone_at, result.undone_by = None, now, by
    if result.outcome == Outcome.CHURN:
        Contract.objects.filter(pk=contract.pk).update(churned_on=None)
        result.contract = contract
    result.save(update_fields=["contract", "undone_at", "undone_by"])
    if result.outcome != Outcome.CHURN:
        contract.delete()
    if result.outcome == Outcome.CHURN:
        checklist.drop_all(result, by=by, on=on, now=now)
    retro.drop(result, by=by, on=on, now=now)
    _take_up(result, by=by, on=on, now=now)
    timeline.log(
        result.account,
        EntryKind.RENEWAL,
        f"Undone: {result.get_outcome_display().lower()} of the renewal {result.renewal_on}",
        on=on,
        now=now,
        by=by,
    )


def followed(result: RenewalResult) -> str:
    """What stands against undoing it, as a sentence; empty when nothing does."""
    if result.undone_at:
        return "This was undone already."
    account, since = result.account_id, result.closed_at
    if RenewalResult.objects.filter(account=account, undone_at=None, pk__gt=result.pk).exists():
        return "A later renewal was closed; undo that one first."
    if result.contract is None:
        return "The contract is gone; correct the contracts among the facts."
    change = StageChange.objects.filter(account=account, recorded_at__gt=since).first()
    if change:
        return (
            f"The stage has changed since, on {change.on}: correct the contracts among the facts."
        )
    contracts = Contract.objects.filter(account=account, start__gte=result.renewal_on)
    if contracts.exclude(pk=result.contract_id).exists():
        return "Another contract was added since; correct the contracts among the facts."
    done = checklist.done_since(result) if result.outcome == Outcome.CHURN else None
    return f"“{done}” is done already; correct the contracts among the facts." if done else ""


def _take_up(result: RenewalResult, *, by: User, on: date, now: datetime) -> None:
    """What was closed along with it is open again."""
    RenewalAssessment.objects.filter(
        account=result.account_id,
        relationship=result.relationship,
        renewal_on=result.renewal_on,
        closed_on=result.closed_on,
    ).update(ended="", closed_on=None)
    closed = RiskCase.objects.filter(
        account=result.account_id,
        closed_on=result.closed_on,
        ended__in=(RiskCase.Ended.RENEWED, RiskCase.Ended.CHURNED),
    ).first()
    others = RiskCase.objects.filter(account=result.account_id, state=RiskCase.State.OPEN)
    if closed and not others.exists():
        RiskCase.objects.filter(pk=closed.pk).update(
            state=RiskCase.State.OPEN, ended="", ended_because="", closed_on=None, closed_by=None
        )
        cases.note(closed, "Open again: the closing was undone", by=by, on=on, now=now)
