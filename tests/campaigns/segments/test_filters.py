"""Tests of the filter behind segments."""

from datetime import timedelta

import pytest
from django.http import QueryDict

from accounts.models import Programme
from campaigns.segments import filters
from tests.factories.accounts import (
    START,
    AccountFactory,
    ContactFactory,
    ContractFactory,
    FeatureUseFactory,
    UserFactory,
)
from tests.factories.lifecycle import AccountStateFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def book():
    """Two accounts that differ in everything a filter may ask for."""
    ta = UserFactory(email="ta@portal.example")
    one = AccountFactory(name="One", tier=1, ta=ta, hosting="cloud")
    two = AccountFactory(
        name="Two", tier=2, hosting="self_hosted", programme=Programme.objects.get(slug="scaled")
    )
    ContractFactory(account=one, products="cody")
    ContractFactory(account=two, products="code_search")
    FeatureUseFactory(account=one, feature="notebooks")
    AccountStateFactory(
        account=one,
        stage="adopting",
        confirmed_band="poor",
        utilization=50,
        usage=19,
        seats=100,
        renewal_on=START + timedelta(30),
        relationship_start=START - timedelta(100),
    )
    AccountStateFactory(
        account=two,
        stage="nurturing",
        confirmed_band="healthy",
        utilization=80,
        usage=20,
        seats=101,
        renewal_on=START + timedelta(31),
        relationship_start=START - timedelta(99),
    )
    for account in (one, two):
        ContactFactory(account=account, champion=True)
        ContactFactory(account=account, executive=True)
    return one, two


def found(**query) -> list[str]:
    return [account.name for account in filters.accounts(query, on=START)]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"programme": ["scaled"]}, ["Two"]),
        ({"programme": ["scaled", "digital"]}, ["One", "Two"]),
        ({"stage": ["adopting"]}, ["One"]),
        ({"health": ["healthy"]}, ["Two"]),
        ({"tier": ["1"]}, ["One"]),
        ({"hosting": ["self_hosted"]}, ["Two"]),
        ({"ta": ["ta@portal.example"]}, ["One"]),
        ({"usage_below": "20"}, ["One"]),
        ({"usage_from": "20"}, ["Two"]),
        ({"utilization_from": "50", "utilization_below": "80"}, ["One"]),
        ({"seats_from": "101"}, ["Two"]),
        ({"renews_within": "30"}, ["One"]),
        ({"renews_within": "31"}, ["One", "Two"]),
        ({"relationship_from": "100"}, ["One"]),
        ({"product": "cody"}, ["One"]),
        ({"feature_used": "notebooks"}, ["One"]),
        ({"feature_not_used": "notebooks"}, ["Two"]),
    ],
)
def test_filter_finds(book, query, names):
    assert found(**query) == names


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"stage": []},
        {"unheard_of": "x"},
        {"stage": ["wizard"]},
        {"usage_below": "few"},
        {"programme": ["x"]},
    ],
)
def test_question_that_asks_nothing_or_nonsense_finds_nobody(book, query):
    assert found(**query) == []


def test_removed_accounts_are_not_found(book):
    book[0].removed_at = "2026-01-01T00:00Z"
    book[0].save()
    assert found(tier=["1"]) == []


def test_people_are_those_with_a_role(book):
    query = {"tier": ["1", "2"]}
    assert filters.contacts(query, ["champion"], on=START).count() == 2
    assert filters.contacts(query, ["champion", "executive"], on=START).count() == 4
    assert filters.contacts(query, [], on=START).count() == 0
    assert filters.contacts(query, ["wizard"], on=START).count() == 0


def test_segment_is_told_in_words():
    query = {"stage": ["adopting"], "usage_below": "20", "tier": ["1", "2"]}
    assert filters.words(query, ["champion"]) == (
        "Champion of accounts with stage 2. Adopting, tier 1 or tier 2, usage below 20 %"
    )
    assert filters.words({}, []) == "Nobody: nothing asked"


def test_form_is_kept_without_its_empty_fields():
    sent = QueryDict("stage=adopting&stage=nurturing&usage_below=20&tier=&csrf=x&product=")
    assert filters.cleaned(sent) == {"stage": ["adopting", "nurturing"], "usage_below": "20"}
