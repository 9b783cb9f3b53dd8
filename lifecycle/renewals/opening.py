"""Opens an assessment for each renewal that comes near, and closes it when the renewal is over."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from accounts import bulk
from lifecycle import gather
from lifecycle.batch import Batch, Pair
from lifecycle.decide import Decision
from lifecycle.facts import AccountFacts, Term
from lifecycle.gather import Programmes
from lifecycle.models import RenewalAssessment, RenewalReading
from lifecycle.policy import Policy
from lifecycle.renewals import known
from lifecycle.renewals.known import Reading
from lifecycle.stages import renewing_from

Ended = RenewalAssessment.Ended


class Assessed(NamedTuple):
    """What the rule has to know of an assessment."""

    pk: int
    account: int
    relationship: int
    renewal_on: date
    opened_on: date
    ended: str
    closed_on: date | None


class Step(NamedTuple):
    """What the day makes of an account's assessments: a new one, another date, ended ones."""

    open: bool = False
    follow: tuple[int, date] | None = None
    close: tuple[tuple[int, str], ...] = ()


def day(pairs: Batch, programmes: Programmes, *, on: date, now: datetime) -> Counter[str]:
    """Rules N1 and N2 for a batch of accounts; repeated, it changes nothing."""
    unsettled = _unsettled(pairs, programmes, on)
    assessed = _assessed([facts.account for facts, _ in unsettled])
    opening: list[Pair] = []
    follow: dict[int, date] = {}
    ended: dict[str, list[int]] = {}
    for facts, decision in unsettled:
        mine, policy = assessed.get(facts.account, ()), programmes.policies[facts.programme]
        found = plan(facts, decision, mine, policy, on=on)
        if found.open:
            opening.append((facts, decision))
        if found.follow:
            follow[found.follow[0]] = found.follow[1]
        for pk, how in found.close:
            ended.setdefault(how, []).append(pk)
    _follow(follow)
    closed = sum(close(pks, how, on=on) for how, pks in ended.items())
    opened = _open(opening, programmes, on, now)
    return +Counter({"assessments opened": opened, "assessments closed": closed})


def _unsettled(pairs: Batch, programmes: Programmes, on: date) -> list[Pair]:
    """Without those that renew nothing soon, or whose renewal is being assessed as it should."""
    if not pairs:
        return []
    open_: dict[int, list[tuple[int, date]]] = {}
    near = gather.chosen("account_id", pairs.accounts)
    rows = RenewalAssessment.objects.filter(near, closed_on=None)
    for account, *renewal in bulk.read(
        rows.order_by().values_list("account_id", "relationship", "renewal_on")
    ):
        open_.setdefault(account, []).append(tuple(renewal))
    # The longest time before a renewal in which one is assessed.
    nearest = {
        slug: on + timedelta(policy.renewing_days) for slug, policy in programmes.policies.items()
    }
    found = []
    for facts, decision in pairs:
        mine, relationship = open_.get(facts.account), decision.relationship
        if relationship is None:
            settled = not mine
        elif mine is None:
            settled = relationship.renewal_on > nearest[facts.programme]
        else:
            renewal = (relationship.number, relationship.renewal_on)
            settled = mine == [renewal] and not _churned(decision, on)
        if not settled:
            found.append((facts, decision))
    return found


def plan(
    facts: AccountFacts,
    decision: Decision,
    assessed: Sequence[Assessed],
    policy: Policy,
    *,
    on: date,
) -> Step:
    """What is due and not yet recorded; `assessed` are those of the account."""
    relationship = decision.relationship
    number = relationship.number if relationship else 0
    gone = relationship is None or _churned(decision, on)
    still = None if gone else _same(assessed, number, relationship.renewal_on, policy)
    ending = tuple(
        (one.pk, _ended(one, decision, facts.terms, on))
        for one in assessed
        if one.closed_on is None and one is not still
    )
    if gone or on < renewing_from(relationship, policy):
        return Step(close=ending)
    if still is None:
        return Step(open=True, close=ending)
    moved = still.renewal_on != relationship.renewal_on or still.ended == Ended.MOVED
    return Step(follow=(still.pk, relationship.renewal_on) if moved else None, close=ending)


