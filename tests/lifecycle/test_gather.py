"""Facts from the tables: what counts early on a day, in a fixed number of queries."""

import random
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts import consent
from accounts.models import Account, Programme, SuppressionReason
from lifecycle import gather
from lifecycle.facts import NEEDED_ROLES, NO_SIGNALS, AccountFacts, Figures, Override, State
from lifecycle.metrics import measure
from lifecycle.policy import default
from tests.factories.accounts import (
    MOMENT,
    AccountFactory,
    ContactFactory,
    ContractFactory,
    FeatureUseFactory,
    PingFactory,
    SignalFactory,
    TimelineEntryFactory,
    UserFactory,
)
from tests.factories.lifecycle import AccountStateFactory, StageOverrideFactory
from tests.lifecycle import restated

pytestmark = pytest.mark.django_db

ON = date(2026, 3, 2)


def ago(days: int) -> date:
    return ON - timedelta(days)


def gathered(*accounts: Account, on: date = ON, recent_from: date = ON, closed_month=False):
    return gather.facts(
        [account.pk for account in accounts],
        gather.Programmes.load(),
        on=on,
        recent_from=recent_from,
        closed_month=closed_month,
    )


def facts_of(account: Account, **given) -> AccountFacts:
    return gathered(account, **given)[account.pk]


def pinged(*days_ago: int, dau=1, mau=10) -> Figures:
    account = AccountFactory()
    for days in days_ago:
        PingFactory(account=account, date=ago(days), dau=dau, mau=mau)
    return facts_of(account).figures


# Usage


@pytest.mark.parametrize(
    ("days_ago", "mau"),
    [
        pytest.param(0, None, id="dated today: not known yet"),
        pytest.param(1, 10, id="dated yesterday"),
        pytest.param(10, 10, id="ten days old"),
        pytest.param(11, None, id="eleven days old"),
        pytest.param(-1, None, id="dated tomorrow"),
    ],
)
def test_mau_comes_from_a_ping_of_the_last_ten_days(days_ago, mau):
    figures = pinged(days_ago)
    assert (figures.mau, figures.mau_on) == (mau, None if mau is None else ago(days_ago))


def test_mau_is_the_newest_pings():
    account = AccountFactory()
    for days, mau in ((9, 30), (2, 10), (5, 20)):
        PingFactory(account=account, date=ago(days), mau=mau)
    assert facts_of(account).figures[:2] == (10, ago(2))


@pytest.mark.parametrize(
    ("days_ago", "counted"), [(0, 0), (1, 1), (28, 1), (29, 0)], ids=lambda value: str(value)
)
def test_daily_users_are_summed_over_the_last_28_days(days_ago, counted):
    figures = pinged(days_ago, dau=7)
    assert (figures.dau_total, figures.dau_days) == (7 * counted, counted)


def test_daily_users_are_counted_although_mau_is_too_old():
    assert pinged(11, 12, 13, dau=2) == Figures(None, None, 6, 3)


def test_windows_of_a_programme_are_its_policys():
    short = Programme.objects.create(slug="short", policy={"mau_days": 3, "usage_days": 5})
    found = {}
    for account in (AccountFactory(), AccountFactory(programme=short)):
        for days in (4, 5, 6):
            PingFactory(account=account, date=ago(days), dau=1, mau=9)
        found[account.programme.slug] = facts_of(account).figures
    assert found == {"digital": (9, ago(4), 3, 3), "short": (None, None, 2, 2)}


FIGURES = """
from datetime import date, timedelta
from accounts.models import Account, Ping, Programme
from lifecycle import gather
on, most = date(2026, 3, 2), 2**31 - 1
short = Programme.objects.create(slug="short", policy={"mau_days": 3, "usage_days": 5})
for programme in (Programme.objects.get(slug="digital"), short):
    account = Account.objects.create(
        external_id=programme.slug, name="A", programme=programme, tracked_from=on
    )
    for age in (4, 5, 6):
        Ping.objects.create(account=account, date=on - timedelta(age), dau=most, mau=most)
    print(*gather.facts([account.pk], gather.Programmes.load(), on=on, recent_from=on,
                        closed_month=False)[account.pk].figures)
"""


@pytest.mark.slow
def test_figures_are_whole_however_large_on_both_databases(portal, fresh_database):
    most = 2**31 - 1
    done = portal("shell", "-v0", "-c", FIGURES, DATABASE_URL=fresh_database)
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.splitlines() == [
        f"{most} 2026-02-26 {3 * most} 3",
        f"None None {2 * most} 2",
    ]


@pytest.mark.parametrize(
    ("days_ago", "known"), [(0, False), (1, True), (400, True)], ids=lambda value: str(value)
)
def test_first_ping_is_known_the_day_after(days_ago, known):
    account = AccountFactory()
    PingFactory(account=account, date=ago(days_ago))
    assert facts_of(account).first_ping_on == (ago(days_ago) if known else None)


def test_first_ping_is_the_first_ever():
    account = AccountFactory()
    for days in (40, 300, 2):
        PingFactory(account=account, date=ago(days))
    assert facts_of(account).first_ping_on == ago(300)


