"""The retro of a churn above the limit: a document, its sponsor, and who writes it."""

from datetime import date, datetime, timedelta

from accounts.models import Account, User
from lifecycle import policy as policies
from lifecycle.models import Document, DocumentVersion, RenewalResult
from lifecycle.renewals import sums
from lifecycle.renewals.refused import Refused
from lifecycle.work import task as tasks

_WRITTEN_WITHIN = timedelta(14)
_PARTS = (
    ("What happened", "From the first sign to the last day, with dates."),
    ("Why they left", "Category and reason, as agreed with the AE."),
    ("What we tried", "Lighthouse, save plan, what worked and what did not."),
    ("What we would do again, and what not", ""),
    ("Lessons learned", "Each with who takes it up; the sponsor owns them."),
)


def limit(account: Account) -> int:
    return policies.read(account.programme.policy).retro_arr


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
        due_on=on + _WRITTEN_WITHIN,
        now=now,
        key=task_key(result),
        instructions=f"Sponsor: {result.sponsor}.",
    )
    document = Document.objects.create(
        account=account,
        task=task,
        title=f"Retro: {account}, renewal {result.renewal_on}"[:120],
        body=_body(result),
        author=by,
        created_at=now,
        changed_at=now,
    )
    DocumentVersion.objects.create(
        document=document, number=1, body=document.body, author=by, created_at=now
    )
    result.retro = document
    result.save(update_fields=["retro"])
    return document


def task_key(result: RenewalResult) -> str:
    return f"churn-{result.pk}-retro"


def _body(result: RenewalResult) -> str:
    lost = result.arr_before - result.arr_after
    lines = [
        f"- Sponsor: {result.sponsor}",
        f"- ARR lost: {lost:,.2f} of {result.arr_before:,.2f}",
        f"- Seats: {result.seats_before} before, {result.seats_after} after",
        f"- Reason: {result.get_category_display() or 'to be agreed'}",
        f"- In words: {result.words}",
    ]
    parts = [f"## {title}\n\n{hint}" for title, hint in _PARTS]
    return "\n".join(lines) + "\n\n" + "\n\n".join(parts) + "\n"