def _assessed(accounts: Sequence[int]) -> dict[int, list[Assessed]]:
    if not accounts:
        return {}
    rows = (
        RenewalAssessment.objects.filter(gather.chosen("account_id", accounts))
        .order_by()
        .values_list(
            "pk", "account_id", "relationship", "renewal_on", "opened_on", "ended", "closed_on"
        )
    )
    found: dict[int, list[Assessed]] = {}
    for row in bulk.read(rows):
        found.setdefault(row[1], []).append(Assessed._make(row))
    return found


def _same(
    assessed: Iterable[Assessed], number: int, renewal_on: date, policy: Policy
) -> Assessed | None:
    """The assessment of this renewal: the nearest whose date differs by a few days at most."""
    near = [
        one
        for one in assessed
        if one.relationship == number
        and abs((one.renewal_on - renewal_on).days) <= policy.renewal_moved_days
    ]
    return min(near, key=lambda one: abs((one.renewal_on - renewal_on).days), default=None)


def _churned(decision: Decision, on: date) -> bool:
    churned_on = decision.relationship.in_force.churned_on
    return churned_on is not None and churned_on <= on


def _ended(assessed: Assessed, decision: Decision, terms: Sequence[Term], on: date) -> str:
    """The customer left, a later term renewed it, or else its date was corrected."""
    relationship = decision.relationship
    if relationship is None:
        return Ended.MOVED
    if assessed.relationship != relationship.number or _churned(decision, on):
        return Ended.CHURNED
    since = min(assessed.opened_on, assessed.renewal_on)
    renewed = any(
        not term.add_on and term.start >= since and term.signed_on <= on for term in terms
    )
    return Ended.RENEWED if renewed else Ended.MOVED


def _follow(moved: dict[int, date]) -> None:
    """The same assessments, now for another date; one that had ended is taken up again."""
    if moved:
        RenewalAssessment.objects.bulk_update(
            [RenewalAssessment(pk=pk, renewal_on=day) for pk, day in moved.items()],
            ["renewal_on", "ended", "closed_on"],
        )


def close(pks: Collection[int], ended: str, *, on: date) -> int:
    """The renewals are over, by what was decided or by what somebody did; each is closed once."""
    open_ = RenewalAssessment.objects.filter(pk__among=pks, closed_on=None)
    return open_.update(ended=ended, closed_on=on)


def _open(pairs: Sequence[Pair], programmes: Programmes, on: date, now: datetime) -> int:
    """Open them with what is known today; one that was opened meanwhile stays as it is."""
    if not pairs:
        return 0
    bulk.insert(
        (
            RenewalAssessment(
                account_id=facts.account,
                relationship=decision.relationship.number,
                renewal_on=decision.relationship.renewal_on,
                opened_on=on,
                created_at=now,
            )
            for facts, decision in pairs
        ),
        ignore=True,
    )
    unread = RenewalAssessment.objects.filter(
        account_id__among=[facts.account for facts, _ in pairs],
        opened_on=on,
        readings__isnull=True,
    )
    read = known.read(pairs, programmes, on=on)
    rows = [reading(one, read[one.account_id], on=on, now=now) for one in unread]
    bulk.insert(rows)
    return len(rows)


def reading(
    assessment: RenewalAssessment, found: Reading, *, on: date, now: datetime
) -> RenewalReading:
    """An unsaved row of what was read."""
    return RenewalReading(
        assessment=assessment,
        on=on,
        known=found.known,
        suggestion=found.suggestion.colour,
        reasons=[list(reason) for reason in found.suggestion.reasons],
        created_at=now,
    )
