"""What is to be known and done while somebody is away: the coverage list of an absence."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q

from accounts.models import Absence, Account, SessionState, TrainingSession
from lifecycle.models import AccountState, Band, RiskCase, Task
from lifecycle.work.absence import due_meanwhile

MOST = 200  # of each kind; a book is smaller


@dataclass(frozen=True, slots=True)
class Coverage:
    """`to_hand_over` is still theirs, `lent` is with somebody else until they are back."""

    accounts: int
    renewals: list[AccountState]
    unhealthy: list[AccountState]
    cases: list[RiskCase]
    trainings: list[TrainingSession]
    to_hand_over: list[Task]
    lent: list[Task]


def read(absence: Absence) -> Coverage:
    """In a fixed number of queries."""
    theirs = Account.objects.current().filter(
        Q(ta=absence.user_id) | Q(ae=absence.user_id) | Q(ce=absence.user_id)
    )
    states = (
        AccountState.objects.filter(account__in=theirs.values("pk"))
        .exclude(stage="")
        .select_related("account")
    )
    last_day = absence.until - timedelta(1)
    return Coverage(
        accounts=theirs.count(),
        renewals=list(
            states.filter(renewal_on__range=(absence.starts_on, last_day)).order_by("renewal_on")[
                :MOST
            ]
        ),
        unhealthy=list(
            states.filter(confirmed_band=Band.POOR).order_by("score", "account__name")[:MOST]
        ),
        cases=list(
            RiskCase.objects.filter(account__in=theirs.values("pk"), state=RiskCase.State.OPEN)
            .select_related("account")
            .order_by("account__name")[:MOST]
        ),
        trainings=list(
            TrainingSession.objects.filter(
                host=absence.user_id,
                state=SessionState.PLANNED,
                on__range=(absence.starts_on, last_day),
            )
            .select_related("account", "training")
            .order_by("on")[:MOST]
        ),
        to_hand_over=list(due_meanwhile(absence).select_related("account")[:MOST]),
        lent=list(
            Task.objects.open().filter(absence=absence).select_related("account", "owner")[:MOST]
        ),
    )