@given(seed=st.integers(0, 10**6), density=st.sampled_from([0.1, 0.5, 1]))
@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_metrics_of_random_pings_are_those_of_the_restated_rules(seed, density):
    chance = random.Random(seed)
    account = AccountFactory()
    ContractFactory(account=account, start=ago(100), seats=10)
    pings = {}
    for days in range(-2, 35):
        if chance.random() < density:
            pings[ago(days)] = (chance.randint(0, 9), chance.randint(0, 12))
            dau, mau = pings[ago(days)]
            PingFactory(account=account, date=ago(days), dau=dau, mau=mau)
    expected = restated.metrics(restated.Account([], pings), 10, ON)
    found = measure(facts_of(account).figures, 10, default())
    assert tuple(metric and Fraction(*metric) for metric in found) == expected


# The closed month


@pytest.mark.parametrize(
    ("on", "inside", "outside"),
    [
        pytest.param(
            date(2026, 3, 2),
            [date(2026, 2, 1), date(2026, 2, 28)],
            [date(2026, 1, 31), date(2026, 3, 1)],
            id="February",
        ),
        pytest.param(
            date(2024, 3, 1),
            [date(2024, 2, 1), date(2024, 2, 29)],
            [date(2024, 1, 31), date(2024, 3, 1)],
            id="leap February",
        ),
        pytest.param(
            date(2026, 1, 7),
            [date(2025, 12, 1), date(2025, 12, 31)],
            [date(2025, 11, 30), date(2026, 1, 1)],
            id="December",
        ),
    ],
)
def test_closed_month_counts_the_pings_of_the_month_before(on, inside, outside):
    account = AccountFactory()
    for day in (*inside, *outside):
        PingFactory(account=account, date=day)
    assert facts_of(account, on=on, closed_month=True).closed_month_pings == len(inside)


def test_closed_month_is_counted_only_when_asked_for():
    account = AccountFactory()
    PingFactory(account=account, date=date(2026, 2, 10))
    assert facts_of(account).closed_month_pings == 0


# Terms, features, signals, activity, roles, overrides


def test_terms_are_in_order_of_start_with_add_ons_among_them():
    account = AccountFactory()
    ContractFactory(account=account, start=ago(10), products="code_search;cody", seats=5)
    ContractFactory(account=account, start=ago(400), end=ago(100), churned_on=ago(90))
    ContractFactory(account=account, start=ago(5), kind="add_on", seats=2, products="")
    found = facts_of(account).terms
    assert [(term.start, term.seats, term.add_on) for term in found] == [
        (ago(400), 100, False),
        (ago(10), 5, False),
        (ago(5), 2, True),
    ]
    assert found[0].churned_on == ago(90)
    assert [term.products for term in found[1:]] == [{"code_search", "cody"}, frozenset()]


@pytest.mark.parametrize(
    ("days_ago", "known"),
    [(0, False), (1, True), (10, True), (11, False)],
    ids=["today", "yesterday", "the first day asked for", "the day before that"],
)
def test_first_uses_are_those_of_the_days_asked_for(days_ago, known):
    use = FeatureUseFactory(first_used_on=ago(days_ago))
    found = facts_of(use.account, recent_from=ago(10)).first_uses
    assert found == ((("notebooks", ago(days_ago)),) if known else ())


def test_signals_are_those_of_the_newest_row_before_the_day():
    account = AccountFactory()
    SignalFactory(account=account, date=ago(30), defect_tickets_90d=1, ta_sentiment="poor")
    SignalFactory(account=account, date=ago(1), defect_tickets_90d=2)
    SignalFactory(account=account, date=ON, defect_tickets_90d=3)
    found = facts_of(account).signals
    assert (found.on, found.defect_tickets, found.ta_sentiment) == (ago(1), 2, "")


def test_signals_of_today_are_not_known_yet():
    signal = SignalFactory(date=ON, help_tickets_90d=3)
    assert facts_of(signal.account).signals == NO_SIGNALS


@pytest.mark.parametrize(
    ("imported", "logged", "kind", "expected"),
    [
        pytest.param(20, 5, "call", 5, id="the logged one is newer"),
        pytest.param(5, 20, "meeting", 5, id="the imported one is newer"),
        pytest.param(None, 5, "email", 5, id="only a logged one"),
        pytest.param(20, 5, "note", 20, id="a note is no activity"),
        pytest.param(20, 0, "call", 20, id="logged today: not known yet"),
    ],
)
def test_last_activity_is_the_newest_of_signals_and_timeline(imported, logged, kind, expected):
    account = AccountFactory()
    if imported:
        SignalFactory(account=account, date=ago(1), last_activity_on=ago(imported))
    TimelineEntryFactory(account=account, kind=kind, on=ago(logged))
    assert facts_of(account).signals.last_activity_on == ago(expected)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param({}, (False, False), id="no role"),
        pytest.param({"champion": True}, (True, False), id="champion"),
        pytest.param({"economic_buyer": True}, (False, True), id="buyer"),
        pytest.param({"champion": True, "removed_at": MOMENT}, (False, False), id="removed"),
    ],
)
def test_roles_are_held_by_contacts_who_were_not_removed(given, expected):
    contact = ContactFactory(**given)
    found = facts_of(contact.account)
    assert (found.champion, found.buyer) == expected
    assert ("champion" in found.lacking) is not found.champion


