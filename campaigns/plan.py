"""Writes what the day opens, holds back, plans and closes into the ledger of touches."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q

from campaigns import budget, ledger
from campaigns.cadence import HealthMail, Occurrence
from campaigns.catalogue import Catalogue
from campaigns.eligibility import BUDGET, MISSED, Day, Row, touches
from campaigns.models import Status, Touch
from campaigns.models.touch import SPENT
from campaigns.windows import next_morning
from lifecycle import record
from lifecycle.decide import Decision
from lifecycle.facts import AccountFacts
from lifecycle.gather import Programmes, chosen
from lifecycle.models import Lease

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
Pair = tuple[AccountFacts, Decision]
_ROW_FIELDS = [
    "address",
    "variant",
    "due_on",
    "closes_on",
    "status",
    "reason",
    "decided_on",
    "not_before",
    "version",
]


def day(
    pairs: Sequence[Pair],
    mailed: Mapping[int, date | None],
    programmes: Programmes,
    catalogue: Catalogue,
    *,
    on: date,
    now: datetime,
) -> None:
    """Open, retry and close the touches of these accounts; what passes every gate becomes due.

    `mailed` is the last day each account's mail was decided for: what opened and closed since
    then, while nothing ran, is written down as missed (R3).
    """
    accounts = {facts.account for facts, _ in pairs}
    close(accounts, on=on)
    mails = ledger.health_mails(accounts, catalogue, on=on)
    found = []
    for facts, decision in pairs:
        before = mailed.get(facts.account)
        since = min(before + timedelta(1), on) if before else min(facts.tracked_from, on)
        due = occurrences(facts, decision, mails.get(facts.account, ()), catalogue, since=since)
        if due:
            found.append((facts, decision, due))
    if not found:
        return
    people = ledger.recipients({facts.account for facts, _, _ in found})
    rows = ledger.rows({facts.account for facts, _, _ in found}, catalogue, _keys(found))
    days = [
        touches(
            facts,
            decision,
            due,
            people.get(facts.account, ()),
            rows,
            policy=programmes.policies[facts.programme],
            paused=catalogue.paused,
        )
        for facts, decision, due in found
    ]
    _write(days, catalogue, now)
    record.raise_alerts(
        record.missing_role(facts.account, roles, on)
        for (facts, _, _), done in zip(found, days, strict=True)
        for roles in done.missing
    )


def occurrences(
    facts: AccountFacts,
    decision: Decision,
    mails: Iterable[HealthMail],
    catalogue: Catalogue,
    *,
    since: date,
) -> list[Occurrence]:
    """What the account's programme has open on the day of the decision, or closed since."""
    cadence = catalogue.cadences.get(facts.programme)
    relationship = decision.relationship
    if cadence is None or relationship is None:
        return []
    event = decision.event
    if event and event.mail:
        mails = (*mails, HealthMail(decision.on, event.mail))
    return cadence.occurrences(facts, relationship, mails, since=since, on=decision.on)


def close(accounts: Collection[int], *, on: date) -> None:
    """Skip what is still open after its window, with the last reason (C1)."""
    past = Touch.objects.filter(chosen("account_id", accounts), closes_on__lt=on)
    past.filter(status=Status.WAITING).update(status=Status.SKIPPED)
    past.filter(status=Status.DUE).update(status=Status.SKIPPED, reason=MISSED)


@transaction.atomic
def allocate(*, on: date) -> None:
    """Plan what is due on the day, as far as each contact's budget goes (C4)."""
    # One at a time: what one plans is what the next one has to count.
    Lease.objects.get_or_create(name="budget", defaults={"until": _LONG_AGO})
    Lease.objects.select_for_update().get(name="budget")
    due = Touch.objects.filter(status=Status.DUE, decided_on=on)
    contested = _contested(due, on)
    if contested:
        granted = budget.within(_candidates(due, contested), ledger.spent(contested, on=on))
        due.filter(address__in=contested).exclude(pk__in=granted).update(
            status=Status.WAITING, reason=BUDGET, not_before=None
        )
    due.update(status=Status.PLANNED)


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


def _keys(found: Iterable[tuple[AccountFacts, Decision, list[Occurrence]]]):
    """The campaigns and steps among the occurrences."""
    campaigns, steps = set(), set()
    for _, _, due in found:
        for occurrence in due:
            campaigns.add(occurrence.rule.campaign)
            steps.add(occurrence.step)
    return campaigns, steps


def _write(days: Sequence[Day], catalogue: Catalogue, now: datetime) -> None:
    dropped = [row.touch for done in days for row in done.dropped]
    if dropped:
        Touch.objects.filter(pk__in=dropped).delete()
    written = [row for done in days for row in done.rows]
    Touch.objects.bulk_create(
        [_touch(row, catalogue, now) for row in written if row.touch is None], batch_size=500
    )
    Touch.objects.bulk_create(
        [_touch(row, catalogue, now) for row in written if row.touch is not None],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=_ROW_FIELDS,
        batch_size=500,
    )


def _touch(row: Row, catalogue: Catalogue, now: datetime) -> Touch:
    zone = row.zone or settings.TIME_ZONE
    return Touch(
        pk=row.touch,
        account_id=row.account,
        relationship=row.relationship,
        campaign_id=catalogue.keys[row.campaign],
        step=row.step,
        contact_id=row.contact,
        address=row.address,
        variant=row.variant,
        due_on=row.due_on,
        closes_on=row.closes_on,
        status=row.status,
        reason=row.reason,
        decided_on=row.decided_on,
        not_before=next_morning(now, zone) if row.status == Status.DUE else None,
        version_id=catalogue.versions[row.campaign],
    )
