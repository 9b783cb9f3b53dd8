"""The ledger of stage changes as CSV with the contract's columns."""

import csv

import pytest

from lifecycle.exports import stages
from tests.factories.accounts import START, AccountFactory
from tests.factories.lifecycle import StageChangeFactory

pytestmark = pytest.mark.django_db


def test_export_is_header_and_changes_in_order():
    acme, other = AccountFactory(external_id="acme"), AccountFactory(external_id="other")
    StageChangeFactory(account=other, from_stage="renewing", to_stage="", rule="S1")
    StageChangeFactory(account=acme, on=START.replace(day=9), from_stage="onboarding")
    StageChangeFactory(account=acme, actor="ta@portal.example")
    assert list(csv.reader(stages())) == [
        ["account_id", "on", "from_stage", "to_stage", "rule", "actor"],
        ["acme", "2026-01-05", "", "onboarding", "S4", "ta@portal.example"],
        ["acme", "2026-01-09", "onboarding", "onboarding", "S4", "rule"],
        ["other", "2026-01-05", "renewing", "", "S1", "rule"],
    ]
