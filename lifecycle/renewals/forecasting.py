"""What somebody expects of a renewal; the newest forecast counts, the earlier ones stay."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from accounts import timeline
from accounts.models import Account, EntryKind, User
from lifecycle.models import AccountState, Outcome, RenewalForecast
from lifecycle.renewals import worth
from lifecycle.renewals.refused import Refused
from lifecycle.renewals.worth import Worth

# A forecast goes with the renewal while its date is corrected by less than half a short term.
SAME_RENEWAL = 45


@transaction.atomic
def forecast(
    account: Account,
    outcome: str,
    *,
    arr: Decimal | None = None,
    seats: int | None = None,
    reason: str,
    by: User,
    on: date,
    now: datetime,
) -> RenewalForecast:
    """Refused when money and seats do not go with the outcome, or nobody says why."""
    state = AccountState.objects.filter(account=account).first()
    if state is None or state.renewal_on is None:
        raise Refused(f"{account} has no contract that could be renewed.")
    if not reason.strip():
        raise Refused("Say what makes you expect this.")
    now_worth = worth.of(account.pk, state.renewal_on)
    arr, seats = _expected(outcome, arr, seats, now_worth)
    row = RenewalForecast.objects.create(
        account=account,
        relationship=state.relationship,
        renewal_on=state.renewal_on,
        outcome=outcome,
        arr=arr,
        seats=seats,
        reason=reason.strip(),
        by=by,
        at=now,
    )
    said = f"{row.get_outcome_display().lower()}, ARR {arr:,.0f}, {seats} seats"
    title = f"Renewal {state.renewal_on} forecast: {said}"
    timeline.log(account, EntryKind.RENEWAL, title, on=on, now=now, by=by, body=row.reason)
    return row


def _expected(
    outcome: str, arr: Decimal | None, seats: int | None, today: Worth
) -> tuple[Decimal, int]:
    """Churn is nothing and flat is today's; of the others what is left empty stays as today."""
    if outcome == Outcome.CHURN:
        return Decimal(0), 0
    if outcome == Outcome.FLAT:
        return today.arr, today.seats
    expected = (today.arr if arr is None else arr, today.seats if seats is None else seats)
    standing = f"{today.arr:,.2f} and {today.seats} seats"
    if outcome == Outcome.PARTIAL and not (
        expected[0] <= today.arr and expected != (today.arr, today.seats) and expected[1] > 0
    ):
        raise Refused(f"Partial churn expects less than today's {standing}, and some seats.")
    if outcome == Outcome.EXPANSION and not (
        expected[0] >= today.arr and expected != (today.arr, today.seats)
    ):
        raise Refused(f"An expansion expects more than today's {standing}.")
    return expected


def newest(
    rows: Iterable[RenewalForecast], relationship: int, renewal_on: date | None
) -> RenewalForecast | None:
    """Of rows with the newest first, the one that speaks of this renewal."""
    if renewal_on is None:
        return None
    for row in rows:
        same = abs((row.renewal_on - renewal_on).days) <= SAME_RENEWAL
        if row.relationship == relationship and same:
            return row
    return None
