"""Writes what the day opens, holds back, plans and closes into the ledger of touches."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q

from accounts import bulk
from accounts.lookups import Keys
from campaigns import budget, jumps, ledger, trial
from campaigns.catalogue import Catalogue
from campaigns.eligibility import BUDGET, MISSED, Day, Row
from campaigns.models import Status, Touch
from campaigns.models.touch import OPEN, SPENT
from campaigns.pending import acts
from campaigns.segments import leaving
from campaigns.segments.leaving import Key
from campaigns.trial import Open
from campaigns.windows import next_morning
from lifecycle import record
from lifecycle.alerts.kinds import Route
from lifecycle.batch import Batch
from lifecycle.gather import Programmes, chosen
from lifecycle.models import Lease

_ADDRESSES = 2000
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_VALUES = (
    "address",
    "variant",
    "due_on",
    "closes_on",
    "status",
    "reason",
    "decided_on",
    "not_before",
    "version",
)
_KEY = ("account", "relationship", "campaign", "step", "contact")


def day(
    pairs: Batch,
    mailed: Mapping[int, date | None],
    programmes: Programmes,
    catalogue: Catalogue,
    *,
    on: date,
    now: datetime,
) -> Counter[str]:
    """Open, retry and close the touches of these accounts; what passes every gate becomes due.

    `mailed` is the last day each account's mail was decided for (R3). Counts touches opened,
    skipped by reason, and roles that nobody holds.
    """
    accounts = pairs.accounts
    counts = close(accounts, on=on)
    mails = ledger.health_mails(accounts, catalogue, on=on)
    calls = ledger.calls(accounts, catalogue, on=on)
    found = trial.open_occurrences(pairs, mailed, mails, catalogue.cadences, calls, on=on)
    if not found:
        return counts
    accounts = {opened.facts.account for opened in found}
    people = ledger.recipients(accounts)
    rows = ledger.rows(accounts, catalogue, trial.keys(found))
    days = trial.tried(found, people, rows, programmes.policies, catalogue.paused)
    undoable = leaving.not_before(accounts, now=now) if catalogue.released else {}
    counts += _write(days, catalogue, now, undoable)
    record.missing_roles(*_missing(found, days, programmes), on=on, now=now)
    return counts


def _missing(
    found: Sequence[Open], days: Sequence[Day], programmes: Programmes
) -> tuple[dict[int, set[str]], dict[int, Route]]:
    """The roles that mails are due to and nobody holds, and how each account's are alerted."""
    missing, routes = {}, {}
    for opened, done in zip(found, days, strict=True):
        if done.missing:
            account, programme = opened.facts.account, opened.facts.programme
            missing[account] = {role for roles in done.missing for role in roles}
            routes[account] = programmes.policies[programme].alerts["missing_role"]
    return missing, routes


def close(accounts: Collection[int], *, on: date) -> Counter[str]:
    """Skip what is still open after its window, with the last reason (C1)."""
    past = Touch.objects.filter(closes_on__lt=on, status__in=OPEN)
    if not past.filter(chosen("account_id", accounts)).exists():
        return Counter()
    past = past.filter(account_id__among=Keys(accounts))
    reasons = past.order_by().values_list("reason").annotate(Count("pk"))
    counts = Counter({f"skipped: {reason or MISSED}": touches for reason, touches in reasons})
    if counts:
        past.filter(status=Status.DUE).update(status=Status.SKIPPED, reason=MISSED)
        past.filter(status=Status.WAITING).update(status=Status.SKIPPED)
    return counts


@transaction.atomic
def allocate(*, on: date) -> Counter[str]:
    """Plan what is due on the day, as far as each contact's budget goes (C4)."""
    # One at a time: what one plans is what the next one has to count.
    Lease.objects.get_or_create(name="budget", defaults={"until": _LONG_AGO})
    Lease.objects.select_for_update().get(name="budget")
    acts.close_held(on=on)
    due = Touch.objects.filter(status=Status.DUE, decided_on=on)
    if jumped := jumps.stop(on=on):
        due = due.exclude(campaign__in=jumped)
    contested, held = _contested(due, on), 0
    # Addresses do not compete with each other, so they can be settled a part at a time.
    for first in range(0, len(contested), _ADDRESSES):
        held += _hold_back(due, contested[first : first + _ADDRESSES], on)
    return Counter({"planned": due.update(status=Status.PLANNED), "held by budget": held})


def _hold_back(due, addresses: list[str], on: date) -> int:
    granted = budget.within(_candidates(due, addresses), ledger.spent(addresses, on=on))
    return (
        due.filter(address__in=addresses)
        .exclude(pk__in=granted)
        .update(status=Status.WAITING, reason=BUDGET, not_before=None)
    )


def _contested(due, on: date) -> list[str]:
    """Addresses that would get more than their budget if all that is due went out."""
    week = Q(status__in=SPENT, decided_on__range=(on - timedelta(budget.DAYS - 1), on))
    counted = (
        Touch.objects.filter(
            week | Q(status=Status.DUE, decided_on=on), address__in=due.values("address")
        )
        .order_by()
        .values("address")
        .annotate(mails=Count("pk"))
        .filter(mails__gt=budget.MAILS)
    )
    return [row["address"] for row in counted]


def _candidates(due, contested: Collection[str]):
    found = due.filter(address__in=contested).values_list(
        "version__rule__priority",
        "due_on",
        "campaign__slug",
        "step",
        "account__external_id",
        "address",
        "pk",
    )
    return [budget.Candidate(*row) for row in found]


def _write(
    days: Sequence[Day], catalogue: Catalogue, now: datetime, undoable: Mapping[Key, datetime]
) -> Counter[str]:
    """`undoable` mails, just let go by a person, do not leave before they can be taken back."""
    dropped = [row.touch for done in days for row in done.dropped]
    if dropped:
        Touch.objects.filter(pk__in=dropped).delete()
    written = [row for done in days for row in done.rows]
    touches = [(row.touch, *_values(row, catalogue, now, undoable)) for row in written]
    bulk.add(Touch, _VALUES + _KEY, [new for touch, *new in touches if touch is None])
    bulk.upsert(
        Touch,
        [touch for touch in touches if touch[0] is not None],
        key=["id"],
        values=_VALUES,
        only_when_new=_KEY,
    )
    return Counter(
        f"skipped: {row.reason}" if row.status == Status.SKIPPED else "opened"
        for row in written
        if row.touch is None
    )


def _values(
    row: Row, catalogue: Catalogue, now: datetime, undoable: Mapping[Key, datetime]
) -> tuple:
    zone = row.zone or settings.TIME_ZONE
    after = max(now, undoable.get((row.campaign, row.contact), now)) if undoable else now
    return (
        row.address,
        row.variant,
        row.due_on,
        row.closes_on,
        row.status,
        row.reason,
        row.decided_on,
        next_morning(after, zone) if row.status == Status.DUE else None,
        catalogue.versions[row.campaign],
        row.account,
        row.relationship,
        catalogue.keys[row.campaign],
        row.step,
        row.contact,
    )
