"""What became of a set of mails, as sums that add up: all = left + not left + may still leave."""

from typing import NamedTuple

from django.db.models import Count, QuerySet

from campaigns.models import Outcome, ResponseKind, Status, Touch, TouchResponse

_OPEN = (Status.WAITING, Status.DUE, Status.PLANNED, Status.SENDING)
_ENDED = (Status.SENT, Status.SKIPPED, Status.FAILED, Status.UNCERTAIN)
_CAME_BACK = (Outcome.DELIVERED, Outcome.BOUNCED, Outcome.COMPLAINED)


class Sum(NamedTuple):
    """`query` narrows the ledger to exactly these mails."""

    slug: str
    label: str
    count: int
    query: str


class Results(NamedTuple):
    """`total` is the sum of `ended` and `open`; `skipped` adds up to the skipped, and what came
    back and what people did to no more than was sent.
    """

    total: int
    ended: list[Sum]
    open: list[Sum]
    skipped: list[Sum]
    came_back: list[Sum]
    did: list[Sum]

    @property
    def still_open(self) -> int:
        return sum(part.count for part in self.open)


def of(touches: QuerySet[Touch]) -> Results:
    """Counted in two statements, however many there are."""
    counted = touches.order_by().values_list("status", "reason", "outcome").annotate(Count("pk"))
    by_status: dict[str, int] = {}
    by_reason: dict[str, int] = {}
    by_outcome: dict[str, int] = {}
    for status, reason, outcome, count in counted:
        by_status[status] = by_status.get(status, 0) + count
        if status == Status.SKIPPED:
            by_reason[reason] = by_reason.get(reason, 0) + count
        if status == Status.SENT:
            by_outcome[outcome] = by_outcome.get(outcome, 0) + count
    did = dict(
        TouchResponse.objects.filter(touch__in=touches.order_by())
        .order_by()
        .values_list("kind")
        .annotate(Count("pk"))
    )
    return Results(
        sum(by_status.values()),
        [_status(status, by_status) for status in _ENDED],
        [_status(status, by_status) for status in _OPEN],
        [
            Sum(
                "skipped", reason.replace("_", " "), count, f"status__exact=skipped&reason={reason}"
            )
            for reason, count in sorted(by_reason.items(), key=lambda item: (-item[1], item[0]))
        ],
        [
            Sum(outcome, outcome.label, by_outcome.get(outcome, 0), f"outcome__exact={outcome}")
            for outcome in _CAME_BACK
        ],
        [
            Sum(kind, ResponseKind(kind).label, did.get(kind, 0), f"did={kind}")
            for kind in ResponseKind.values
        ],
    )


def _status(status: Status, counted: dict[str, int]) -> Sum:
    return Sum(status.value, status.label, counted.get(status, 0), f"status__exact={status.value}")
