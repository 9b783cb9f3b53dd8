"""A decided day's part in success plans: objectives move on, and once a month are read."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import Exists, OuterRef

from lifecycle.batch import Accounts, Batch
from lifecycle.gather import Programmes, chosen
from lifecycle.models import Measure, Objective, ObjectiveReading, Standing
from lifecycle.plans import judge, measures
from lifecycle.plans.measures import Figure


def step(pairs: Batch, programmes: Programmes, *, on: date, now: datetime) -> Counter[str]:
    """At most five queries a batch; what has ended is left as it ended."""
    if not pairs:
        return Counter()
    policies = {facts.account: programmes.policies[facts.programme] for facts, _ in pairs}
    month = on.replace(day=1)
    objectives = [
        objective
        for objective in _open(pairs.accounts, on, month)
        if objective.plan.account_id in policies
    ]
    bound = [one for one in objectives if one.measure != Measure.HAND]
    figures = measures.read(bound, pairs, programmes, on=on) if bound else {}
    changed = judge.all_of(objectives, figures, policies, on=on)
    _write(changed)
    taken = _readings(bound, figures, month, now)
    ObjectiveReading.objects.bulk_create(taken, ignore_conflicts=True)
    return Counter({"objectives read": len(taken)}) if taken else Counter()


def _open(accounts: Accounts, on: date, month: date):
    """Objectives of plans worked by, but for those whose due date has been judged."""
    read = ObjectiveReading.objects.filter(objective=OuterRef("pk"), month=month)
    judged = {"due_on__lt": on, "standing__in": (Standing.MET, Standing.MISSED)}
    return (
        Objective.objects.filter(chosen("plan__account_id", accounts), plan__archived_at=None)
        .exclude(**judged)
        .select_related("plan")
        .annotate(read=Exists(read))
        .order_by()
    )


def _write(changed: list[Objective]) -> None:
    """As an upsert of rows that are there: many times faster than an update of each."""
    Objective.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=judge.FIELDS,
        batch_size=500,
    )


def _readings(
    bound: Sequence[Objective], figures: dict[int, Figure], month: date, now: datetime
) -> list[ObjectiveReading]:
    """One for each whose month has none yet, as soon as there is a figure."""
    return [
        ObjectiveReading(
            objective=one, on=figure.on, value=figure.value, month=month, recorded_at=now
        )
        for one in bound
        if not one.read and (figure := figures.get(one.pk)) and figure.on <= one.due_on
    ]
