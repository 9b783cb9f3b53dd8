"""The ledger of touches as CSV: the contract's columns, and a day of sending only when sent."""

import csv

import pytest

from campaigns.exports import touches
from tests.factories.accounts import START, AccountFactory, ContactFactory
from tests.factories.campaigns import TouchFactory

pytestmark = pytest.mark.django_db


def exported(**given) -> list[dict[str, str]]:
    return list(csv.DictReader(touches(**given)))


def test_export_has_the_columns_of_the_contract():
    header = next(touches()).strip().split(",")
    assert header[:9] == [
        "account_id",
        "email",
        "campaign",
        "step",
        "variant",
        "due_on",
        "status",
        "reason",
        "sent_on",
    ]


def test_touch_that_was_sent_tells_the_day_that_decided_it():
    TouchFactory(status="sent", transport="log", decided_on=START, variant="cody_only", step="1")
    (row,) = exported()
    assert (row["campaign"], row["step"], row["variant"]) == ("quarterly_checkin", "1", "cody_only")
    assert (row["due_on"], row["sent_on"], row["status"]) == ("2026-01-05", "2026-01-05", "sent")
    assert row["transport"] == "log"


@pytest.mark.parametrize(
    "status", ["waiting", "due", "planned", "sending", "failed", "uncertain", "skipped"]
)
def test_touch_that_was_not_sent_has_no_day_of_sending(status):
    TouchFactory(status=status, reason="stage")
    (row,) = exported()
    assert (row["status"], row["sent_on"], row["reason"]) == (status, "", "stage")


def test_export_may_be_of_one_status():
    TouchFactory(status="sent")
    TouchFactory(status="skipped", reason="budget")
    assert [row["status"] for row in exported(status="skipped")] == ["skipped"]


def test_touch_to_nobody_has_no_address():
    TouchFactory(
        contact=None, account=AccountFactory(external_id="acme"), address="", status="waiting",
        reason="no_recipient",
    )  # fmt: skip
    (row,) = exported()
    assert (row["account_id"], row["email"]) == ("acme", "")


def test_export_is_in_order_of_account_and_due_date():
    for name in ("b", "a"):
        contact = ContactFactory(account=AccountFactory(external_id=name))
        for day in (9, 6):
            TouchFactory(contact=contact, due_on=START.replace(day=day))
    found = [(row["account_id"], row["due_on"]) for row in exported()]
    assert found == sorted(found)
