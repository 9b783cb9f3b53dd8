"""Tests of the pages of opportunities, an account's tab, and the front page's lines."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Account, Feature, User
from lifecycle.models import Opportunity, Task
from tests.admin_book import NOON, fill, member, superuser
from tests.factories.accounts import AccountFactory, UseCaseFactory
from tests.factories.cast import TODAY
from tests.factories.lifecycle import OpportunityFactory
from tests.factories.work import PlaybookFactory, PlaybookRunFactory, TaskFactory

LIST = "/admin/lifecycle/opportunity/"


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def boss(client, db):
    client.force_login(superuser())
    return client


def account() -> Account:
    """With its day decided, and nothing found yet."""
    found = fill(1)[0]
    Opportunity.objects.all().delete()
    return found


def page(one: Opportunity) -> str:
    return reverse("admin:lifecycle_opportunity_change", args=[one.pk])


def do(one: Opportunity, act: str) -> str:
    return reverse("admin:lifecycle_opportunity_do", args=[one.pk, act])


def tab(found: Account) -> str:
    return reverse("admin:accounts_account_tab", args=[found.pk, "opportunities"])


def asked(client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    assert response.status_code == 200
    assert len(response.content) < 500_000
    return len(captured)


def shown(client, query: str = "") -> list[Opportunity]:
    return list(client.get(f"{LIST}{query}").context["cl"].result_list)


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_pages_ask_as_often_whatever_the_rows(rows, boss):
    owner, found = User.objects.get(is_superuser=True), account()
    for number in range(rows):
        OpportunityFactory(account=found, subject=f"{number}", owner=owner)
        one = OpportunityFactory(account=found, state="lost", ended_on=TODAY, outcome="No.")
        for _ in range(rows):
            one.entries.create(kind="note", text="They ask again.", by=owner, at=NOON)
    boss.get(LIST)
    assert asked(boss, LIST) == 7
    assert asked(boss, page(one)) == 5
    assert asked(boss, tab(found)) == 4


def test_list_opens_on_mine_that_wait_the_worthiest_first(client, db):
    user, found = member("Account Executive"), account()
    client.force_login(user)
    small = OpportunityFactory(account=found, owner=user, expected_arr=500)
    large = OpportunityFactory(account=found, owner=user, subject="b", expected_arr=9000)
    unknown = OpportunityFactory(account=found, owner=user, subject="c")
    asleep = OpportunityFactory(
        account=found, owner=user, subject="d", snoozed_until=TODAY + timedelta(1)
    )
    others = OpportunityFactory(account=found, subject="e")
    OpportunityFactory(account=found, owner=user, state="won", ended_on=TODAY)
    assert shown(client) == [large, small, unknown]
    assert set(shown(client, "?whose=all")) == {large, small, unknown, others}
    assert asleep in shown(client, "?state=live")
    assert shown(client, "?whose=nobody") == [others]
    assert "9,500" in client.get(LIST).content.decode()


def test_list_opens_on_everybodys_for_who_holds_nothing(client, db):
    user, one = member("CS Operations"), OpportunityFactory(account=account())
    client.force_login(user)
    assert shown(client) == [one]
    assert client.get(LIST).context["chosen"] == "all"
    assert shown(client, "?whose=mine") == []
    own = OpportunityFactory(account=one.account, subject="own", owner=user)
    assert shown(client) == [own]


def test_list_of_who_holds_an_account_opens_on_their_own_though_it_is_empty(client, db):
    user = member("Technical Advisor")
    AccountFactory(ta=user)
    OpportunityFactory(account=account())
    client.force_login(user)
    assert shown(client) == []
    assert client.get(LIST).context["chosen"] == "mine"


def test_advisor_sees_what_the_executive_may_sell_to_their_accounts(client, db):
    user, found = member("Technical Advisor"), account()
    Account.objects.filter(pk=found.pk).update(ta=user)
    one = OpportunityFactory(account=found, owner=member("Account Executive"))
    client.force_login(user)
    assert shown(client) == [one]


def test_page_tells_why_with_days(boss):
    one = OpportunityFactory(account=account())
    text = boss.get(page(one)).content.decode()
    assert "90 % or more (O1)" in text
    assert "2026-01-04" in text


def test_everything_is_done_from_the_page(boss):
    one = OpportunityFactory(account=account(), expected_arr=1000)
    boss.post(do(one, "pursue"))
    boss.post(do(one, "note"), {"text": "They ask in June."})
    boss.post(do(one, "estimate"), {"expected_arr": "2500"})
    boss.post(do(one, "snooze"), {"until": TODAY + timedelta(9)})
    assert "Snoozed until" in boss.get(page(one)).content.decode()
    boss.post(do(one, "wake"))
    boss.post(do(one, "assign"), {"owner": ""})
    boss.post(do(one, "lose"), {"outcome": "No budget."})
    boss.post(do(one, "reopen"))
    boss.post(do(one, "win"), {"outcome": "Twenty seats more."})
    one.refresh_from_db()
    assert (one.state, one.expected_arr, one.outcome) == (
        "won",
        Decimal(2500),
        "Twenty seats more.",
    )
    assert one.entries.count() == 9
    assert "Twenty seats more." in boss.get(page(one)).content.decode()


def test_won_one_leads_to_the_add_on(boss):
    one = OpportunityFactory(account=account(), expected_arr=1000)
    boss.post(do(one, "win"), {"outcome": "Ten seats more."})
    url = boss.get(page(one)).context["contract_form"]
    assert "kind=add_on" in url
    assert "seats=10" in url
    form = boss.get(url)
    assert form.status_code == 200
    assert form.context["adminform"].form.initial["arr"] == "1000.00"


def test_add_on_of_a_product_brings_no_seats(boss):
    one = OpportunityFactory(account=account(), kind="product", subject="cody")
    boss.post(do(one, "win"), {"outcome": "They buy it."})
    assert "products=cody&seats=0" in boss.get(page(one)).context["contract_form"]


def test_training_won_leads_to_no_contract(boss):
    one = OpportunityFactory(account=account(), kind="feature", subject="notebooks")
    boss.post(do(one, "win"), {"outcome": "They use it."})
    assert boss.get(page(one)).context["contract_form"] == ""


@pytest.mark.parametrize(
    ("act", "sent", "says"),
    [
        ("win", {"outcome": ""}, "This field is required"),
        ("snooze", {"until": TODAY}, "after today"),
        ("estimate", {"expected_arr": "-1"}, "greater than or equal to 0"),
        ("reopen", {}, "has not ended"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(act, sent, says, boss):
    one = OpportunityFactory(account=account())
    response = boss.post(do(one, act), sent)
    assert response.status_code == 200
    assert says in response.content.decode()
    one.refresh_from_db()
    assert one.state == "open"


@pytest.mark.parametrize("role", ["Technical Advisor", "Account Executive"])
def test_people_add_what_no_rule_finds(role, client, db):
    user, found = member(role), account()
    client.force_login(user)
    assert "Add an opportunity" in client.get(tab(found)).content.decode()
    do_add = reverse("admin:accounts_account_do", args=[found.pk, "add-opportunity"])
    sent = {"title": "Forty seats", "reason": "The *data* team asked.", "expected_arr": "23520"}
    text = client.post(do_add, sent, follow=True).content.decode()
    assert "added" in text
    one = Opportunity.objects.get()
    assert (one.kind, one.owner, one.expected_arr) == ("hand", user, Decimal(23520))
    assert "<em>data</em>" in client.get(page(one)).content.decode()
    again = client.post(f"{LIST}add/", {**sent, "account": found.pk, "title": "forty seats"})
    assert "One of that title is open" in again.content.decode()
    client.post(f"{LIST}add/", {**sent, "account": found.pk, "title": "Ten"})
    assert Opportunity.objects.get(title="Ten").entries.get().kind == "added"


def test_readers_add_none(client, db):
    found = account()
    client.force_login(member("Read-only"))
    assert "Add an opportunity" not in client.get(tab(found)).content.decode()
    assert client.get(f"{LIST}add/").status_code == 403


def test_won_one_by_hand_leads_to_the_form_with_its_worth(boss):
    one = OpportunityFactory(account=account(), kind="hand", expected_arr=1000)
    boss.post(do(one, "win"), {"outcome": "Signed."})
    url = boss.get(page(one)).context["contract_form"]
    assert "arr=1000.00" in url
    assert "seats" not in url


def at_once(client, action: str, *chosen: Opportunity, **sent) -> str:
    """The page that asks, or with `sent` what came of it."""
    data = {"action": action, "_selected_action": [one.pk for one in chosen], **sent}
    if sent:
        data["confirmed"] = "yes"
    response = client.post(f"{LIST}?whose=all&state=all", data, follow=True)
    return response.content.decode()


@pytest.mark.parametrize(
    ("action", "sent", "field", "after"),
    [
        ("win", {"outcome": "Signed."}, "state", "won"),
        ("lose", {"outcome": "No budget."}, "state", "lost"),
        ("snooze", {"until": TODAY + timedelta(9)}, "snoozed_until", TODAY + timedelta(9)),
    ],
)
def test_several_are_worked_on_at_once(action, sent, field, after, boss):
    found = account()
    ones = [OpportunityFactory(account=found, subject=str(number)) for number in range(2)]
    ended = OpportunityFactory(account=found, state="passed", ended_on=TODAY, outcome="Gone.")
    asks = at_once(boss, action, *ones, ended)
    assert "Yes, all 2" in asks
    assert {one.entries.count() for one in ones} == {0}
    assert "done for 2" in at_once(boss, action, *ones, ended, **sent)
    assert set(Opportunity.objects.exclude(pk=ended.pk).values_list(field, flat=True)) == {after}
    ended.refresh_from_db()
    assert ended.state == "passed"


def test_several_are_given_away_and_opened_again(boss):
    found, owner = account(), member("Account Executive")
    ones = [OpportunityFactory(account=found, subject=str(number)) for number in range(2)]
    at_once(boss, "assign", *ones, owner=owner.pk)
    assert {one.owner for one in Opportunity.objects.all()} == {owner}
    at_once(boss, "lose", *ones, outcome="No.")
    OpportunityFactory(account=found, subject="0")  # a newer one like the first
    said = at_once(boss, "reopen", *ones, again="yes")
    assert "done for 1" in said
    assert "See them" in said


def test_what_makes_no_sense_at_once_is_refused(boss):
    one = OpportunityFactory(account=account())
    assert "after today" in at_once(boss, "snooze", one, until=TODAY)
    assert "This field is required" in at_once(boss, "lose", one, outcome="")
    assert "None of the chosen opportunities" in at_once(boss, "reopen", one)
    one.refresh_from_db()
    assert (one.state, one.snoozed_until) == ("open", None)


def test_readers_do_nothing_at_once(client, db):
    one = OpportunityFactory(account=account())
    client.force_login(member("Read-only"))
    at_once(client, "lose", one, outcome="No.")
    one.refresh_from_db()
    assert one.state == "open"


def test_looking_changes_nothing(boss):
    one = OpportunityFactory(account=account())
    assert boss.get(do(one, "pursue")).status_code == 302
    one.refresh_from_db()
    assert one.state == "open"


def test_only_those_who_work_with_customers_act(client, db):
    one = OpportunityFactory(account=account())
    client.force_login(member("Read-only"))
    text = client.get(page(one)).content.decode()
    assert "do/pursue" not in text
    assert client.post(do(one, "pursue")).status_code == 403
    assert client.get(tab(one.account)).status_code == 200
    client.force_login(member("Technical Advisor"))
    assert client.post(do(one, "pursue")).status_code == 302
    client.post(do(one, "win"), {"outcome": "Yes."})
    assert client.get(page(one)).context["contract_form"] == ""


def test_account_shows_live_and_earlier_ones(boss):
    found = account()
    OpportunityFactory(account=found)
    OpportunityFactory(
        account=found, kind="version", state="passed", ended_on=TODAY, outcome="Gone.", title="Old"
    )
    text = boss.get(tab(found)).content.decode()
    assert "Seats are nearly used up" in text
    assert "What became of earlier ones" in text
    workspace = boss.get(reverse("admin:accounts_account_change", args=[found.pk]))
    assert "Seats are nearly used up" in workspace.content.decode()


def test_front_page_shows_this_weeks(boss):
    found = account()
    OpportunityFactory(account=found, opened_on=TODAY - timedelta(6), title="New this week")
    OpportunityFactory(account=found, subject="b", opened_on=TODAY - timedelta(7), title="Older")
    titles = [line.why for line in boss.get("/admin/?whose=all").context["lines"]]
    assert any(title.startswith("New this week") for title in titles)
    assert not any(title.startswith("Older") for title in titles)


def test_review_of_use_cases_finishes_the_playbooks_task(boss):
    found = account()
    run = PlaybookRunFactory(
        account=found, playbook=PlaybookFactory._meta.model.objects.get(slug="use_case_mapping")
    )
    task = TaskFactory(account=found, run=run, key="map")
    other = TaskFactory(account=found, run=run, key="opportunities")
    url = reverse("admin:accounts_account_do", args=[found.pk, "mapping-review"])
    assert "no use case yet" in boss.post(url, {"note": ""}).content.decode()
    UseCaseFactory(account=found).features.set(Feature.objects.filter(slug="notebooks"))
    response = boss.post(url, {"note": "Two teams more."}, follow=True)
    assert "task is done with it" in response.content.decode()
    assert found.mapping_reviews.get().map[0]["features"] == ["notebooks"]
    states = dict(Task.objects.filter(pk__in=[task.pk, other.pk]).values_list("key", "state"))
    assert states == {"map": "done", "opportunities": "open"}
