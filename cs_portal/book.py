"""The book in numbers, counted in one pass over the states of its accounts."""

from collections import Counter
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet

from lifecycle.models import AccountState, Stage

# Health counts in these stages only (H5).
_WITH_HEALTH = (Stage.ADOPTING, Stage.NURTURING, Stage.RENEWING)
SOON = timedelta(30)


class Book(NamedTuple):
    """`silent` are customers whose product has stopped telling how it is used."""

    accounts: int
    overdue: int
    silent: int
    renewals: int
    stages: Counter[str]
    bands: Counter[str]


def read(states: QuerySet[AccountState], *, on: date) -> Book:
    groups = (
        states.order_by()
        .values_list("stage", "confirmed_band")
        .annotate(
            Count("pk"),
            overdue=Count("pk", filter=Q(overdue=True)),
            silent=Count("pk", filter=Q(utilization=None)),
            renewals=Count("pk", filter=Q(renewal_on__range=(on, on + SOON))),
        )
    )
    stages: Counter[str] = Counter()
    bands: Counter[str] = Counter()
    totals: Counter[str] = Counter()
    for stage, band, count, overdue, silent, renewals in groups:
        stages[stage] += count
        totals["renewals"] += renewals
        if stage:
            totals["overdue"] += overdue
        if stage not in ("", Stage.PROSPECT):
            totals["silent"] += silent
        if stage in _WITH_HEALTH:
            bands[band] += count
    return Book(
        stages.total(), totals["overdue"], totals["silent"], totals["renewals"], stages, bands
    )
