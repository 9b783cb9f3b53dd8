"""The renewals of the months to come, as cards by month with sums that add up."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import Exists, OuterRef, QuerySet

from lifecycle.models import (
    AccountState,
    Outcome,
    RenewalAssessment,
    RenewalForecast,
    RenewalResult,
    RiskCase,
)
from lifecycle.renewals import forecasting, sums, worth
from lifecycle.renewals.sums import Sum
from lifecycle.renewals.worth import Worth

MONTHS = 6
NAMES = {**dict(Outcome.choices), sums.UNKNOWN: "No forecast yet"}


class Card(NamedTuple):
    """A renewal to come; `days` are negative once it is overdue."""

    state: AccountState
    worth: Worth
    days: int
    assessment: RenewalAssessment | None
    forecast: RenewalForecast | None
    case: RiskCase | None

    @property
    def counted(self) -> sums.Worth:
        if self.forecast is None:
            return sums.Worth(sums.UNKNOWN, self.worth.arr, None)
        return sums.Worth(self.forecast.outcome, self.worth.arr, self.forecast.arr)


class SumLine(NamedTuple):
    name: str
    tone: str
    sum: Sum


class Column(NamedTuple):
    """A month, or what is overdue before all of them."""

    key: str
    first: date | None
    cards: list[Card]
    sum: Sum


class Board(NamedTuple):
    columns: list[Column]
    lines: list[SumLine]
    total: Sum


def read(states: QuerySet[AccountState], *, on: date) -> Board:
    """The renewals among these states that are overdue or due within six months."""
    last = month_after(on.replace(day=1), MONTHS)
    # Closed today, and not decided anew before tomorrow.
    closed = RenewalResult.objects.filter(
        account=OuterRef("account"), renewal_on=OuterRef("renewal_on"), undone_at=None
    )
    found = list(
        states.filter(renewal_on__lt=last, account__removed_at__isnull=True)
        .exclude(rule__in=("S1", "S2", "S3"))
        .exclude(Exists(closed))
        .select_related("account__programme", "account__ta", "account__ae")
        .order_by("renewal_on", "account_id")
    )
    cards = _cards(found, on)
    lines = sums.by_outcome(card.counted for card in cards)
    return Board(
        _columns(cards, on),
        [SumLine(NAMES[line.outcome], f"outcome-{line.outcome or 'none'}", line) for line in lines],
        sums.total(lines),
    )


def month_after(first: date, months: int) -> date:
    whole = first.year * 12 + first.month - 1 + months
    return date(whole // 12, whole % 12 + 1, 1)


def _cards(found: Sequence[AccountState], on: date) -> list[Card]:
    accounts = [state.account_id for state in found]
    contracts = worth.rows(accounts)
    assessments = _by_account(
        RenewalAssessment.objects.filter(account__among=accounts, closed_on=None)
    )
    forecasts = _by_account(
        RenewalForecast.objects.filter(account__among=accounts).select_related("by").order_by("-pk")
    )
    cases = _by_account(RiskCase.objects.filter(account__among=accounts, state=RiskCase.State.OPEN))
    return [
        Card(
            state,
            worth.at(contracts.get(state.account_id, []), state.renewal_on),
            (state.renewal_on - on).days,
            next(iter(assessments.get(state.account_id, [])), None),
            forecasting.newest(
                forecasts.get(state.account_id, []), state.relationship, state.renewal_on
            ),
            next(iter(cases.get(state.account_id, [])), None),
        )
        for state in found
    ]


def _by_account(rows: Iterable) -> dict[int, list]:
    found: dict[int, list] = {}
    for row in rows:
        found.setdefault(row.account_id, []).append(row)
    return found


def _columns(cards: Sequence[Card], on: date) -> list[Column]:
    """Overdue first, then this month and the five after it, empty ones too."""
    first = on.replace(day=1)
    months = [month_after(first, place) for place in range(MONTHS)]
    overdue = [card for card in cards if card.days < 0]
    columns = [_column("overdue", None, overdue)] if overdue else []
    for month in months:
        end = month_after(month, 1) - timedelta(1)
        mine = [card for card in cards if card.days >= 0 and month <= card.state.renewal_on <= end]
        columns.append(_column(f"{month:%Y-%m}", month, mine))
    return columns


def _column(key: str, first: date | None, cards: list[Card]) -> Column:
    whole = sums.total(sums.by_outcome(card.counted for card in cards))
    return Column(key, first, cards, whole)
