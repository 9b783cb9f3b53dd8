"""You asked, we shipped: a task for the advisor of each account that reported a gap now closed."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from accounts import gaps
from accounts.models import GapReport, GapStatus, TeamRole
from lifecycle.batch import Batch
from lifecycle.gather import Programmes, chosen
from lifecycle.models import Task, TaskState
from lifecycle.work import assign


def key(gap: int) -> str:
    return f"gap-shipped:{gap}"


def day(
    pairs: Batch,
    programmes: Programmes,
    *,
    on: date,
    now: datetime,
) -> Counter[str]:
    """Open what was not opened yet; where the task is done, the customer was told."""
    accounts = pairs.accounts
    reports = [
        report
        for report in GapReport.objects.filter(
            chosen("account_id", accounts), told_on=None, gap__status=GapStatus.DONE
        ).select_related("gap", "account", "contact")
        if report.account_id in accounts
    ]
    if not reports:
        return Counter()
    rows = Task.objects.filter(
        account__in={report.account_id for report in reports},
        key__in={key(report.gap_id) for report in reports},
        run=None,
    ).values_list("account_id", "key", "state")
    states = {(account, name): state for account, name, state in rows}
    known = [(report, states.get((report.account_id, key(report.gap_id)))) for report in reports]
    new = [report for report, state in known if state is None]
    gaps.told([report for report, state in known if state == TaskState.DONE], on=on, now=now)
    days = {
        facts.account: programmes.policies[facts.programme].tell_shipped_days for facts, _ in pairs
    }
    _open(new, days, on=on, now=now)
    return Counter({"gaps to tell": len(new)} if new else {})


def _open(
    reports: Sequence[GapReport], days: Mapping[int, int], *, on: date, now: datetime
) -> None:
    role = TeamRole.TECHNICAL_ADVISOR
    owners = assign.owners([(report.account_id, role) for report in reports], on=on)
    Task.objects.bulk_create(
        [
            Task(
                **assign.given(owners[report.account_id, role]),
                account_id=report.account_id,
                key=key(report.gap_id),
                title=f"You asked, we shipped: {report.gap}"[:200],
                instructions=_say(report),
                owner_role=role,
                due_on=on + timedelta(days[report.account_id]),
                created_at=now,
            )
            for report in reports
        ],
        ignore_conflicts=True,
        batch_size=1000,
    )


def _say(report: GapReport) -> str:
    who = f"{report.contact} asked" if report.contact else "They asked"
    said = f" What it cost them: {report.impact}" if report.impact else ""
    return (
        f"{who} for it on {report.reported_on}; it was shipped on {report.gap.shipped_on}. Tell "
        f"them, show how it is used, and ask whether it is what they needed.{said}"
    )
