"""Days of random books send exactly what a second, naive statement of the rules sends."""

import random
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from accounts import consent
from accounts.models import Contract, Ping
from campaigns import send
from tests import random_book
from tests.campaigns import restated
from tests.campaigns.days import customer, early, person, run, touches
from tests.factories.accounts import FeatureUseFactory
from tests.lifecycle.restated import Account, Term
from tests.lifecycle.test_rules_restated import terms

DAYS = 25
ADDRESSES = ("ada@one.example", "bob@one.example", "eve@two.example")
ROLES = ("program_contact", "instance_admin", "champion")
FEATURES = ("cody_chat", "batch_changes", "notebooks")
PRODUCTS = ("code_search", "cody", "code_search;cody")
FIRST = date(2024, 6, 20)


@st.composite
def books(draw) -> tuple[list[restated.Customer], set[str]]:
    found = []
    for number in range(draw(st.integers(2, 4))):
        chance = random.Random(draw(st.integers(0, 10**6)))
        start = date(2024, 1, 1)
        # As likely young as in its first months or around a renewal.
        shift = FIRST - start - timedelta(chance.choice([-5, 0, 15, 40, 75, 100, 160, 230, 340]))
        usual = [Term(start, start + timedelta(365), start, 10)]
        given = [_moved(term, shift) for term in draw(st.one_of(st.just(usual), terms()))]
        programme = draw(st.sampled_from(restated.ALL))
        surpass = programme in ("scaled", "pooled")
        account = Account(given, _pings(chance), champion=False, buyer=False, surpass=surpass)
        people = {
            address: {role for role in ROLES if chance.random() < 0.7}
            for address in ADDRESSES
            if chance.random() < 0.9
        }
        products = {
            term.start: frozenset(chance.choice(PRODUCTS).split(";")) - {""} for term in given
        }
        uses = {
            feature: FIRST + timedelta(chance.randint(-10, DAYS))
            for feature in FEATURES
            if chance.random() < 0.8
        }
        tracked_from = FIRST + timedelta(chance.choice([0, 0, 0, 12]))
        found.append(
            restated.Customer(
                f"acme-{number}", programme, account, products, people, uses, tracked_from
            )
        )
    return found, set(draw(st.sampled_from([(), (), ADDRESSES[:1]])))


def _moved(term, shift: timedelta):
    churned_on = term.churned_on and term.churned_on + shift
    return type(term)(
        term.start + shift, term.end + shift, term.signed_on + shift, term.seats, churned_on,
        term.add_on,
    )  # fmt: skip


def _pings(chance: random.Random) -> dict[date, tuple[int, int]]:
    pings = {}
    for number in range(chance.choice([-60, -60, -30, 0, 10, DAYS]), DAYS):
        if number % 15 == 0 or not pings:
            density, mau = chance.choice([0.1, 0.6, 1, 1]), chance.choice([0, 2, 5, 8, 10])
        if chance.random() < density:
            pings[FIRST + timedelta(number)] = (mau // 2, mau)
    return pings


def _save(book: list[restated.Customer], silenced: set[str]) -> None:
    consent.opt_out(silenced, source="test", now=early(FIRST))
    for one in book:
        kept = customer(one.name, programme=one.programme, tracked_from=one.tracked_from)
        Contract.objects.filter(account=kept).delete()
        for term in one.account.terms:
            fields = {key: value for key, value in vars(term).items() if key != "add_on"}
            products = ";".join(sorted(one.products[term.start]))
            kind = "add_on" if term.add_on else "term"
            Contract.objects.create(account=kept, products=products, kind=kind, **fields)
        Ping.objects.bulk_create(
            Ping(account=kept, date=day, dau=dau, mau=mau)
            for day, (dau, mau) in one.account.pings.items()
        )
        for address, roles in one.people.items():
            person(kept, email=address, **{role: role in roles for role in ROLES})
        for feature, used_on in one.first_uses.items():
            FeatureUseFactory(account=kept, feature=feature, first_used_on=used_on)


def _hold_roles(book: list[restated.Customer], silenced: set[str]) -> None:
    """Nobody is a buyer; a champion counts for health if they may be written to."""
    for one in book:
        held = [roles for address, roles in one.people.items() if address not in silenced]
        one.account.champion = any("champion" in roles for roles in held)


@pytest.mark.slow
@pytest.mark.django_db
@given(chosen=books())
@hypothesis_settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_days_send_exactly_what_the_restated_rules_send(chosen, settings):
    settings.PORTAL_SENDING = "log"  # each mail is written, and its copy has to bear any account
    book, silenced = chosen
    last = FIRST + timedelta(DAYS)
    _hold_roles(book, silenced)
    expected = restated.live(book, silenced, FIRST, last)
    random_book.clear()
    _save(book, silenced)
    for number in range(DAYS + 1):
        on = FIRST + timedelta(number)
        run(on)
        send.planned(clock=lambda on=on: early(on), through=on)
    columns = ("account__external_id", "address", "campaign__slug", "step", "variant")
    found = touches(*columns, "due_on", "decided_on", status="sent")
    assert sorted(found) == sorted(tuple(mail) for mail in expected)
