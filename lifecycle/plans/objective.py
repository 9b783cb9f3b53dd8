"""Adds and changes objectives, takes their readings, and keeps what people say of them."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from accounts import timeline
from accounts.models import EntryKind, User
from lifecycle.gather import Programmes
from lifecycle.models import Measure, Objective, ObjectiveReading, Standing, SuccessPlan
from lifecycle.plans import judge, measures, progress
from lifecycle.plans.lock import writable
from lifecycle.plans.measures import Figure


def figure(plan: SuccessPlan, measure: str, feature: str = "", *, on: date) -> Figure | None:
    """What a measure says of the plan's account today; for a baseline nobody has to type."""
    if measure == Measure.HAND:
        return None
    programmes = Programmes.load()
    asked = Objective(pk=0, plan=plan, measure=measure, feature=feature)
    pair = measures.now(plan.account, programmes, on=on)
    return measures.read([asked], [pair], programmes, on=on).get(0)


@transaction.atomic
def keep(objective: Objective, *, on: date, now: datetime) -> Objective:
    """Add it or change it; raises ValueError when it leads nowhere."""
    objective.plan = writable(objective.plan)
    if objective.measure == Measure.FEATURE_USERS and not objective.feature:
        raise ValueError("Say whose users are counted: choose a feature.")
    if refusal := progress.refusal(judge.course(objective)):
        raise ValueError(refusal)
    objective.save()
    _bring_up_to_date(objective, on=on, now=now)
    return objective


def _bring_up_to_date(objective: Objective, *, on: date, now: datetime) -> None:
    programmes = Programmes.load()
    account = objective.plan.account
    policy = programmes.policies[programmes.slugs[account.programme_id]]
    outdated = objective.value_on is not None and objective.value_on > objective.due_on
    if objective.measure == Measure.HAND or outdated:
        judge.read(objective, policy, on=on)
    if objective.measure != Measure.HAND:
        pair = measures.now(account, programmes, on=on)
        found = measures.read([objective], [pair], programmes, on=on).get(objective.pk)
        judge.measured(objective, found, policy, on=on)
    objective.save(update_fields=judge.FIELDS)


@transaction.atomic
def take(
    objective: Objective,
    value: Decimal,
    *,
    dated: date,
    by: User | None,
    on: date,
    now: datetime,
    note: str = "",
) -> ObjectiveReading:
    """Enter a reading by hand; earlier ones are kept."""
    objective.plan = writable(objective.plan)
    if objective.measure != Measure.HAND:
        raise ValueError("This objective is measured; its value comes from the data.")
    if dated > on:
        raise ValueError("The date of the data lies ahead.")
    reading = objective.readings.create(
        on=dated, value=value, note=note[:200], by=by, recorded_at=now
    )
    _bring_up_to_date(objective, on=on, now=now)
    return reading


@transaction.atomic
def say(
    objective: Objective, said: str, because: str, *, by: User, on: date, now: datetime
) -> None:
    """A person's word instead of the rule's, with why; empty gives it back to the rule (G6)."""
    writable(objective.plan)
    if said and not because.strip():
        raise ValueError("Say why.")
    objective.said, objective.said_because = said, because.strip()[:200] if said else ""
    objective.said_by, objective.said_on = (by, on) if said else (None, None)
    objective.save(update_fields=["said", "said_because", "said_by", "said_on"])
    if said in (Standing.MET, Standing.MISSED, Standing.DROPPED):
        title = f"Objective {Standing(said).label.lower()}: {objective.title}"
        account = objective.plan.account
        timeline.log(account, EntryKind.PLAN, title, on=on, now=now, by=by, body=because)


def measure(plan: SuccessPlan, *, on: date, now: datetime) -> None:
    """Bring all objectives up to date and keep what was measured; the caller's transaction."""
    objectives = list(plan.objectives.all())
    for objective in objectives:
        objective.plan = plan
    bound = [one for one in objectives if one.measure != Measure.HAND]
    if not objectives:
        return
    programmes = Programmes.load()
    account = plan.account
    policy = programmes.policies[programmes.slugs[account.programme_id]]
    pair = measures.now(account, programmes, on=on)
    figures = measures.read(bound, [pair], programmes, on=on)
    changed = judge.all_of(objectives, figures, {account.pk: policy}, on=on)
    Objective.objects.bulk_update(changed, judge.FIELDS)
    ObjectiveReading.objects.bulk_create(
        ObjectiveReading(
            objective=one, on=found.on, value=found.value, note="At the sync", recorded_at=now
        )
        for one in bound
        if (found := figures.get(one.pk)) and found.on <= one.due_on
    )
