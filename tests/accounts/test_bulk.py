"""Many rows read and written at once are the same as read and written one by one."""

import json
from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import OuterRef, Subquery

from accounts import bulk
from accounts.models import Account, Contact, Contract, Ping, Programme, TimelineEntry
from lifecycle.models import AccountState, StageChange
from tests.factories.accounts import AccountFactory, ContractFactory

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 8, 30, 15, 123456, tzinfo=UTC)


def change(account, **fields):
    values = {"on": DAY, "rule": "S8", "actor": "rule", "recorded_at": NOW, **fields}
    return StageChange(account=account, **values)


def test_read_gives_numbers_words_yes_or_no_and_dates():
    contract = ContractFactory(start=DAY, seats=12, churned_on=None)
    AccountState.objects.create(account=contract.account, decided_through=DAY, overdue=True)
    rows = Contract.objects.values_list(
        "account_id", "start", "seats", "churned_on", "account__name", "account__state__overdue"
    )
    assert (
        bulk.read(rows)
        == [(contract.account_id, DAY, 12, None, contract.account.name, True)]
        == list(rows)
    )


def test_read_leaves_a_date_worked_out_to_be_told_by_a_day():
    contract = ContractFactory(start=DAY)
    starts = Contract.objects.filter(account=OuterRef("pk")).values("start")[:1]
    accounts = Account.objects.filter(pk=contract.account_id)
    [(told,)] = bulk.read(accounts.annotate(began=Subquery(starts)).values_list("began"))
    assert bulk.a_day(told) == DAY
    assert bulk.a_day(None) is None


def test_insert_stores_every_field_as_an_object_would():
    account = AccountFactory()
    bulk.insert([change(account, to_stage="adopting", inputs={"mau": {"value": 3, "é": None}})])
    stored = StageChange.objects.get()
    assert (stored.on, stored.to_stage, stored.from_stage) == (DAY, "adopting", "")
    assert (stored.inputs, stored.recorded_at) == ({"mau": {"value": 3, "é": None}}, NOW)


def test_insert_of_nothing_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        bulk.insert([])
        bulk.add(AccountState, ["account"], [])
        bulk.upsert(AccountState, [], key=["account"], values=["seats"])


def test_insert_refuses_what_is_there_unless_told_to_pass_over_it():
    account = AccountFactory()
    bulk.insert([change(account, to_stage="adopting")])
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk.insert([change(account, to_stage="renewing")])
    bulk.insert([change(account, to_stage="renewing")], ignore=True)
    assert StageChange.objects.get().to_stage == "adopting"


def test_insert_changes_the_named_fields_of_what_is_there():
    account = AccountFactory()
    state = {"account": account, "decided_through": DAY}
    bulk.insert([AccountState(**state, seats=5, usage=1)])
    update = {"key": ["account"], "update": ["seats"]}
    bulk.insert([AccountState(**state, seats=6, usage=2)], **update)
    assert AccountState.objects.values_list("seats", "usage").get() == (6, 1)


def test_add_stores_what_an_object_of_these_fields_would():
    account = AccountFactory()
    names = ("account", "on", "rule", "actor", "recorded_at", "inputs")
    row = (account.pk, DAY, "S8", "rule", NOW, {"mau": [3]})
    bulk.add(StageChange, names, [row])
    [added] = StageChange.objects.values()
    StageChange.objects.all().delete()
    change(account, inputs={"mau": [3]}).save()
    [saved] = StageChange.objects.values()
    assert added | {"id": 0} == saved | {"id": 0}


def test_add_refuses_what_is_there_unless_told_to_pass_over_it():
    account = AccountFactory()
    names = ("account_id", "on", "rule", "actor", "recorded_at", "to_stage")
    rows = [(account.pk, DAY, "S8", "rule", NOW, stage) for stage in ("adopting", "renewing")]
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk.add(StageChange, names, rows)
    bulk.add(StageChange, names, rows, ignore=True)
    assert StageChange.objects.get().to_stage == "adopting"


def test_upsert_sets_some_fields_only_when_new():
    account = AccountFactory()
    names = {"key": ["account", "date"], "values": ["dau", "mau"], "only_when_new": ["version"]}
    for dau, version in ((5, "6.1"), (6, "6.2")):
        bulk.upsert(Ping, [(account.pk, DAY, dau, 9, version)], **names)
        assert Ping.objects.values_list("dau", "version").get() == (dau, "6.1")


def test_upsert_gives_a_new_row_the_defaults_of_fields_it_does_not_name():
    account = AccountFactory()
    names = {"key": ["account", "email"], "values": ["first_name"]}
    bulk.upsert(Contact, [(account.pk, "ada@acme.example", "Ada")], **names)
    ada = Contact.objects.get()
    assert (ada.first_name, ada.champion, ada.links_revoked) == ("Ada", False, 0)
    Contact.objects.update(links_revoked=3)
    bulk.upsert(Contact, [(account.pk, "ada@acme.example", "Augusta")], **names)
    assert Contact.objects.values_list("first_name", "links_revoked").get() == ("Augusta", 3)


def test_one_statement_however_many_rows(django_assert_num_queries):
    account = AccountFactory()
    lines = [
        TimelineEntry(account=account, kind="note", on=DAY, title=str(number), created_at=NOW)
        for number in range(50)
    ]
    with django_assert_num_queries(1):
        bulk.insert(lines)
    assert account.timeline.count() == 50


def test_words_are_not_cut_to_their_length_on_the_way():
    """PostgreSQL cuts what is cast to varchar(4), and refuses it for a column of that type."""
    field = StageChange._meta.get_field("rule")
    assert field.db_type(connection).startswith("varchar(")
    assert bulk._type(field) == "varchar"


WORDS = (
    "plain",
    "",
    "NULL",
    'a "quoted" \\ word',
    "{a,b}",
    " spaced ",
    "line\nbreak",
    "Größe",
    "\\",
)


def test_words_arrive_as_they_are_on_postgresql(postgres_connection, monkeypatch):
    monkeypatch.setattr(bulk, "connection", postgres_connection)
    policy = {word: [word, None, 1.5, True] for word in WORDS}
    rows = [(f"p-{place}", word, policy) for place, word in enumerate(WORDS)]
    bulk.add(Programme, ("slug", "name", "policy"), rows)
    with postgres_connection.cursor() as cursor:
        cursor.execute(
            "SELECT slug, name, policy FROM accounts_programme WHERE slug LIKE 'p-%%' ORDER BY slug"
        )
        stored = [(slug, name, json.loads(told)) for slug, name, told in cursor.fetchall()]
    assert stored == rows


def test_numbers_dates_moments_and_nothing_arrive_as_they_are_on_postgresql(
    postgres_connection, monkeypatch
):
    monkeypatch.setattr(bulk, "connection", postgres_connection)
    bulk.add(
        Account,
        ("external_id", "name", "programme_id", "tracked_from", "removed_at"),
        [
            ("a", "A", 1, DAY, NOW),
            ("b", "B", 1, DAY, None),
        ],
    )
    with postgres_connection.cursor() as cursor:
        cursor.execute(
            "SELECT external_id, name, programme_id, tracked_from, removed_at"
            " FROM accounts_account ORDER BY external_id"
        )
        assert cursor.fetchall() == [("a", "A", 1, DAY, NOW), ("b", "B", 1, DAY, None)]
