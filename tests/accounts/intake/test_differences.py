"""How rows that exist are found: by the index of their key, never by reading the table."""

from datetime import date

import pytest
from django.db import connection

from accounts.intake import tables

pytestmark = pytest.mark.django_db

KEYS = [(account, date(2024, 1, day)) for account in (1, 2, 3) for day in range(1, 29)]


@pytest.mark.parametrize(
    ("table", "keys"),
    [
        pytest.param(tables.PINGS, KEYS, id="pings"),
        pytest.param(tables.SIGNALS, KEYS, id="signals"),
        pytest.param(tables.CONTACTS, [(1, "a@b.example"), (2, "b@b.example")], id="contacts"),
        pytest.param(tables.FEATURES, [(1, "cody"), (2, "cody")], id="features"),
    ],
)
def test_keys_are_looked_up_in_their_index(table, keys):
    if connection.vendor == "postgresql":  # a small table is rightly read whole
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
    plan = table.model.objects.filter(table._among(keys)).order_by().explain()
    if connection.vendor == "postgresql":
        assert "Join Filter" not in plan
        assert f"Seq Scan on {table.model._meta.db_table}" not in plan
    else:
        name = table.model._meta.db_table
        assert f"SEARCH {name} USING INDEX" in plan
        assert f"SCAN {name}" not in plan


def test_no_keys_need_no_query(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert tables.PINGS.present([]) == {}
