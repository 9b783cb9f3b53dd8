"""The list of a beta: who says they are interested, once, and how far each has come."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from accounts import revocation
from accounts.models import TimelineEntry
from campaigns import links
from campaigns.betas import interest
from campaigns.models import BetaInterest, Campaign, CampaignState
from lifecycle.models import Task
from tests.admin_book import member, superuser
from tests.factories.accounts import MOMENT, START, ContactFactory

pytestmark = pytest.mark.django_db
LATER = MOMENT + timedelta(1)
LIST = "/admin/campaigns/betainterest/"


@pytest.fixture
def beta() -> Campaign:
    return Campaign.objects.create(
        slug="beta_agents", name="Agents", topic="betas", state=CampaignState.ACTIVE
    )


def say(contact, beta, note="", now=MOMENT):
    return interest.say(contact, beta, note=note, on=START, now=now)


def page(contact, beta) -> str:
    return urlsplit(links.url_for(contact, links.INTEREST, about=beta.pk)).path


def states() -> list[str]:
    return list(BetaInterest.objects.values_list("state", flat=True))


def test_interest_said_twice_is_one_row_one_task_and_told_once(beta):
    contact = ContactFactory()
    say(contact, beta, "For reviews")
    say(contact, beta, "", now=LATER)
    found = BetaInterest.objects.get()
    assert (found.state, found.note, found.said_at) == ("interested", "For reviews", MOMENT)
    assert Task.objects.get().due_on == START + interest.ANSWER_WITHIN
    assert TimelineEntry.objects.get().title == f"{contact} is interested in Agents"


def test_who_withdraws_stays_on_the_list_as_declined_and_the_task_goes(beta):
    contact = ContactFactory()
    say(contact, beta)
    assert interest.withdraw(contact, beta, on=START, now=LATER)
    assert not interest.withdraw(contact, beta, on=START, now=LATER)
    assert states() == ["declined"]
    assert Task.objects.get().state == "dropped"


def test_who_changes_their_mind_again_is_asked_for_an_answer_again(beta):
    contact = ContactFactory()
    say(contact, beta)
    interest.withdraw(contact, beta, on=START, now=LATER)
    say(contact, beta, now=LATER)
    assert states() == ["interested"]
    assert Task.objects.get().state == "open"


def test_answer_finishes_the_task_and_a_second_one_changes_nothing(beta):
    found, by = say(ContactFactory(), beta), superuser()
    assert interest.move([found], "invited", by=by, on=START, now=LATER) == 1
    assert interest.move([found], "invited", by=by, on=START, now=LATER) == 0
    assert (states(), Task.objects.get().state) == (["invited"], "done")
    say(found.contact, beta)
    assert states() == ["invited"]


@pytest.mark.parametrize(
    ("fields", "answer"),
    [
        ({"state": CampaignState.ARCHIVED}, 200),
        ({"state": CampaignState.DRAFT}, 200),
        ({"topic": "recaps"}, 404),
    ],
)
def test_closed_list_takes_nobody(client, beta, fields, answer):
    Campaign.objects.filter(pk=beta.pk).update(**fields)
    contact = ContactFactory()
    response = client.post(page(contact, beta), {"interested": "yes"})
    assert (response.status_code, states()) == (answer, [])


def test_page_takes_the_word_by_post_only(client, beta):
    contact = ContactFactory()
    assert "I am interested" in client.get(page(contact, beta)).text
    assert states() == []
    answer = client.post(page(contact, beta), {"interested": "yes", "note": "<b>us</b>"})
    assert "You are on the list" in answer.text
    assert "&lt;b&gt;us" in answer.text
    client.post(page(contact, beta), {"interested": "no"})
    assert states() == ["declined"]


def test_revoked_link_opens_nothing(client, beta):
    contact = ContactFactory()
    address = page(contact, beta)
    revocation.revoke_links(contact)
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("number", [1, 3, 50])
def test_list_asks_as_often_whatever_the_rows(client, beta, number, django_assert_num_queries):
    client.force_login(superuser())
    for _ in range(number):
        say(ContactFactory(), beta)
    client.get(LIST)
    with django_assert_num_queries(4):
        assert client.get(LIST).status_code == 200


def test_team_member_moves_and_exports_and_a_reader_only_looks(client, beta):
    found = say(ContactFactory(first_name="=cmd"), beta)
    chosen = {"_selected_action": [found.pk]}
    client.force_login(member("Read-only"))
    client.post(LIST, {"action": "invite", **chosen})
    assert states() == ["interested"]
    client.force_login(member("Technical Advisor"))
    client.post(LIST, {"action": "invite", **chosen})
    assert states() == ["invited"]
    text = b"".join(client.post(LIST, {"action": "export", **chosen})).decode()
    assert "'=cmd" in text
