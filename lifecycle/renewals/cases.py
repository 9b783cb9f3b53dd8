"""What people do with a case: open it, plan it, keep it up to date."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import IntegrityError, transaction

from accounts import timeline
from accounts.models import Account, EntryKind, TeamRole, User
from lifecycle import policy as policies
from lifecycle.models import (
    CaseCriterion,
    CaseStep,
    CaseUpdate,
    RenewalAssessment,
    RenewalRating,
    RiskCase,
    Task,
    TaskState,
)
from lifecycle.renewals.refused import Refused
from lifecycle.work import task as tasks

Kind = CaseUpdate.Kind


def enter(
    assessment: RenewalAssessment,
    kind: str,
    rated: RenewalRating,
    *,
    by: User,
    on: date,
    now: datetime,
) -> RiskCase:
    """What a rating leads to; an open save plan becomes Lighthouse, and no case is ever lowered."""
    account = assessment.account
    because = f"Renewal {assessment.renewal_on} rated {rated.get_rating_display().lower()}"
    found = account.risk_cases.filter(state=RiskCase.State.OPEN).first()
    if found is None:
        opened = open_case(account, kind, because=because, by=by, on=on, now=now)
        opened.assessment, opened.problem = assessment, rated.reason
        opened.save(update_fields=["assessment", "problem"])
        return opened
    if kind == RiskCase.Kind.LIGHTHOUSE:
        raise_to_lighthouse(found, because=because, by=by, on=on, now=now)
    return found


@transaction.atomic
def open_case(
    account: Account, kind: str, *, because: str, by: User | None, on: date, now: datetime
) -> RiskCase:
    """Open a case, by a rating or ad hoc; refused while the account has one."""
    if not because.strip():
        raise Refused("Say why the account is at risk.")
    try:
        with transaction.atomic():
            case = RiskCase.objects.create(
                account=account,
                kind=kind,
                because=because.strip()[:200],
                opened_on=on,
                opened_by=by,
                created_at=now,
            )
    except IntegrityError:
        raise Refused(f"{account} already has an open case.") from None
    name = case.get_kind_display()
    timeline.log(
        account, EntryKind.RENEWAL, f"{name} opened", on=on, now=now, by=by, body=case.because
    )
    tasks.add(
        account,
        f"Write the plan of the {name} case",
        due_on=on + timedelta(policies.read(account.programme.policy).case_plan_days),
        now=now,
        key=task_key(case, "plan"),
        instructions="Problem, goal, success criteria with a number each, steps with an owner. "
        "Meet the AE about it, then show it to the manager.",
    )
    return case


def task_key(case: RiskCase, what: str) -> str:
    return f"case-{case.pk}-{what}"


@transaction.atomic
def raise_to_lighthouse(case: RiskCase, *, because: str, by: User, on: date, now: datetime) -> bool:
    """A save plan that is not enough enters Lighthouse, with all that is in it."""
    changed = RiskCase.objects.filter(
        pk=case.pk, kind=RiskCase.Kind.SAVE_PLAN, state=RiskCase.State.OPEN
    ).update(kind=RiskCase.Kind.LIGHTHOUSE)
    if changed:
        case.refresh_from_db()
        note(case, f"Entered Lighthouse: {because}", by=by, on=on, now=now)
        timeline.log(
            case.account,
            EntryKind.RENEWAL,
            "Save plan became a Lighthouse case",
            on=on,
            now=now,
            by=by,
            body=because,
        )
    return bool(changed)


@transaction.atomic
def describe(
    case: RiskCase,
    *,
    problem: str,
    goal: str,
    sponsor: User | None,
    by: User,
    on: date,
    now: datetime,
) -> None:
    """Problem, goal and sponsor; what changed stays in the log with what it was before."""
    must_be_open(case)
    before = RiskCase.objects.get(pk=case.pk)
    case.problem, case.goal, case.sponsor = problem.strip(), goal.strip(), sponsor
    case.save(update_fields=["problem", "goal", "sponsor"])
    said = [
        f"{name} was: {getattr(before, field) or 'empty'}"
        for field, name in (("problem", "Problem"), ("goal", "Goal"), ("sponsor", "Sponsor"))
        if getattr(before, field) != getattr(case, field)
    ]
    if said:
        note(case, "\n".join(said), by=by, on=on, now=now)
    finish_plan(case, by=by, on=on, now=now)


@transaction.atomic
def add_criterion(
    case: RiskCase,
    measure: str,
    *,
    target: Decimal,
    direction: str = CaseCriterion.Direction.AT_LEAST,
    metric: str = "",
    value: Decimal | None = None,
    by: User,
    on: date,
    now: datetime,
) -> CaseCriterion:
    """One more condition of the exit; leads who had agreed are asked again."""
    must_be_open(case)
    criterion = CaseCriterion.objects.create(
        case=case,
        measure=measure.strip(),
        metric=metric,
        direction=direction,
        target=target,
        value=value,
        value_on=on if value is not None else None,
    )
    told = f"Criterion added: {criterion}, {criterion.get_direction_display()} {target}"
    note(case, told, by=by, on=on, now=now)
    withdraw(case, by=by, on=on, now=now)
    finish_plan(case, by=by, on=on, now=now)
    return criterion


@transaction.atomic
def set_value(
    criterion: CaseCriterion, value: Decimal, *, by: User, on: date, now: datetime
) -> None:
    """Where a criterion set by hand stands today."""
    must_be_open(criterion.case)
    if criterion.metric:
        raise Refused(f"{criterion}: the portal keeps this value itself.")
    before, was_met = criterion.value, criterion.met
    criterion.value, criterion.value_on = value, on
    criterion.save(update_fields=["value", "value_on"])
    shown = "unknown" if before is None else before
    note(criterion.case, f"{criterion}: from {shown} to {value}", by=by, on=on, now=now)
    if was_met and not criterion.met:
        withdraw(criterion.case, by=by, on=on, now=now)


@transaction.atomic
def drop_criterion(
    criterion: CaseCriterion, *, why: str, by: User, on: date, now: datetime
) -> None:
    """It stays in the record, but no longer counts; raises Refused without a reason."""
    must_be_open(criterion.case)
    if not why.strip():
        raise Refused("Say why the criterion no longer counts.")
    if CaseCriterion.objects.filter(pk=criterion.pk, dropped_at=None).update(dropped_at=now):
        note(criterion.case, f"Criterion dropped: {criterion}. {why}", by=by, on=on, now=now)
        withdraw(criterion.case, by=by, on=on, now=now)


@transaction.atomic
def add_step(
    case: RiskCase,
    title: str,
    *,
    owner: User | None,
    due_on: date,
    criterion: CaseCriterion | None = None,
    now: datetime,
) -> CaseStep:
    """A step of the plan is a task of its owner, or the TA's."""
    must_be_open(case)
    role = owner.role if owner else TeamRole.TECHNICAL_ADVISOR
    task = tasks.add(
        case.account, title.strip(), due_on=due_on, now=now, owner=owner, owner_role=role
    )
    return CaseStep.objects.create(case=case, criterion=criterion, task=task)


