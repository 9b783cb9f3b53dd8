"""Tests of forecasts."""

from datetime import timedelta
from decimal import Decimal

import pytest

from accounts.models import TimelineEntry
from lifecycle.models import RenewalForecast
from lifecycle.renewals import forecasting
from lifecycle.renewals.refused import Refused
from tests.factories.accounts import MOMENT, START, AccountFactory, UserFactory
from tests.factories.renewals import RENEWAL, RenewalForecastFactory, renewing

pytestmark = pytest.mark.django_db


def forecast(account, outcome, arr=None, seats=None, reason="They said so"):
    arr = None if arr is None else Decimal(arr)
    return forecasting.forecast(
        account,
        outcome,
        arr=arr,
        seats=seats,
        reason=reason,
        by=UserFactory(),
        on=START,
        now=MOMENT,
    )


@pytest.mark.parametrize(
    ("outcome", "arr", "seats", "expected"),
    [
        ("churn", 5, 5, (0, 0)),
        ("flat", 5, 5, (20_000, 100)),
        ("partial", 12_000, 60, (12_000, 60)),
        ("partial", None, 60, (20_000, 60)),
        ("expansion", 24_000, None, (24_000, 100)),
        ("expansion", None, 120, (20_000, 120)),
    ],
)
def test_forecast_expects_what_goes_with_its_outcome(outcome, arr, seats, expected):
    row = forecast(renewing(), outcome, arr, seats)
    assert (row.arr, row.seats, row.renewal_on, row.relationship) == (*expected, RENEWAL, 1)
    assert TimelineEntry.objects.get().title.startswith(f"Renewal {RENEWAL} forecast")


@pytest.mark.parametrize(
    ("outcome", "arr", "seats"),
    [
        ("partial", 20_000, 100),
        ("partial", 20_001, 60),
        ("partial", 0, 0),
        ("expansion", 20_000, 100),
        ("expansion", 19_999, 200),
    ],
)
def test_money_that_does_not_go_with_the_outcome_is_refused(outcome, arr, seats):
    with pytest.raises(Refused, match=r"today's 20,000\.00 and 100 seats"):
        forecast(renewing(), outcome, arr, seats)


def test_forecast_needs_a_reason_and_a_contract():
    with pytest.raises(Refused, match="what makes you expect"):
        forecast(renewing(), "flat", reason=" ")
    with pytest.raises(Refused, match="no contract"):
        forecast(AccountFactory(), "flat")


def test_newest_counts_and_earlier_ones_stay():
    account = renewing()
    forecast(account, "churn")
    second = forecast(account, "flat")
    rows = list(RenewalForecast.objects.all())
    assert len(rows) == 2
    assert forecasting.newest(rows, 1, RENEWAL) == second


@pytest.mark.parametrize(
    ("moved", "relationship", "counts"),
    [(0, 1, True), (45, 1, True), (46, 1, False), (0, 2, False)],
)
def test_forecast_speaks_of_its_renewal_only(moved, relationship, counts):
    row = RenewalForecastFactory()
    found = forecasting.newest([row], relationship, RENEWAL + timedelta(moved))
    assert (found == row) is counts
    assert forecasting.newest([row], 1, None) is None
