"""What the database itself refuses, and what the models say of their rows."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.models import Account, Contact, Contract, Programme, Suppression
from tests.factories.accounts import (
    MOMENT,
    START,
    AccountFactory,
    ContactFactory,
    ContractFactory,
    FeatureUseFactory,
    PingFactory,
    SignalFactory,
    UserFactory,
)
from tests.factories.pools import AbsenceFactory, PoolMemberFactory

pytestmark = pytest.mark.django_db


def refused(make, **given) -> bool:
    try:
        with transaction.atomic():
            make(**given)
    except IntegrityError:
        return True
    return False


@pytest.mark.parametrize(
    ("make", "given"),
    [
        (AccountFactory, {"external_id": ""}),
        (AccountFactory, {"tier": 0}),
        (AccountFactory, {"tier": 4}),
        (AccountFactory, {"tracked_from": None}),
        (ContactFactory, {"email": ""}),
        (ContractFactory, {"end": START}),
        (ContractFactory, {"end": START - timedelta(1)}),
        (ContractFactory, {"kind": "add_on", "churned_on": START}),
        (ContractFactory, {"seats": -1}),
        (PingFactory, {"dau": -1}),
    ],
)
def test_row_that_must_never_be_is_refused_by_the_database(make, given):
    assert not refused(make)
    assert refused(make, **given)


@pytest.mark.parametrize(
    ("make", "same"),
    [
        (PingFactory, {"date": START}),
        (SignalFactory, {"date": START}),
        (FeatureUseFactory, {"feature": "notebooks"}),
        (ContactFactory, {"email": "ada@acme.example"}),
        (ContractFactory, {"kind": "add_on"}),
    ],
)
def test_second_row_of_the_same_is_refused_on_one_account_only(make, same):
    account = AccountFactory()
    make(account=account, **same)
    assert refused(make, account=account, **same)
    assert not refused(make, account=AccountFactory(), **same)


def test_same_address_may_stand_on_two_accounts():
    first = ContactFactory(email="ada@partner.example")
    assert not refused(ContactFactory, email=first.email)


TERM = {"start": START, "end": START + timedelta(365)}


@pytest.mark.parametrize(
    ("start", "end", "overlaps"),
    [
        pytest.param(365, 700, False, id="begins on the end"),
        pytest.param(364, 700, True, id="begins the day before the end"),
        pytest.param(-300, 0, False, id="ends on the start"),
        pytest.param(-300, 1, True, id="ends the day after the start"),
        pytest.param(100, 200, True, id="inside"),
        pytest.param(-10, 900, True, id="around"),
    ],
)
def test_terms_of_one_account_may_not_overlap(start, end, overlaps):
    account = ContractFactory(**TERM).account
    dates = {"start": START + timedelta(start), "end": START + timedelta(end)}
    if overlaps:
        with pytest.raises(ValidationError, match="Overlaps the term"):
            Contract(account=account, signed_on=START, seats=1, **dates).clean()
    else:
        Contract(account=account, signed_on=START, seats=1, **dates).clean()
        ContractFactory(account=account, **dates)


def test_add_ons_and_other_accounts_may_overlap_a_term():
    account = ContractFactory(**TERM).account
    assert not refused(ContractFactory, account=account, kind="add_on", **TERM)
    assert not refused(ContractFactory, **TERM)


OVERLAP = """
from datetime import date
from django.db import IntegrityError, transaction
from accounts.models import Account, Contract, Programme
account = Account.objects.create(
    external_id="a", name="a", programme=Programme.objects.first(), tracked_from=date(2026, 1, 1))
def add(first, last, **given):
    try:
        with transaction.atomic():
            Contract.objects.create(account=account, start=date(2026, first, 1),
                end=date(2026, last, 1), signed_on=date(2026, 1, 1), seats=1, **given)
        print("kept")
    except IntegrityError:
        print("refused")
add(1, 6)
add(6, 9)
add(5, 7)
add(5, 7, kind="add_on")
try:
    with transaction.atomic():
        Contract.objects.filter(start=date(2026, 6, 1)).update(start=date(2026, 5, 31))
    print("kept")
