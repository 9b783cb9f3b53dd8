"""Tests of the front page."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import removal
from accounts.models import Account, User
from campaigns.models import Status
from cs_portal import queue
from lifecycle.models import AccountState, Alert
from tests.admin_book import NOON, fill, member, settled, superuser
from tests.factories.accounts import UserFactory
from tests.factories.cast import TODAY
from tests.factories.lifecycle import AlertFactory, OpportunityFactory
from tests.factories.work import TaskFactory

FRONT = "/admin/"


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def boss(client, db):
    client.force_login(superuser())
    return client


def tiles(response) -> dict[str, int]:
    return {tile.name: tile.count for tile in response.context["tiles"] if tile.count}


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_front_page_asks_as_often_whatever_the_book(rows, boss):
    fill(rows)
    boss.get(FRONT)
    with CaptureQueriesContext(connection) as captured:
        response = boss.get(FRONT)
    assert len(captured) == 48
    assert len(response.content) < 500_000


def test_front_page_of_an_empty_book_says_what_fills_it(boss):
    text = boss.get(FRONT).content.decode()
    assert "import_portfolio" in text


def test_front_page_counts_what_needs_somebody(boss):
    accounts = fill(3)
    settled(accounts[0], Status.UNCERTAIN)
    AccountState.objects.filter(account=accounts[1]).update(overdue=True)
    AccountState.objects.filter(account=accounts[2]).update(utilization=None)
    assert tiles(boss.get(FRONT)) == {
        "open alerts": 3,
        "mails to look at": 1,
        "renewals overdue": 1,
        "without usage data": 1,
    }


def test_front_page_lists_the_gravest_first(boss):
    account = fill(1)[0]
    settled(account, Status.UNCERTAIN)
    labels = [line.label for line in boss.get(FRONT).context["lines"]]
    assert labels == ["Uncertain", "Health"]


def test_front_page_lists_tasks_late_and_of_the_week(boss):
    account, day = fill(1)[0], timedelta(1)
    for due_on in (TODAY - day, TODAY, TODAY + 7 * day, TODAY + 8 * day):
        TaskFactory(account=account, due_on=due_on, owner=UserFactory())
    TaskFactory(account=account, due_on=TODAY - day)
    TaskFactory(account=account, due_on=TODAY - day, snoozed_until=TODAY + day)
    response = boss.get(FRONT)
    assert tiles(response)["tasks overdue"] == 2
    assert tiles(response)["tasks due in 7 days"] == 2
    labels = [line.label for line in response.context["lines"]]
    assert labels == ["Health", "Nobody's", "1 day overdue", "Today", "In 7 days"]


def test_front_page_keeps_to_my_tasks_and_leaves_the_unowned_to_who_shares_them_out(client, db):
    me = member("Technical Advisor")
    client.force_login(me)
    TaskFactory(due_on=TODAY, title="nobody's")
    TaskFactory(due_on=TODAY, title="mine", owner=me)
    lines = client.get(FRONT, {"whose": "mine"}).context["lines"]
    assert [line.title for line in lines] == ["mine"]


def test_front_page_names_an_account_once_for_all_its_alerts_of_a_kind(boss):
    account = fill(1)[0]
    first = Alert.objects.get(account=account)
    AlertFactory(account=account, kind=first.kind, on=first.on, title="B")
    lines = boss.get(FRONT).context["lines"]
    assert len(lines) == 1
    assert lines[0].why.endswith("and 1 more")


def test_front_page_opens_on_my_accounts_where_i_have_some(client, db):
    me = member("Technical Advisor")
    client.force_login(me)
    fill(2)
    assert client.get(FRONT).context["whose"] == "all"
    Account.objects.filter(external_id="cust-000").update(ta=me)
    assert client.get(FRONT).context["whose"] == "mine"
    assert tiles(client.get(FRONT))["open alerts"] == 1
    assert tiles(client.get(FRONT, {"whose": "all"}))["open alerts"] == 2


@pytest.mark.parametrize(
    ("role", "group"), [("ae", "Account Executive"), ("ce", "Customer Engineer")]
)
def test_front_page_opens_on_the_accounts_that_name_an_executive_or_engineer(
    client, db, role, group
):
    me = member(group)
    User.objects.filter(pk=me.pk).update(role=role)
    client.force_login(me)
    fill(2)
    Account.objects.filter(external_id="cust-001").update(ta=me)  # held in another's place
    assert client.get(FRONT).context["whose"] == "all"
    Account.objects.filter(external_id="cust-000").update(**{role: me})
    page = client.get(FRONT)
    assert (page.context["whose"], page.context["book"]) == ("mine", 1)
    found = client.get("/admin/accounts/account/", {"ta": "mine"})
    assert [account.external_id for account in found.context["cl"].result_list] == ["cust-000"]


def test_front_page_without_a_role_shows_nothing_of_the_book(client, db):
    client.force_login(UserFactory(is_staff=True))
    fill(1)
    text = client.get(FRONT).content.decode()
    assert "Your login has no role" in text
    assert "Customer 000" not in text


def test_front_page_leaves_out_what_belongs_to_removed_accounts(boss):
    gone, kept = fill(2)
    for account in (gone, kept):
        TaskFactory(account=account, due_on=TODAY)
        OpportunityFactory(account=account, title=f"Chance of {account}")
    AccountState.objects.update(overdue=True, renewal_on=TODAY - timedelta(3))
    removal.remove(gone, now=NOON)
    page = boss.get(FRONT)
    counted = {"open alerts": 1, "tasks due in 7 days": 1, "renewals overdue": 1}
    assert tiles(page) == counted
    told = " ".join(f"{line.title} {line.why}" for line in page.context["lines"])
    assert str(kept) in told
    assert str(gone) not in told


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a small table is read whole elsewhere")
@pytest.mark.parametrize(
    ("table", "index"),
    [("lifecycle_alert", "alert_waiting"), ("lifecycle_task", "task_open_by_")],
)
def test_front_page_counts_by_indexes_and_looks_no_account_up(boss, table, index):
    with CaptureQueriesContext(connection) as captured:
        boss.get(FRONT)
    asked = [query["sql"] for query in captured]
    counts = [sql for sql in asked if sql.startswith("SELECT COUNT(") and f'FROM "{table}"' in sql]
    assert counts
    with connection.cursor() as cursor:
        for sql in counts:
            plan = str(cursor.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall())
            assert f"INDEX {index}" in plan
            assert "INTEGER PRIMARY KEY" not in plan


def test_tiles_lead_to_what_they_count(boss):
    account = fill(1)[0]
    settled(account, Status.FAILED)
    AccountState.objects.update(overdue=True, utilization=None)
    for tile in boss.get(FRONT).context["tiles"]:
        shown = boss.get(tile.url).context["cl"].result_list
        assert len(shown) == tile.count, tile.name


def test_side_bar_offers_only_what_the_role_may_see(client, db):
    client.force_login(member("Read-only"))
    text = client.get(FRONT).content.decode()
    assert "/admin/accounts/account/" in text
    assert "/admin/django_q/" not in text


@pytest.mark.parametrize(
    ("counts", "shares"),
    [
        ([], []),
        ([2, 0, 1], [2, 0, 1]),
        ([9, 9], [5, 5]),
        ([9, 1, 9], [5, 1, 4]),
        ([0, 30], [0, 10]),
        ([1] * 12, [1] * 10 + [0] * 2),
    ],
)
def test_no_source_of_the_front_page_hides_the_others(counts, shares):
    assert queue.fair(counts, most=10) == shares


def test_front_page_names_an_account_once_however_many_of_its_lights_are_red(boss):
    account = fill(1)[0]
    AlertFactory(account=account, kind="band_poor", title="Health is red", on=TODAY)
    AlertFactory(account=account, kind="overdue_tasks", severity=2)
    [line] = [each for each in boss.get(FRONT).context["lines"] if "alert" in each.url]
    assert line.why.endswith("and 1 more")
