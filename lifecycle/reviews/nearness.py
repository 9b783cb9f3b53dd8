"""Which accounts are near their next business review, and what the next one would look at."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Subquery

from accounts.models import Account
from lifecycle.gather import Programmes
from lifecycle.models import AccountState, BusinessReview, ReviewState, Stage
from lifecycle.policy import Policy, read
from lifecycle.reviews import earlier, rhythm
from lifecycle.reviews.build import OPEN

STAGES = (Stage.ADOPTING, Stage.NURTURING, Stage.RENEWING)


class Due(NamedTuple):
    """An account whose review is due, and whether one was ever held."""

    account: Account
    due_on: date
    last_held_on: date | None


def due_on(account: Account) -> date | None:
    """When the next one is due, by the programme's rhythm."""
    state = getattr(account, "state", None)
    start = state.relationship_start if state else None
    return rhythm.due_on(read(account.programme.policy), start, _last(account))


def period(account: Account, *, on: date) -> tuple[date, date]:
    state = getattr(account, "state", None)
    start = state.relationship_start if state else None
    return rhythm.period(read(account.programme.policy), start, _last(account), on=on)


def _last(account: Account) -> rhythm.Last | None:
    review = earlier.held(account)
    return rhythm.Last(review.held_on, review.until_on) if review else None


def due(states: QuerySet[AccountState], *, on: date) -> QuerySet[AccountState]:
    """Of these, the accounts to prepare a review for: due by then, and none in preparation."""
    programmes = Programmes.load()
    wanted = Q(pk__in=[])
    for key, slug in programmes.slugs.items():
        policy = programmes.policies[slug]
        if policy.review_every_days:
            wanted |= Q(account__programme=key) & _by(policy, on)
    last = (
        BusinessReview.objects.current()
        .filter(account=OuterRef("account"), held_on__isnull=False)
        .order_by()
        .values("account")
        .annotate(day=Max("held_on"))
        .values("day")
    )
    open_ = BusinessReview.objects.current().filter(account=OuterRef("account"), state__in=OPEN)
    return (
        states.filter(stage__in=STAGES, account__removed_at__isnull=True)
        .annotate(last_held_on=Subquery(last))
        .filter(wanted)
        .exclude(Exists(open_))
    )


def _by(policy: Policy, on: date) -> Q:
    """As rhythm.due_on says it, for all accounts of a programme at once."""
    by = on + timedelta(policy.review_prepare_days)
    return Q(last_held_on__lte=by - timedelta(policy.review_every_days)) | Q(
        last_held_on=None, relationship_start__lte=by - timedelta(policy.review_first_day)
    )


def lines(states: QuerySet[AccountState], *, on: date, most: int) -> Iterator[Due]:
    """The due ones in their order, the longest waiting first."""
    programmes = Programmes.load()
    found = due(states, on=on).select_related("account__programme", "account__ta")
    rows = []
    for state in found.order_by("last_held_on", "relationship_start", "pk")[:most]:
        policy = programmes.policies[state.account.programme.slug]
        held = state.last_held_on
        last = rhythm.Last(held, held) if held else None
        rows.append(
            Due(state.account, rhythm.due_on(policy, state.relationship_start, last) or on, held)
        )
    return iter(sorted(rows, key=lambda row: row.due_on))


def wanting(*, on: date, programmes: Programmes) -> QuerySet[BusinessReview]:
    """Reviews that somebody has to do something about now; `gaps` counts points without a text.

    Held and not signed off; planned for a day that is past; near, by the programme's days to
    prepare one, and with gaps.
    """
    empty = Q(sections__included=True) & (
        Q(sections__body="") | Q(sections__body="{{ values }}", values__isnull=True)
    )
    near = Q(pk__in=[])
    for key, slug in programmes.slugs.items():
        days = timedelta(programmes.policies[slug].review_prepare_days)
        near |= Q(account__programme=key, planned_on__lte=on + days)
    return (
        BusinessReview.objects.current()
        .annotate(gaps=Count("sections", filter=empty, distinct=True))
        .filter(
            Q(state=ReviewState.HELD)
            | Q(state__in=OPEN) & near & (Q(gaps__gt=0) | Q(planned_on__lt=on - timedelta(1)))
        )
    )