except IntegrityError:
    print("refused")
"""


@pytest.mark.slow
def test_both_databases_refuse_overlapping_terms_whoever_writes(portal, fresh_database):
    done = portal("shell", "-v0", "-c", OVERLAP, DATABASE_URL=fresh_database)
    assert done.stdout.split() == ["kept", "kept", "refused", "kept", "refused"], done.stderr


def test_contact_is_kept_in_lower_case_when_cleaned():
    contact = Contact(account=AccountFactory(), email=" Ada@Acme.EXAMPLE ")
    contact.clean()
    assert contact.email == "ada@acme.example"


@pytest.mark.parametrize("email", ["Ada@acme.example", "ada@ACME.example"])
def test_address_that_would_slip_past_an_opt_out_is_refused(email):
    """Suppressions are looked up by the address as it stands, in lower case."""
    assert refused(ContactFactory, email=email)
    assert refused(
        Suppression.objects.create,
        address=email, reason="opted_out", source="x", created_at=MOMENT,
    )  # fmt: skip


def test_contacts_holding_roles():
    champion = ContactFactory(champion=True, end_user=True)
    ContactFactory(end_user=True)
    assert list(Contact.objects.holding("champion", "executive")) == [champion]
    assert not Contact.objects.holding().exists()
    assert champion.roles == ("champion", "end_user")


def test_current_rows_are_those_not_removed():
    kept, gone = AccountFactory(), AccountFactory(removed_at=MOMENT)
    assert list(Account.objects.current()) == [kept]
    ContactFactory(account=gone, removed_at=MOMENT)
    assert not Contact.objects.current().exists()


@pytest.mark.parametrize(
    ("first", "last", "shown"), [("Ada", "Li", "Ada Li"), ("", "", "ada@acme.example")]
)
def test_contact_is_shown_by_name_or_address(first, last, shown):
    contact = ContactFactory(first_name=first, last_name=last, email="ada@acme.example")
    assert str(contact) == shown


@pytest.mark.parametrize(
    ("zone", "valid"),
    [("Europe/Berlin", True), ("", True), ("Europe/Atlantis", False), ("CEST+2", False)],
)
def test_time_zone_is_one_of_the_known(zone, valid):
    account = AccountFactory(time_zone=zone)
    if valid:
        account.full_clean()
    else:
        with pytest.raises(ValidationError, match="no IANA time zone"):
            account.full_clean()


@pytest.mark.parametrize(
    ("products", "valid"),
    [("code_search;cody", True), ("", True), ("code search", False), ("cody,code_search", False)],
)
def test_products_are_known_slugs(products, valid):
    term = ContractFactory(products=products)
    if valid:
        term.full_clean()
    else:
        with pytest.raises(ValidationError, match="choose from"):
            term.full_clean()


def test_programmes_are_the_four_of_the_rules():
    assert set(Programme.objects.values_list("slug", flat=True)) == {
        "digital",
        "scaled",
        "pooled",
        "enterprise",
    }
    surpassing = Programme.objects.filter(policy__surpass_targets=True)
    assert set(surpassing.values_list("slug", flat=True)) == {"scaled", "pooled"}


def test_team_member_has_one_address():
    member = UserFactory()
    assert refused(UserFactory, email=member.email)


@pytest.mark.parametrize(
    ("starts", "until", "called_off", "is_refused"),
    [(0, 7, False, True), (6, 9, False, True), (7, 9, False, False), (0, 7, True, False)],
)
def test_absences_of_one_person_may_not_overlap(starts, until, called_off, is_refused):
    first = AbsenceFactory()
    AbsenceFactory()
    given = {"starts_on": START + timedelta(starts), "until": START + timedelta(until)}
    assert is_refused is refused(AbsenceFactory, user=first.user, called_off=called_off, **given)


def test_absence_and_member_make_sense_in_the_database():
    user, member = UserFactory(), PoolMemberFactory()
    assert refused(AbsenceFactory, until=START)
    assert refused(AbsenceFactory, user=user, cover=user)
    assert refused(PoolMemberFactory, user=member.user)
    assert refused(PoolMemberFactory, weight=0)
