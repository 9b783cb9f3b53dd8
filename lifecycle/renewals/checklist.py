"""The churn checklist: opened with the churn, without the steps that do not apply."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime

from accounts.models import Account, Hosting, User
from lifecycle import gather
from lifecycle.batch import Batch
from lifecycle.gather import Programmes
from lifecycle.models import PlaybookRun, RenewalResult, Task, TaskState
from lifecycle.playbooks import opening
from lifecycle.renewals import standing
from lifecycle.work import task as tasks

PLAYBOOK = "churn_checklist"
_TEARDOWN, _RETRO = "teardown", "retro"


def open_now(account: Account, *, by: User, on: date, now: datetime) -> None:
    """Open what the churn brings as the rule would tomorrow; it finds it recorded then."""
    for task in _tasks([account.pk]).filter(state=TaskState.DROPPED):
        # The churn was undone before: its playbook opens once a term.
        tasks.reopen(task, by=by, now=now)
    found = standing.decided(account, on=on)
    if found.decision.finding.rule == "S1":
        pairs = Batch([(found.facts, found.decision)])
        opening.day(pairs, found.programmes, on=on, now=now)
        day(pairs, found.programmes, on=on, now=now)


def day(pairs: Batch, programmes: Programmes, *, on: date, now: datetime) -> Counter[str]:
    """Drop the steps that do not apply: no cloud of ours, no retro, or one with its sponsor."""
    gone = [facts.account for facts, decision in pairs if decision.finding.rule == "S1"]
    if not gone:
        return Counter()
    found = list(
        _tasks(gone)
        .filter(state=TaskState.OPEN, key__in=(_TEARDOWN, _RETRO))
        .select_related("account", "run")
    )
    if not found:
        return Counter()
    results = {
        result.account_id: result
        for result in RenewalResult.objects.filter(
            account__in=[task.account_id for task in found], undone_at=None
        ).order_by("pk")
    }
    dropped = 0
    for task in found:
        if why := _needless(task, results.get(task.account_id)):
            dropped += tasks.drop(task, by=None, on=on, now=now, outcome=why)
    return +Counter({"tasks dropped": dropped})


def drop_all(result: RenewalResult, *, by: User, on: date, now: datetime) -> None:
    """The churn was undone: nothing of its checklist is to be done."""
    for task in _tasks([result.account_id]).filter(state=TaskState.OPEN).select_related("account"):
        tasks.drop(task, by=by, on=on, now=now, outcome="The churn was undone")


def done_since(result: RenewalResult) -> Task | None:
    return _tasks([result.account_id]).filter(state=TaskState.DONE).first()


def _tasks(accounts: Sequence[int]):
    return Task.objects.filter(
        gather.chosen("account_id", accounts),
        account__in=accounts,
        run__in=PlaybookRun.objects.filter(playbook__slug=PLAYBOOK),
    )


def _needless(task: Task, result: RenewalResult | None) -> str:
    if task.key == _TEARDOWN and task.account.hosting == Hosting.SELF_HOSTED:
        return "They host it themselves"
    if task.key == _RETRO and result is not None:
        if result.retro_id:
            return f"Written with its sponsor, {result.sponsor}, as a task of its own"
        return f"ARR {result.arr_before:,.0f} is under the limit for a retro"
    return ""
