"""Tests of opportunities found as days are decided: once, raised, passed, back again."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Account, Feature, Programme, TimelineEntry
from campaigns import day
from lifecycle.models import Opportunity, OpportunityEntry, OpportunitySign
from lifecycle.opportunities import taking
from tests.factories.accounts import (
    MOMENT,
    START,
    AccountFactory,
    ContractFactory,
    FeatureUseFactory,
    PingFactory,
    SignalFactory,
    UseCaseFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
FIRST = START + timedelta(100)


def customer(mau: int, *, dau: int = 1, programme: str = "digital", **fields) -> Account:
    account = AccountFactory(
        tracked_from=FIRST, programme=Programme.objects.get(slug=programme), **fields
    )
    ContractFactory(account=account, seats=100, arr=20_000)
    report(account, mau, dau=dau)
    return account


def report(account: Account, mau: int, *, until: date = FIRST, dau: int = 1) -> None:
    for ago in range(1, 6):
        account.pings.filter(date=until - timedelta(ago)).delete()
        PingFactory(account=account, date=until - timedelta(ago), mau=mau, dau=dau)


def live_through(last: date) -> None:
    """Decide the days one by one, each as the present one: what is missed opens nothing."""
    rules = day.Rules.load()
    while (on := day.next_day(through=last)) is not None:
        assert not day.decide_through(on, rules, now=MOMENT)["failed"]


def found(**fields) -> list[Opportunity]:
    return list(Opportunity.objects.filter(**fields).order_by("pk"))


def test_seats_are_found_for_the_account_executive_with_an_estimate():
    account = customer(93, ae=UserFactory())
    live_through(FIRST)
    one = Opportunity.objects.get()
    assert (one.kind, one.level, one.owner, one.state) == ("seats", 90, account.ae, "open")
    assert one.expected_arr == 2000
    assert one.evidence[0] == ["Monthly users", "93", str(FIRST - timedelta(1))]
    assert one.entries.get().kind == "found"


def test_more_seats_to_offer_are_the_programme_s():
    account = customer(93, ae=UserFactory())
    account.programme.policy["opportunity_more_seats"] = 25
    account.programme.save()
    live_through(FIRST)
    assert Opportunity.objects.get().expected_arr == 5000
    assert TimelineEntry.objects.get(kind="opportunity").account == account


def test_nothing_is_found_twice():
    customer(93)
    live_through(FIRST + timedelta(3))
    assert len(found()) == 1
    assert OpportunityEntry.objects.count() == 1


def test_higher_level_takes_the_place_of_the_lower_and_ends_a_snooze():
    account = customer(93)
    live_through(FIRST)
    one = Opportunity.objects.get()
    taking.snooze(one, FIRST + timedelta(60), by=UserFactory(), on=FIRST, now=MOMENT)
    report(account, 104, until=FIRST + timedelta(1))
    live_through(FIRST + timedelta(1))
    one.refresh_from_db()
    assert (one.level, one.snoozed_until) == (100, None)
    assert one.title == "Seats are used up: 104 people on 100"
    assert one.entries.filter(kind="raised").count() == 1


def test_it_passes_by_itself_only_when_untouched():
    left, taken = customer(93), customer(93)
    live_through(FIRST)
    kept = Opportunity.objects.get(account=taken)
    taking.pursue(kept, by=UserFactory(), on=FIRST, now=MOMENT)
    for account in (left, taken):
        for number in range(1, 20):
            PingFactory(account=account, date=FIRST + timedelta(number), mau=50, dau=1)
    live_through(FIRST + timedelta(17))
    one = Opportunity.objects.get(account=left)
    assert (one.state, one.ended_on) == ("passed", FIRST + timedelta(16))
    assert "gone since" in one.outcome
    kept.refresh_from_db()
    assert kept.state == "pursued"


def test_silence_ends_nothing():
    customer(93)
    live_through(FIRST + timedelta(40))
    assert found()[0].state == "open"
    assert OpportunitySign.objects.get().gone_on is None


def test_lost_one_comes_back_after_the_quiet_days():
    account = customer(93)
    live_through(FIRST)
    one = Opportunity.objects.get()
    taking.lose(one, outcome="No budget this year.", by=UserFactory(), on=FIRST, now=MOMENT)
    for number in range(95):
        PingFactory(account=account, date=FIRST + timedelta(number), mau=93, dau=1)
    live_through(FIRST + timedelta(89))
    assert len(found()) == 1
    live_through(FIRST + timedelta(90))
    assert [row.state for row in found()] == ["lost", "open"]


def test_other_product_is_offered_after_its_days():
    account = customer(85, dau=40)
    for number in range(40):
        PingFactory(account=account, date=FIRST + timedelta(number), mau=85, dau=40)
    live_through(FIRST + timedelta(29))
    assert found(kind="product") == []
    live_through(FIRST + timedelta(30))
    one = Opportunity.objects.get(kind="product")
    assert (one.subject, one.owner_role, one.expected_arr) == ("cody", "ae", 22_800)


def test_feature_is_missed_where_a_use_case_needs_it():
    account = customer(50, ta=UserFactory())
    use_case = UseCaseFactory(account=account)
    use_case.features.set(Feature.objects.filter(slug__in=["batch_changes", "notebooks"]))
    FeatureUseFactory(account=account, feature="notebooks", first_used_on=START)
    live_through(FIRST)
    one = Opportunity.objects.get()
    assert (one.kind, one.subject, one.owner) == ("feature", "batch_changes", account.ta)
    FeatureUseFactory(account=account, feature="batch_changes", first_used_on=FIRST)
    live_through(FIRST + timedelta(15))
    one.refresh_from_db()
    assert one.state == "passed"


def test_use_case_that_has_ended_needs_nothing():
    use_case = UseCaseFactory(account=customer(50), state="ended")
    use_case.features.set(Feature.objects.filter(slug="batch_changes"))
    live_through(FIRST)
    assert found() == []


def test_version_behind_goes_to_the_advisor():
    account = customer(50)
    SignalFactory(account=account, date=FIRST - timedelta(9), versions_behind=4)
    live_through(FIRST)
    assert Opportunity.objects.get().title == "4 versions behind: an upgrade to plan"
    assert Opportunity.objects.get().owner is None


def test_policy_of_the_programme_is_followed():
    Programme.objects.filter(slug="scaled").update(policy={"seats_nearly_full": 50})
    customer(60)
    scaled = customer(60, programme="scaled")
    live_through(FIRST)
    assert [one.account for one in found()] == [scaled]


def test_as_many_queries_for_ten_accounts_as_for_two():
    def asked(count: int) -> int:
        for _ in range(count):
            account = customer(93)
            SignalFactory(account=account, date=FIRST - timedelta(9), versions_behind=4)
            UseCaseFactory(account=account).features.set(Feature.objects.all()[:1])
        with CaptureQueriesContext(connection) as captured:
            day.decide_through(FIRST, day.Rules.load(), now=MOMENT)
        return len([one for one in captured if "lifecycle_opportunit" in one["sql"]])

    assert asked(2) == 5
    assert asked(10) == 5
