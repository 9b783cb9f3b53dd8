"""The retro of a churn above the limit: a document, its sponsor, and who writes it."""

from datetime import date, datetime, timedelta

from accounts.models import Account, User
from lifecycle import policy as policies
from lifecycle.models import Document, RenewalResult
from lifecycle.policy import Policy
from lifecycle.renewals import sums
from lifecycle.renewals.refused import Refused
from lifecycle.work import document as documents
from lifecycle.work import task as tasks

TEMPLATE = "churn_retro"


def limit(account: Account) -> int:
    return _policy(account).retro_arr


def _policy(account: Account) -> Policy:
    return policies.read(account.programme.policy)


def needed(result: RenewalResult) -> bool:
    """Full or partial, above the programme's limit, and only when seats fall (N9)."""
    return sums.needs_retro(
        result.arr_before - result.arr_after,
        result.seats_before,
        result.seats_after,
        limit=limit(result.account),
    )


def begin(result: RenewalResult, *, by: User, on: date, now: datetime) -> Document | None:
    """If one is needed: the document with what is known filled in, and a task to write it."""
    if not needed(result):
        return None
    account = result.account
    if result.sponsor is None:
        raise Refused(f"More than {limit(account):,} ARR is lost: name who sponsors the retro.")
    task = tasks.add(
        account,
        "Write the retro, then go through it with the AE and the sponsor",
        due_on=on + timedelta(_policy(account).retro_days),
        now=now,
        key=task_key(result),
        instructions=_said(result),
    )
    document = documents.write(account, documents.latest(TEMPLATE), by=by, now=now, task=task)
    documents.save(document, f"{_said(result)}\n\n{document.body}", by=by, now=now)
    result.retro = document
    result.save(update_fields=["retro"])
    return document


def task_key(result: RenewalResult) -> str:
    return f"churn-{result.pk}-retro"


def drop(result: RenewalResult, *, by: User, on: date, now: datetime) -> None:
    """There was no churn after all; what was written stays, put away."""
    if result.retro is None:
        return
    documents.archive(result.retro, by=by, now=now)
    if result.retro.task:
        tasks.drop(result.retro.task, by=by, on=on, now=now, outcome="The churn was undone")


def _said(result: RenewalResult) -> str:
    lost = result.arr_before - result.arr_after
    return (
        f"Sponsor: {result.sponsor}, who owns what is learned from it.\n\n"
        f"- ARR lost: {lost:,.2f} of {result.arr_before:,.2f}\n"
        f"- Seats: {result.seats_before} before, {result.seats_after} after\n"
        f"- Reason: {result.get_category_display() or 'to be agreed'}\n"
        f"- {result.words}"
    )
