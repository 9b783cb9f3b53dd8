"""Tests of the board of renewals."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lifecycle.models import AccountState
from lifecycle.renewals import board, closing
from lifecycle.renewals.closing import Offer
from tests.factories.accounts import MOMENT, START, ContractFactory, UserFactory
from tests.factories.renewals import (
    RenewalAssessmentFactory,
    RenewalForecastFactory,
    RiskCaseFactory,
    renewing,
)

pytestmark = pytest.mark.django_db


def read() -> board.Board:
    return board.read(AccountState.objects.all(), on=START)


def test_renewals_stand_by_month_the_overdue_ones_first():
    late = renewing(renewal_on=START - timedelta(3))
    soon = renewing(renewal_on=date(2026, 1, 31))
    last = renewing(renewal_on=date(2026, 6, 30))
    renewing(renewal_on=date(2026, 7, 1))
    columns = read().columns
    keys = [column.key for column in columns]
    assert keys == ["overdue", *(f"2026-0{month}" for month in range(1, 7))]
    cards = {column.key: [card.state.account for card in column.cards] for column in columns}
    assert (cards["overdue"], cards["2026-01"], cards["2026-06"]) == ([late], [soon], [last])


def test_card_knows_assessment_forecast_case_and_worth():
    account = renewing()
    ContractFactory(
        account=account, kind="add_on", start=START, end=START + timedelta(90), seats=5, arr=500
    )
    assessment = RenewalAssessmentFactory(account=account, rating="red")
    RenewalForecastFactory(account=account, outcome="churn", arr=0, seats=0)
    newest = RenewalForecastFactory(account=account, outcome="partial", arr=15_000, seats=70)
    case = RiskCaseFactory(account=account)
    (card,) = [card for column in read().columns for card in column.cards]
    assert (card.worth.arr, card.worth.seats, card.days) == (20_500, 105, 90)
    assert (card.assessment, card.forecast, card.case) == (assessment, newest, case)


def test_sums_add_up_over_all_columns():
    for outcome, arr in (("churn", 0), ("flat", 20_000), ("expansion", 30_000), (None, 0)):
        account = renewing()
        if outcome:
            RenewalForecastFactory(account=account, outcome=outcome, arr=arr)
    found = read()
    total = found.total
    assert (total.renewing, total.lost, total.gained, total.open, total.expected) == (
        80_000,
        20_000,
        10_000,
        20_000,
        50_000,
    )
    assert sum(column.sum.renewing for column in found.columns) == total.renewing
    assert sum(line.sum.expected for line in found.lines) == total.expected


def test_renewal_closed_today_is_gone_from_the_board_at_once():
    account = renewing()
    renewal_on = account.state.renewal_on
    offer = Offer(renewal_on, closing.year_after(renewal_on), START, 100, ("code_search",), 1)
    closing.renew(account, offer, by=UserFactory(), on=START, now=MOMENT)
    assert read().total.count == 0


def test_removed_and_churned_accounts_have_no_renewal():
    renewing(removed_at=MOMENT)
    gone = renewing()
    AccountState.objects.filter(account=gone).update(stage="", rule="S1")
    assert read().total.count == 0


def test_queries_do_not_grow_with_the_renewals():
    renewing()
    with CaptureQueriesContext(connection) as one:
        read()
    for _ in range(20):
        renewing()
    with CaptureQueriesContext(connection) as many:
        assert read().total.count == 21
    assert len(one) == len(many) == 5