@transaction.atomic
def update(
    case: RiskCase,
    kind: str,
    *,
    happened: str,
    blockers: str = "",
    asks: str = "",
    by: User,
    on: date,
    now: datetime,
) -> CaseUpdate:
    """Write the weekly update or the sync; what reminded of it is done."""
    must_be_open(case)
    if not happened.strip():
        raise Refused("Say what happened.")
    written = CaseUpdate.objects.create(
        case=case,
        kind=kind,
        on=on,
        happened=happened.strip(),
        blockers=blockers.strip(),
        asks=asks.strip(),
        by=by,
        at=now,
    )
    timeline.log(
        case.account,
        EntryKind.RENEWAL,
        f"{case.get_kind_display()}: {written.get_kind_display().lower()}",
        on=on,
        now=now,
        by=by,
        body=written.happened,
    )
    for reminder in reminders(case, kind):
        tasks.finish(reminder, by=by, on=on, now=now, outcome="Written in the case")
    return written


def reminders(case: RiskCase, what: str):
    """The open tasks that remind of a case's updates, of its syncs, or of its plan."""
    return Task.objects.filter(
        account=case.account_id, state=TaskState.OPEN, key__startswith=task_key(case, what)
    ).select_related("account")


def note(case: RiskCase, text: str, *, by: User | None, on: date, now: datetime) -> CaseUpdate:
    return CaseUpdate.objects.create(
        case=case, kind=Kind.CHANGE, on=on, happened=text, by=by, at=now
    )


def withdraw(case: RiskCase, *, by: User | None, on: date, now: datetime) -> bool:
    """Leads agreed to something else than what is there now."""
    if not (case.sales_at or case.success_at):
        return False
    case.sales_by = case.sales_at = case.success_by = case.success_at = None
    case.save(update_fields=["sales_by", "sales_at", "success_by", "success_at"])
    note(case, "The leads are asked again: the criteria changed", by=by, on=on, now=now)
    return True


def finish_plan(case: RiskCase, *, by: User, on: date, now: datetime) -> None:
    """The plan is written when it has a problem, a goal and a criterion."""
    if case.problem and case.goal and case.criteria.filter(dropped_at=None).exists():
        for reminder in reminders(case, "plan"):
            tasks.finish(reminder, by=by, on=on, now=now, outcome="Written")


def must_be_open(case: RiskCase) -> None:
    if case.state != RiskCase.State.OPEN:
        ended = case.get_ended_display().lower()
        raise Refused(f"This case was closed on {case.closed_on}: {ended}.")
