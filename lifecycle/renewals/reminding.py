"""Reminds of the weekly update and the two-weekly sync of open cases, and closes those of churn."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from lifecycle import gather
from lifecycle.batch import Batch, Pair
from lifecycle.facts import AccountFacts
from lifecycle.gather import Programmes
from lifecycle.models import CaseUpdate, RiskCase, Task, TaskState
from lifecycle.policy import Policy
from lifecycle.renewals import cases, exits

Kind = CaseUpdate.Kind
_TITLES = {
    Kind.UPDATE: "Write the weekly update of the {name} case",
    Kind.SYNC: "Go through the {name} case with Sales, Product and Engineering",
}


def day(pairs: Batch, programmes: Programmes, *, on: date, now: datetime) -> Counter[str]:
    """Rule N7 for a batch of accounts: one reminder a period, none while one is open."""
    found = _open_cases(pairs.accounts)
    if not found:
        return Counter()
    by_account = {facts.account: (facts, decision) for facts, decision in pairs}
    churned = [case for case in found if _churned(by_account.get(case.account_id), on)]
    for case in churned:
        because = "The account churned"
        exits.close(case, RiskCase.Ended.CHURNED, because=because, by=None, on=on, now=now)
    going_on = [case for case in found if case.account_id in by_account and case not in churned]
    made = _remind(going_on, by_account, programmes, on, now)
    return +Counter({"case reminders": made, "cases closed": len(churned)})


def _open_cases(accounts: Sequence[int]) -> list[RiskCase]:
    if not accounts:
        return []
    return list(
        RiskCase.objects.filter(
            gather.chosen("account_id", accounts), state=RiskCase.State.OPEN
        ).select_related("account__ta")
    )


def _churned(pair: Pair | None, on: date) -> bool:
    relationship = pair[1].relationship if pair else None
    if relationship is None:
        return False
    churned_on = relationship.in_force.churned_on
    return churned_on is not None and churned_on <= on


def _remind(
    found: Sequence[RiskCase],
    by_account: dict[int, Pair],
    programmes: Programmes,
    on: date,
    now: datetime,
) -> int:
    """One query for the tasks that are there, one for what was written, one for what is new."""
    if not found:
        return 0
    open_, keys = _tasks(found)
    written = _written(found)
    new = []
    for case in found:
        facts: AccountFacts = by_account[case.account_id][0]
        policy = programmes.policies[facts.programme]
        for kind, days in due_every(policy).items():
            period = (on - case.opened_on).days // days
            key = cases.task_key(case, f"{kind}-{period}")
            begun = case.opened_on + timedelta(period * days)
            done = written.get((case.pk, kind), date.min) >= begun
            if period and not done and (case.pk, kind) not in open_ and key not in keys:
                new.append(_task(case, kind, key, on, now))
    return len(Task.objects.bulk_create(new, ignore_conflicts=True))


def due_every(policy: Policy) -> dict[str, int]:
    """How many days lie between two of each kind."""
    return {Kind.UPDATE: policy.case_update_days, Kind.SYNC: policy.case_sync_days}


def _tasks(found: Sequence[RiskCase]) -> tuple[set[tuple[int, str]], set[str]]:
    """Cases and kinds with an open reminder, and every key that was ever used."""
    rows = Task.objects.filter(
        account_id__among=[case.account_id for case in found], key__startswith="case-"
    ).values_list("key", "state")
    open_, keys = set(), set()
    for key, state in rows:
        keys.add(key)
        _, case, kind, *_ = key.split("-")
        if state == TaskState.OPEN:
            open_.add((int(case), kind))
    return open_, keys


def _written(found: Sequence[RiskCase]) -> dict[tuple[int, str], date]:
    rows = (
        CaseUpdate.objects.filter(case__in=[case.pk for case in found])
        .order_by("on")
        .values_list("case_id", "kind", "on")
    )
    return {(case, kind): on for case, kind, on in rows}


def _task(case: RiskCase, kind: str, key: str, on: date, now: datetime) -> Task:
    return Task(
        account=case.account,
        key=key,
        title=_TITLES[kind].format(name=case.get_kind_display()),
        owner=case.account.ta,
        due_on=on,
        created_at=now,
    )
