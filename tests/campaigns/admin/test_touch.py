"""Tests of the ledger of touches in the admin."""

import pytest

from campaigns import responses
from campaigns.models import ProviderEvent, Status, Touch
from tests.admin_book import NOON, member, superuser
from tests.factories.accounts import AccountFactory, ContactFactory, UserFactory
from tests.factories.campaigns import TouchFactory

LIST = "/admin/campaigns/touch/"


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def boss(client, db):
    client.force_login(superuser())
    return client


def choose(action: str, *touches: Touch, **more: str) -> dict:
    return {"action": action, "_selected_action": [touch.pk for touch in touches], **more}


def test_uncertain_mail_is_settled_after_a_question(boss):
    touch = TouchFactory(status=Status.UNCERTAIN)
    asked = boss.post(LIST, choose("settle_sent", touch))
    assert "Settle that these mails were sent?" in asked.content.decode()
    touch.refresh_from_db()
    assert touch.status == Status.UNCERTAIN
    boss.post(LIST, choose("settle_sent", touch, confirmed="yes"))
    touch.refresh_from_db()
    assert touch.status == Status.SENT


def test_uncertain_mail_is_settled_as_not_sent(boss):
    touch = TouchFactory(status=Status.UNCERTAIN)
    boss.post(LIST, choose("settle_not_sent", touch, confirmed="yes"))
    touch.refresh_from_db()
    assert touch.status == Status.FAILED


def test_mail_in_another_status_is_left_alone(boss):
    touch = TouchFactory(status=Status.PLANNED)
    boss.post(LIST, choose("settle_sent", touch, confirmed="yes"))
    touch.refresh_from_db()
    assert touch.status == Status.PLANNED


def test_failed_mail_is_planned_again(boss):
    touch = TouchFactory(status=Status.FAILED)
    boss.post(LIST, choose("send_again", touch, confirmed="yes"))
    touch.refresh_from_db()
    assert touch.status == Status.PLANNED


@pytest.mark.parametrize("group", ["Read-only", "Account Executive", "Customer Engineer"])
def test_settling_needs_the_role_for_it(group, client, db):
    touch = TouchFactory(status=Status.UNCERTAIN)
    client.force_login(member(group))
    client.post(LIST, choose("settle_sent", touch, confirmed="yes"))
    touch.refresh_from_db()
    assert touch.status == Status.UNCERTAIN


def test_list_sums_what_it_shows(boss):
    contact = ContactFactory()
    for status in (Status.SENT, Status.SENT, Status.PLANNED):
        TouchFactory(contact=contact, status=status)
    shown = boss.get(LIST).context["results"]
    assert shown.total == 3 == sum(part.count for part in shown.ended) + shown.still_open
    assert [(part.slug, part.count) for part in shown.open if part.count] == [("planned", 1)]
    narrowed = boss.get(LIST, {"status__exact": "sent"}).context["results"]
    assert (narrowed.total, narrowed.still_open) == (2, 0)


def test_each_part_of_the_sum_leads_to_exactly_those_mails(boss):
    for status in ("sent", "skipped", "failed", "uncertain", "planned", "waiting"):
        TouchFactory(status=status, reason="budget" if status == "skipped" else "")
    responses.replied(Touch.objects.get(status="sent"), now=NOON)
    shown = boss.get(LIST).context["results"]
    for part in [*shown.ended, *shown.open, *shown.skipped, *shown.came_back, *shown.did]:
        found = boss.get(f"{LIST}?{part.query}").context["cl"].result_list
        assert len(found) == part.count, part


def test_reply_is_noted_by_hand_after_a_question_and_once(boss):
    touch = TouchFactory(status=Status.SENT, sent_at=NOON)
    assert "Note a reply" in boss.post(LIST, choose("note_reply", touch)).content.decode()
    assert not touch.responses.exists()
    for _ in range(2):
        boss.post(LIST, choose("note_reply", touch, confirmed="yes"))
    assert [(r.kind, r.by is not None) for r in touch.responses.all()] == [("replied", True)]
    assert touch.account.timeline.get().kind == "email"


def test_reader_may_not_note_a_reply(client, db):
    touch = TouchFactory(status=Status.SENT, sent_at=NOON)
    client.force_login(member("Read-only"))
    client.post(LIST, choose("note_reply", touch, confirmed="yes"))
    assert not touch.responses.exists()


@pytest.mark.parametrize(
    ("status", "verbs"),
    [
        ("uncertain", ["settle_sent", "settle_not_sent"]),
        ("failed", ["send_again"]),
        ("sent", ["note_reply"]),
        ("planned", []),
    ],
)
def test_page_offers_what_can_be_done_now(status, verbs, boss):
    touch = TouchFactory(status=status)
    context = boss.get(f"{LIST}{touch.pk}/change/").context
    assert [name for name, _ in context["verbs"]] == verbs


def test_page_tells_rule_version_approval_and_what_came_back(boss):
    touch = TouchFactory(status=Status.SENT, sent_at=NOON, transport="mail")
    version, people = touch.version, [UserFactory(first_name="Ada"), UserFactory(first_name="Bo")]
    version.author, version.approved_by = people
    version.save()
    for kind, number in (("delivered", 1), ("opened", 2), ("opened", 3)):
        ProviderEvent.objects.create(
            provider="postmark",
            event_key=f"{kind}:{number}",
            kind=kind,
            touch=touch,
            at=NOON,
            received_at=NOON,
            handled_at=NOON,
        )
    text = boss.get(f"{LIST}{touch.pk}/change/").content.decode()
    for said in ("Day 180", f"Version {version.number}", "Delivered", "Opened 2 times", "nothing"):
        assert said in text
    assert f"by {people[1]}" in text and f"written by {people[0]}" in text


def test_page_costs_the_same_whatever_came_back(boss, django_assert_max_num_queries):
    touch = TouchFactory(status=Status.SENT, sent_at=NOON)
    for number in range(50):
        ProviderEvent.objects.create(
            provider="p",
            event_key=str(number),
            kind="opened",
            touch=touch,
            at=NOON,
            received_at=NOON,
        )
    with django_assert_max_num_queries(24):
        assert boss.get(f"{LIST}{touch.pk}/change/").status_code == 200


@pytest.mark.parametrize("query", ["ada@acme.example", "acme-1", "Acme C"])
def test_search_finds_by_address_account_id_and_name(query, boss):
    account = AccountFactory(external_id="acme-1", name="Acme Corp")
    touch = TouchFactory(contact=ContactFactory(account=account, email="ada@acme.example"))
    TouchFactory()
    found = boss.get(LIST, {"q": query}).context["cl"].result_list
    assert list(found) == [touch]


def test_page_tells_what_became_of_the_mail(boss):
    touch = TouchFactory(status=Status.SKIPPED, reason="budget")
    text = boss.get(f"{LIST}{touch.pk}/change/").content.decode()
    assert "the contact already gets three mails in these seven days" in text