@pytest.mark.parametrize("reason", SuppressionReason.values)
def test_roles_are_held_only_by_contacts_who_may_be_written_to(reason):
    contact = ContactFactory(champion=True, economic_buyer=True)
    consent.suppress([contact.email], reason=reason, source="test", now=MOMENT)
    assert not facts_of(contact.account).champion
    ContactFactory(account=contact.account, champion=True)
    found = facts_of(contact.account)
    assert (found.champion, found.buyer) == (True, False)


def test_needed_roles_that_nobody_holds_are_lacking_whoever_holds_the_others():
    account = ContactFactory(champion=True, economic_buyer=True).account
    assert facts_of(account).lacking == ("instance_admin", "program_contact")
    ContactFactory(account=account, program_contact=True)
    assert facts_of(account).lacking == ("instance_admin",)
    ContactFactory(account=account, instance_admin=True)
    assert facts_of(account).lacking == ()
    assert facts_of(AccountFactory()).lacking == NEEDED_ROLES


@pytest.mark.parametrize(
    ("starts", "ends", "holds"),
    [
        pytest.param(0, -1, True, id="from today"),
        pytest.param(-1, -2, False, id="from tomorrow"),
        pytest.param(9, 0, False, id="until yesterday, its end being today"),
        pytest.param(9, -1, True, id="until today"),
    ],
)
def test_override_is_gathered_while_it_is_in_force(starts, ends, holds):
    owner = UserFactory(email="ta@portal.example")
    kept = StageOverrideFactory(starts_on=ago(starts), ends_on=ago(ends), owner=owner)
    expected = Override("nurturing", ago(starts), ago(ends), "ta@portal.example", kept.reason)
    assert facts_of(kept.account).override == (expected if holds else None)


def test_newest_override_wins_while_it_lasts():
    older = StageOverrideFactory(starts_on=ago(9), ends_on=ago(-9))
    StageOverrideFactory(
        account=older.account,
        stage="adopting",
        starts_on=ago(5),
        ends_on=ago(-2),
        created_at=MOMENT + timedelta(1),
    )
    assert facts_of(older.account).override.stage == "adopting"
    assert facts_of(older.account, on=ago(-2)).override.stage == "nurturing"


# Batches


def full_account(number: int) -> Account:
    account = AccountFactory(programme=Programme.objects.order_by("pk")[number % 4])
    ContractFactory(account=account, start=ago(100))
    ContactFactory(account=account, champion=True)
    PingFactory(account=account, date=ago(1))
    FeatureUseFactory(account=account, first_used_on=ago(2))
    SignalFactory(account=account, date=ago(3))
    TimelineEntryFactory(account=account, on=ago(3))
    AccountStateFactory(account=account)
    return account


@pytest.mark.parametrize("number", [1, 3, 50])
def test_facts_take_the_same_queries_for_any_number_of_accounts(number, django_assert_num_queries):
    accounts = [full_account(count) for count in range(number)]
    programmes = gather.Programmes.load()
    with django_assert_num_queries(8):
        found = gather.facts(
            [account.pk for account in accounts],
            programmes,
            on=ON,
            recent_from=ago(7),
            closed_month=True,
        )
    assert len(found) == number


@pytest.mark.parametrize("number", [1, 3, 50])
def test_states_take_one_query(number, django_assert_num_queries):
    keys = [AccountStateFactory().account_id for _ in range(number)]
    with django_assert_num_queries(1):
        assert set(gather.states(keys)) == set(keys)


@pytest.mark.parametrize("distance", [1, 10], ids=["close together", "far apart"])
def test_facts_are_of_the_accounts_asked_for_and_of_no_other(distance):
    accounts = [full_account(number) for number in range(20)]
    asked = accounts[:: max(distance, 2)]
    found = gathered(*asked, recent_from=ago(7))
    assert set(found) == {account.pk for account in asked}
    for account in asked:
        assert found[account.pk] == facts_of(account, recent_from=ago(7))


def test_nobody_asked_for_is_nobody_found(django_assert_num_queries):
    programmes = gather.Programmes.load()
    with django_assert_num_queries(0):
        assert gather.facts([], programmes, on=ON, recent_from=ON, closed_month=True) == {}


def test_state_comes_back_as_it_was_written():
    kept = AccountStateFactory(
        decided_through=ON, mailed_through=ago(1), stage="renewing", rule="S5", overdue=True,
        band="poor", row_days=3, score=512, relationship=2, renewal_on=ago(4), seats=7,
    )  # fmt: skip
    expected = State(
        stage="renewing", rule="S5", overdue=True, band="poor", row_days=3, score=512,
        relationship=2, renewal_on=ago(4), seats=7,
    )  # fmt: skip
    assert gather.states([kept.pk]) == {kept.pk: (ON, ago(1), expected)}
