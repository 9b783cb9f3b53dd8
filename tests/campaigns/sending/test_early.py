"""A statement on its way while other work is done, against a real PostgreSQL."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError
from django.db.backends.postgresql.base import DatabaseWrapper

from campaigns.sending import early

pytestmark = pytest.mark.django_db


@pytest.fixture
def connection(postgres_connection, monkeypatch: pytest.MonkeyPatch) -> DatabaseWrapper:
    monkeypatch.setattr(early, "connection", postgres_connection)
    return postgres_connection


def test_answer_is_read_when_it_is_asked_for(connection):
    answer = early.send("SELECT id, slug FROM accounts_programme WHERE slug = %s", ["digital"])
    assert sum(range(1000)) == 499500  # meanwhile
    [(key, slug)] = answer()
    assert (key.isdecimal(), slug) == (True, "digital")


def test_same_statement_is_planned_once_and_runs_with_other_values(connection):
    sql = "SELECT slug FROM accounts_programme WHERE slug = %s OR id = ANY(%s::bigint[])"
    assert early.send(sql, ["scaled", []])() == [("scaled",)]
    assert early.send(sql, ["pooled", [-1, -2]])() == [("pooled",)]
    assert early.send(sql, ["nothing", []])() == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements")
        assert cursor.fetchone() == (1,)


def test_moments_texts_and_nulls_arrive_as_they_are(connection):
    moment = datetime(2026, 3, 1, 9, 0, 0, 123456, tzinfo=UTC)
    sql = "SELECT %s::timestamptz = %s::timestamptz, %s::text, NULL::text"
    assert early.send(sql, [moment, moment, "Größe 'quoted' $1"])() == [
        ("t", "Größe 'quoted' $1", None)
    ]


def test_what_it_wrote_stays_without_anybody_committing(connection):
    early.send("UPDATE accounts_programme SET name = %s WHERE slug = 'digital'", ["Renamed"])()
    with connection.cursor() as cursor:
        cursor.execute("ROLLBACK")
        cursor.execute("SELECT name FROM accounts_programme WHERE slug = 'digital'")
        assert cursor.fetchone() == ("Renamed",)


@pytest.mark.parametrize(
    "sql", ["SELECT nothing FROM nowhere", "SELECT 1 / (%s::int - 1)"], ids=["plan", "run"]
)
def test_mistake_is_a_database_error_and_the_connection_goes_on(connection, sql):
    with pytest.raises(DatabaseError):
        early.send(sql, [1] if "%s" in sql else [])()
    assert early.send("SELECT 1", [])() == [("1",)]


def test_new_connection_prepares_anew(connection):
    assert early.send("SELECT 1", [])() == [("1",)]
    connection.close()
    assert early.send("SELECT 1", [])() == [("1",)]
