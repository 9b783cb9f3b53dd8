"""How a case ends: its criteria are met and the leads agree, or the renewal is over (N7)."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from accounts import timeline
from accounts.models import EntryKind, TeamRole, User
from lifecycle.models import AccountState, CaseCriterion, RiskCase
from lifecycle.renewals import cases
from lifecycle.renewals.refused import Refused
from lifecycle.work import task as tasks

SALES, SUCCESS = "sales", "success"
LEADS = {SALES: "Sales", SUCCESS: "Technical Success"}
_HUNDRED = Decimal(100)


def leads(kind: str) -> tuple[str, ...]:
    """Who has to agree: both for Lighthouse; a save plan is the TA's manager's."""
    return (SALES, SUCCESS) if kind == RiskCase.Kind.LIGHTHOUSE else (SUCCESS,)


def is_lead(user: User) -> bool:
    return user.role == TeamRole.MANAGER or user.is_superuser


def criteria(case: RiskCase) -> list[CaseCriterion]:
    """Those that count, with the value of today where the portal keeps it."""
    found = [one for one in case.criteria.all() if one.dropped_at is None]
    if case.state == RiskCase.State.OPEN and any(one.metric for one in found):
        state = AccountState.objects.filter(account=case.account_id).first()
        for one in found:
            keep(one, state)
    return found


def keep(criterion: CaseCriterion, state: AccountState | None) -> None:
    """Put the value of the last decided day in, without saving it."""
    if not criterion.metric:
        return
    value = getattr(state, criterion.metric) if state else None
    if value is not None and criterion.metric == CaseCriterion.Metric.SCORE:
        value = Decimal(value) / _HUNDRED
    criterion.value = None if value is None else Decimal(value)
    criterion.value_on = state.decided_through if state else None


@transaction.atomic
def agree(case: RiskCase, lead: str, *, by: User, on: date, now: datetime) -> bool:
    """Agree to the exit for a lead; with all who have to, the case is closed."""
    case = RiskCase.objects.select_for_update().get(pk=case.pk)
    cases.must_be_open(case)
    if not is_lead(by) or lead not in leads(case.kind):
        raise Refused(f"You cannot agree for {LEADS.get(lead, lead)}: that is a manager's.")
    _must_be_met(criteria(case))
    if by.pk in (case.sales_by_id, case.success_by_id):
        raise Refused("You have agreed already; the other lead has to be somebody else.")
    setattr(case, f"{lead}_by", by)
    setattr(case, f"{lead}_at", now)
    case.save(update_fields=[f"{lead}_by", f"{lead}_at"])
    cases.note(case, f"Exit agreed for {LEADS[lead]}", by=by, on=on, now=now)
    if not all(getattr(case, f"{each}_at") for each in leads(case.kind)):
        return False
    names = " and ".join(f"{getattr(case, f'{each}_by')}" for each in leads(case.kind))
    because = f"All criteria are met, agreed by {names}"
    close(case, RiskCase.Ended.HEALTHY, because=because, by=by, on=on, now=now)
    return True


def _must_be_met(found: list[CaseCriterion]) -> None:
    if not found:
        raise Refused("The case has no success criterion yet, so nothing says that it is saved.")
    short = [str(one) for one in found if not one.met]
    if short:
        raise Refused(f"Not met yet: {', '.join(short)}. Leads agree once every criterion is met.")


@transaction.atomic
def end(case: RiskCase, ended: str, *, because: str, by: User, on: date, now: datetime) -> None:
    """Close it as renewed or churned, with the reason; healthy again takes the leads."""
    cases.must_be_open(case)
    if ended == RiskCase.Ended.HEALTHY:
        raise Refused("Healthy again is for the leads to agree, once every criterion is met.")
    if not because.strip():
        raise Refused("Say why the case is closed.")
    close(case, ended, because=because.strip(), by=by, on=on, now=now)


def close(
    case: RiskCase, ended: str, *, because: str, by: User | None, on: date, now: datetime
) -> bool:
    """Closed once; its criteria keep their last value and its reminders are dropped."""
    kept = criteria(case)
    closed = RiskCase.objects.filter(pk=case.pk, state=RiskCase.State.OPEN).update(
        state=RiskCase.State.CLOSED,
        ended=ended,
        ended_because=because,
        closed_on=on,
        closed_by=by,
    )
    if not closed:
        return False
    CaseCriterion.objects.bulk_update(kept, ["value", "value_on"])
    case.refresh_from_db()
    timeline.log(
        case.account,
        EntryKind.RENEWAL,
        f"{case.get_kind_display()} closed: {case.get_ended_display().lower()}",
        on=on,
        now=now,
        by=by,
        body=because,
    )
    for reminder in cases.reminders(case, ""):
        tasks.drop(reminder, by=by, on=on, now=now, outcome="The case is closed")
    return True
