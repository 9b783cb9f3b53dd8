"""Tests of the assessments that a day opens, moves and closes."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Contract
from campaigns import day as days
from campaigns.day import Rules
from lifecycle import gather
from lifecycle.gather import Programmes
from lifecycle.models import RenewalAssessment, RenewalReading
from lifecycle.renewals import opening
from tests.factories.accounts import (
    MOMENT,
    START,
    AccountFactory,
    ContactFactory,
    ContractFactory,
    PingFactory,
)
from tests.factories.voices import GapReportFactory, ProductGapFactory

pytestmark = pytest.mark.django_db
RENEWAL = START + timedelta(200)
OPENS = RENEWAL - timedelta(120)


def customer(**changes) -> Contract:
    end = changes.pop("end", RENEWAL)
    account = changes.pop("account", None) or AccountFactory()
    return ContractFactory(account=account, start=end - timedelta(365), end=end, **changes)


def live(on: date) -> dict[str, int]:
    """Conclude the day as the runner does, and take the step for everybody."""
    programmes = Programmes.load()
    accounts = list(Contract.objects.values_list("account_id", flat=True).distinct())
    facts = gather.facts(accounts, programmes, on=on, recent_from=on, closed_month=False)
    pairs = days.conclude(facts, {}, Rules(programmes, None), on=on)
    return dict(opening.day(pairs, programmes, on=on, now=MOMENT))


def shown() -> list[tuple]:
    return list(
        RenewalAssessment.objects.order_by("pk").values_list("renewal_on", "ended", "closed_on")
    )


@pytest.mark.parametrize(("ago", "opened"), [(-1, 0), (0, 1), (30, 1), (130, 1)])
def test_assessment_opens_within_the_renewing_days(ago, opened):
    customer()
    assert live(OPENS + timedelta(ago)).get("assessments opened", 0) == opened


def test_assessment_freezes_what_they_asked_for_and_did_not_get():
    account = customer().account
    for title, severity in (("Nice", "p2"), ("Needed", "p0")):
        GapReportFactory(account=account, severity=severity, gap__title=title)
    done = ProductGapFactory(status="done", shipped_on=START)
    GapReportFactory(account=account, gap=done)
    live(OPENS)
    known = RenewalReading.objects.get().known
    [rows] = [group["rows"] for group in known if group["title"] == "Open requests"]
    assert [(row["name"], row["value"]) for row in rows] == [
        ("P0, dealbreaker", "Needed: Open"),
        ("P2, nice to have", "Nice: Open"),
    ]


def test_short_term_is_assessed_at_half_its_length_as_it_becomes_renewing():
    account = AccountFactory()
    ContractFactory(account=account, start=START, end=START + timedelta(100))
    assert live(START + timedelta(49)) == {}
    assert live(START + timedelta(50)) == {"assessments opened": 1}


def test_it_opens_once_however_often_days_are_decided_again():
    customer()
    live(OPENS)
    for on in (OPENS, OPENS + timedelta(1), OPENS + timedelta(80)):
        assert live(on) == {}
    assert shown() == [(RENEWAL, "", None)]


def test_it_is_filled_with_what_is_known_and_the_dates_of_it():
    contract = customer(seats=100, arr=20_000)
    ContactFactory(account=contract.account, first_name="Ada", last_name="Low", champion=True)
    for ago in range(1, 90):
        PingFactory(account=contract.account, date=OPENS - timedelta(ago), mau=90, dau=40)
    live(OPENS)
    reading = RenewalAssessment.objects.get().readings.get()
    rows = {row["name"]: row for group in reading.known for row in group["rows"]}
    assert rows["Renewing ARR"]["value"] == "20,000.00"
    assert rows["Champions"]["value"] == "Ada Low"
    assert rows["Economic buyer"]["value"] == "nobody"
    yesterday = (OPENS - timedelta(1)).isoformat()
    used = rows["Monthly users of seats"]
    assert (used["value"], used["on"]) == ("90 of 100", yesterday)
    assert rows["Last four weeks"]["value"] == "40 daily on average, 90 monthly"
    assert reading.suggestion == "yellow"
    assert ["yellow", "No access to the buyer"] in reading.reasons


def test_date_that_moves_a_little_is_followed_by_the_same_assessment():
    contract = customer()
    live(OPENS)
    Contract.objects.update(end=RENEWAL + timedelta(14))
    live(OPENS + timedelta(20))
    assert shown() == [(contract.end + timedelta(14), "", None)]


def test_date_that_really_moves_closes_it_and_opens_a_new_one_in_its_time():
    customer()
    live(OPENS)
    Contract.objects.update(end=RENEWAL + timedelta(15))
    assert live(OPENS + timedelta(1)) == {"assessments closed": 1}
    assert live(OPENS + timedelta(15)) == {"assessments opened": 1}
    assert shown() == [
        (RENEWAL, "moved", OPENS + timedelta(1)),
        (RENEWAL + timedelta(15), "", None),
    ]


def test_date_that_moves_back_takes_the_old_assessment_up_again():
    customer()
    live(OPENS)
    Contract.objects.update(end=RENEWAL + timedelta(60))
    live(OPENS + timedelta(1))
    Contract.objects.update(end=RENEWAL)
    live(OPENS + timedelta(2))
    assert shown() == [(RENEWAL, "", None)]


def test_next_term_closes_it_as_renewed_and_churn_as_churned():
    renewed, gone = customer(), customer()
    live(OPENS)
    ContractFactory(account=renewed.account, start=RENEWAL, signed_on=OPENS)
    Contract.objects.filter(pk=gone.pk).update(churned_on=OPENS)
    on = OPENS + timedelta(1)
    assert live(on) == {"assessments closed": 2}
    assert shown() == [(RENEWAL, "renewed", on), (RENEWAL, "churned", on)]


def test_queries_do_not_grow_with_the_book():
    customer()
    with CaptureQueriesContext(connection) as one:
        live(OPENS)
    for _ in range(20):
        customer(end=RENEWAL + timedelta(1))
    with CaptureQueriesContext(connection) as many:
        assert live(OPENS + timedelta(1)) == {"assessments opened": 20}
    assert len(one) == len(many)
