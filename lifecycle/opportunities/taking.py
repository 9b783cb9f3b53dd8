"""What people do with an opportunity; each step is kept among its entries."""

from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction

from accounts import timeline
from accounts.models import Account, EntryKind, TeamRole, User
from accounts.models.team import HOLDERS
from lifecycle.models import Opportunity, OpportunityEntry, OpportunityKind, OpportunityState
from lifecycle.models.opportunity import LIVE

Kind = OpportunityEntry.Kind
OPEN_ALREADY = "One of that title is open on this account; go on with that."


def subject(title: str) -> str:
    """What tells one that was added by hand from the account's others."""
    return " ".join(title.casefold().split())[:60]


@transaction.atomic
def add(
    account: Account,
    title: str,
    *,
    reason: str,
    expected_arr: Decimal | None = None,
    owner: User | None = None,
    by: User,
    on: date,
    now: datetime,
) -> Opportunity:
    """One that a person saw and no rule finds; without an owner it is whoever adds it.

    Raises ValueError without a reason, or while one of that title is open.
    """
    if not reason.strip():
        raise ValueError("Say what makes it one: whoever comes after you will want to know.")
    owner = owner or by
    held = (role for role in HOLDERS if getattr(account, f"{role}_id") == owner.pk)
    try:
        with transaction.atomic():
            found = Opportunity.objects.create(
                account=account,
                kind=OpportunityKind.BY_HAND,
                subject=subject(title),
                title=title.strip(),
                reason=reason.strip(),
                expected_arr=expected_arr,
                owner=owner,
                owner_role=next(held, TeamRole.ACCOUNT_EXECUTIVE),
                opened_on=on,
                created_at=now,
            )
    except IntegrityError:
        raise ValueError(OPEN_ALREADY) from None
    _save(found, Kind.ADDED, found.reason, by=by, now=now)
    _log(found, "added", found.reason, by=by, on=on, now=now)
    return found


@transaction.atomic
def pursue(opportunity: Opportunity, *, by: User, on: date, now: datetime) -> None:
    """Take it up; whoever does so owns it if nobody did."""
    found = _live(opportunity)
    if found.state == OpportunityState.PURSUED:
        raise ValueError("It is pursued already.")
    found.state, found.snoozed_until = OpportunityState.PURSUED, None
    found.owner = found.owner or by
    _save(found, Kind.PURSUED, "", by=by, now=now)
    _log(found, "pursued", "", by=by, on=on, now=now)


@transaction.atomic
def snooze(opportunity: Opportunity, until: date, *, by: User, on: date, now: datetime) -> None:
    """Out of sight until the day; raises ValueError when that is not after today."""
    if until <= on:
        raise ValueError(f"Snooze until a day after today, {on}.")
    found = _live(opportunity)
    found.snoozed_until = until
    _save(found, Kind.SNOOZED, f"until {until}", by=by, now=now)


@transaction.atomic
def wake(opportunity: Opportunity, *, by: User, now: datetime) -> None:
    found = _live(opportunity)
    found.snoozed_until = None
    _save(found, Kind.WOKEN, "", by=by, now=now)


@transaction.atomic
def win(opportunity: Opportunity, *, outcome: str, by: User, on: date, now: datetime) -> None:
    """The customer agreed; the contract for it is another step. Raises ValueError without words."""
    _end(opportunity, OpportunityState.WON, Kind.WON, outcome, by=by, on=on, now=now)


@transaction.atomic
def lose(opportunity: Opportunity, *, outcome: str, by: User, on: date, now: datetime) -> None:
    """It comes to nothing; the same one is not found again for the policy's quiet days."""
    _end(opportunity, OpportunityState.LOST, Kind.LOST, outcome, by=by, on=on, now=now)


def _end(opportunity, state: str, kind: str, outcome: str, *, by, on: date, now) -> None:
    if not outcome.strip():
        raise ValueError("Say why, in a sentence: whoever comes after you will want to know.")
    found = _live(opportunity)
    found.state, found.ended_on, found.outcome = state, on, outcome.strip()
    found.snoozed_until = None
    _save(found, kind, found.outcome, by=by, now=now)
    _log(found, OpportunityState(state).label.lower(), found.outcome, by=by, on=on, now=now)


@transaction.atomic
def reopen(opportunity: Opportunity, *, by: User, on: date, now: datetime) -> None:
    """Take an ended one up again; raises ValueError when it lives, or another like it does."""
    found = Opportunity.objects.select_for_update().get(pk=opportunity.pk)
    if found.is_live:
        raise ValueError("It has not ended.")
    found.state, found.ended_on, found.outcome = OpportunityState.OPEN, None, ""
    try:
        with transaction.atomic():
            _save(found, Kind.REOPENED, "", by=by, now=now)
    except IntegrityError:
        raise ValueError("A newer one of the same kind is open; go on with that.") from None
    _log(found, "opened again", "", by=by, on=on, now=now)


@transaction.atomic
def estimate(opportunity: Opportunity, arr: Decimal | None, *, by: User, now: datetime) -> None:
    """What it would bring in a year; raises ValueError below nothing."""
    if arr is not None and arr < 0:
        raise ValueError("Expected ARR cannot be negative.")
    found = _live(opportunity)
    before = "nothing" if found.expected_arr is None else f"{found.expected_arr:,.0f}"
    after = "nothing" if arr is None else f"{arr:,.0f}"
    found.expected_arr = arr
    _save(found, Kind.ESTIMATED, f"from {before} to {after}", by=by, now=now)


@transaction.atomic
def assign(opportunity: Opportunity, owner: User | None, *, by: User | None, now: datetime) -> None:
    found = _live(opportunity)
    text = f"from {found.owner or 'nobody'} to {owner or 'nobody'}"
    found.owner = owner
    _save(found, Kind.ASSIGNED, text, by=by, now=now)


@transaction.atomic
def note(opportunity: Opportunity, text: str, *, by: User, now: datetime) -> None:
    """Raises ValueError when nothing is said."""
    if not text.strip():
        raise ValueError("Say something.")
    found = Opportunity.objects.select_for_update().get(pk=opportunity.pk)
    _save(found, Kind.NOTE, text.strip(), by=by, now=now)


def _live(opportunity: Opportunity) -> Opportunity:
    found = Opportunity.objects.select_for_update().get(pk=opportunity.pk)
    if found.state not in LIVE:
        raise ValueError(f"It has ended: {found.get_state_display().lower()} on {found.ended_on}.")
    return found


def _save(found: Opportunity, kind: str, text: str, *, by: User | None, now: datetime) -> None:
    found.touched = True
    found.save()
    OpportunityEntry.objects.create(opportunity=found, kind=kind, text=text, by=by, at=now)


def _log(found: Opportunity, word: str, body: str, *, by, on: date, now: datetime) -> None:
    title = f"{found.title}: {word}"
    timeline.log(found.account, EntryKind.OPPORTUNITY, title, on=on, now=now, by=by, body=body)
