"""Writes down what customers miss and think, and what became of it."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction

from accounts import timeline
from accounts.models import (
    Account,
    Contact,
    EntryKind,
    Feedback,
    GapReport,
    GapStatus,
    ProductGap,
    Severity,
    User,
)


@transaction.atomic
def report(
    account: Account,
    gap: ProductGap,
    *,
    severity: str,
    impact: str = "",
    workaround: str = "",
    contact: Contact | None = None,
    by: User | None,
    on: date,
    now: datetime,
) -> GapReport:
    """Once an account: raises ValueError when it is reported already, or was shipped."""
    if gap.status == GapStatus.DONE:
        raise ValueError(f"“{gap}” was shipped on {gap.shipped_on}; tell them.")
    try:
        with transaction.atomic():
            found = GapReport.objects.create(
                gap=gap,
                account=account,
                contact=contact,
                severity=severity,
                impact=impact,
                workaround=workaround,
                reported_on=on,
                reported_by=by,
                created_at=now,
            )
    except IntegrityError:
        raise ValueError(f"{account} reported “{gap}” already; change that report.") from None
    title = f"Product gap, {Severity(severity).name}: {gap}"
    timeline.log(
        account, EntryKind.FEEDBACK, title, on=on, now=now, by=by, contact=contact, body=impact
    )
    return found


@transaction.atomic
def change(report: GapReport, *, severity: str, impact: str, workaround: str, by, on, now) -> None:
    """The severity before stays in the timeline."""
    before = report.severity
    report.severity, report.impact, report.workaround = severity, impact, workaround
    report.save(update_fields=["severity", "impact", "workaround"])
    if before != severity:
        step = f"from {Severity(before).name} to {Severity(severity).name}"
        title = f"Product gap {step}: {report.gap}"
        timeline.log(report.account, EntryKind.FEEDBACK, title, on=on, now=now, by=by, body=impact)


def move(gap: ProductGap, status: str, *, shipped_on: date | None = None, on: date) -> None:
    """To another status; raises ValueError when what is done has no day, or one to come."""
    if status == GapStatus.DONE and (shipped_on is None or shipped_on > on):
        raise ValueError("Say on which day it was shipped, today at the latest.")
    gap.status = status
    gap.shipped_on = shipped_on if status == GapStatus.DONE else None
    gap.save(update_fields=["status", "shipped_on"])


@transaction.atomic
def tell(report: GapReport, *, by: User | None, on: date, now: datetime) -> bool:
    """The customer knows that it is there; twice is once. Raises ValueError before it is."""
    if report.gap.status != GapStatus.DONE:
        raise ValueError(f"“{report.gap}” was not shipped yet.")
    if not GapReport.objects.filter(pk=report.pk, told_on=None).update(told_on=on):
        return False
    title = f"Told that “{report.gap}” is there"
    timeline.log(report.account, EntryKind.FEEDBACK, title, on=on, now=now, by=by)
    return True


def told(reports: Sequence[GapReport], *, on: date, now: datetime) -> None:
    """The tasks to tell these customers are done; the caller holds a transaction."""
    keys = [report.pk for report in reports]
    GapReport.objects.filter(pk__in=keys, told_on=None).update(told_on=on)
    lines = [
        timeline.Line(report.account_id, EntryKind.FEEDBACK, f"Told that “{report.gap}” is there")
        for report in reports
    ]
    timeline.log_lines(lines, on=on, now=now)


@transaction.atomic
def opinion(
    account: Account,
    text: str,
    *,
    source: str,
    area: str = "",
    contact: Contact | None = None,
    day: date,
    by: User | None,
    on: date,
    now: datetime,
) -> Feedback:
    """Raises ValueError for a day to come."""
    if day > on:
        raise ValueError("This is still to come; note it when it was said.")
    found = Feedback.objects.create(
        account=account,
        contact=contact,
        source=source,
        area=area,
        text=text,
        on=day,
        by=by,
        created_at=now,
    )
    title = f"Feedback, {found.get_source_display().lower()}: {found}"
    timeline.log(
        account, EntryKind.FEEDBACK, title, on=day, now=now, by=by, contact=contact, body=text
    )
    return found
