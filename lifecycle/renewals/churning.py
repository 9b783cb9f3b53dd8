"""Closes a renewal as churned, with the reason, the checklist and, above the limit, a retro."""

from datetime import date, datetime

from django.db import transaction

from accounts import timeline
from accounts.models import Account, Contract, EntryKind, User
from lifecycle.models import ChurnReason, RenewalResult, RiskCase
from lifecycle.renewals import checklist, closing, retro
from lifecycle.renewals.refused import Refused


@transaction.atomic
def churn(
    account: Account,
    *,
    churned_on: date,
    category: str,
    words: str,
    sponsor: User | None = None,
    by: User,
    on: date,
    now: datetime,
) -> RenewalResult:
    """Churn the last term; its day may lie ahead, up to the day after the term's end."""
    last = closing.ending(account)
    if not words.strip():
        raise Refused("Say in a sentence or two why they leave.")
    latest = max(last.term.end, on)
    if not last.term.start <= churned_on <= latest:
        raise Refused(f"They leave between {last.term.start} and {latest}.")
    result = closing.churn_result(account, last, by=by, on=on, now=now)
    result.churned_on, result.category, result.words = churned_on, category, words.strip()
    result.sponsor = sponsor
    closing.save(result)
    retro.begin(result, by=by, on=on, now=now)
    Contract.objects.filter(pk=last.term.pk).update(churned_on=churned_on)
    reason = ChurnReason(category).label
    timeline.log(
        account,
        EntryKind.RENEWAL,
        f"Churned on {churned_on}: {reason.lower()}, ARR {result.arr_before:,.0f} lost",
        on=on,
        now=now,
        by=by,
        body=result.words,
    )
    checklist.open_now(account, by=by, on=on, now=now)
    closing.over(account, RiskCase.Ended.CHURNED, reason, by=by, on=on, now=now)
    return result
