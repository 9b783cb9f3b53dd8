"""The hub by link, what is told there, and the way back to a lost link."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from accounts import removal, revocation
from campaigns import links
from campaigns.models import Campaign, ContactProposal, CustomerMail
from lifecycle.models import BusinessReview
from tests.factories.accounts import MOMENT, START, AccountFactory, ContactFactory, UserFactory
from tests.factories.campaigns import TouchFactory
from tests.factories.plans import SuccessPlanFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    account = AccountFactory(ta=UserFactory(first_name="Grace", last_name="Hopper"))
    return ContactFactory(account=account, first_name="Ada", champion=True)


def page(contact, rest="") -> str:
    return urlsplit(links.url_for(contact, links.HUB)).path + rest


def recap(contact, **changes):
    Campaign.objects.filter(slug="quarterly_checkin").update(topic="recaps", name="Our recap")
    sent = {"status": "sent", "sent_at": MOMENT, "decided_on": START}
    return TouchFactory(contact=contact, **(sent | changes))


def reviewed(account, **changes) -> BusinessReview:
    given = {"from_on": START, "until_on": START + timedelta(90), "created_at": MOMENT}
    state = {"state": "ready", "shared": True}
    return BusinessReview.objects.create(account=account, **given, **(state | changes))


def test_hub_shows_what_is_theirs_and_nothing_of_others(client, ada):
    plan = SuccessPlanFactory(account=ada.account, shared=True, title="Plan for Ada")
    reviewed(ada.account, title="Autumn review")
    reviewed(ada.account, title="Secret draft", state="draft")
    reviewed(ada.account, title="Hidden review", shared=False)
    reviewed(AccountFactory(), title="Of others")
    ContactFactory(account=ada.account, first_name="Bob", last_name="Builder", end_user=True)
    recap(ada)
    shown = client.get(page(ada)).text
    for seen in ("Plan for Ada", "Autumn review", "Grace Hopper", "Bob Builder", "Our recap"):
        assert seen in shown
    for hidden in ("Secret draft", "Hidden review", "Of others"):
        assert hidden not in shown
    assert links.path_for(ada, links.PLAN, about=plan.pk) in shown


@pytest.mark.parametrize("change", ["removed contact", "removed account", "revoked", "other page"])
def test_link_that_ended_answers_like_an_unknown_one(client, ada, change):
    address = page(ada)
    if change == "revoked":
        revocation.revoke_links(ada)
    elif change == "other page":
        address = f"/hub/{links.token(ada.pk, links.PREFERENCES)}/"
    else:
        removal.remove(ada if change == "removed contact" else ada.account, now=MOMENT)
    assert client.get(address).status_code == 404
    assert client.post(f"{address}you/", {"do": "correct", "title": "X"}).status_code == 404


def test_recap_is_read_by_who_got_it_and_by_nobody_else(client, ada):
    touch, bob = recap(ada), ContactFactory(account=ada.account)
    shown = client.get(page(ada, f"mails/{touch.pk}/"))
    assert shown.status_code == 200
    assert "Hopper" in shown.text
    assert "unsubscribe" not in shown.text.lower()
    assert client.get(page(bob, f"mails/{touch.pk}/")).status_code == 404
    waiting = recap(ada, status="planned")
    assert client.get(page(ada, f"mails/{waiting.pk}/")).status_code == 404


def test_corrections_and_colleagues_become_proposals(client, ada):
    sent = {"do": "correct", "first_name": "Ada", "last_name": "Lovelace", "title": "Countess"}
    assert "looks at it" in client.post(page(ada, "you/"), sent).text
    named = {"do": "colleague", "email": "bob@acme.example", "roles": ["champion", "executive"]}
    client.post(page(ada, "you/"), named)
    own, colleague = ContactProposal.objects.order_by("pk")
    assert own.values["title"] == "Countess"
    assert colleague.values["roles"] == ["champion"]


def test_what_is_refused_keeps_what_was_typed(client, ada):
    sent = {"do": "correct", "first_name": "Augusta", "time_zone": "Mars"}
    answer = client.post(page(ada, "you/"), sent)
    assert (answer.status_code, "Augusta" in answer.text) == (400, True)
    assert not ContactProposal.objects.exists()


def test_lost_link_answers_everybody_alike_and_writes_only_to_who_is_known(client, ada):
    known = client.post("/hub/", {"email": f" {ada.email.upper()} "})
    unknown = client.post("/hub/", {"email": "nobody@nowhere.example"})
    assert known.text == unknown.text
    mail = CustomerMail.objects.get()
    assert mail.contact == ada
    assert links.url_for(ada, links.HUB) in mail.body


def test_lost_link_is_sent_once_an_hour_and_asking_is_throttled(client, ada):
    codes = [client.post("/hub/", {"email": ada.email}).status_code for _ in range(6)]
    assert codes == [200] * 5 + [429]
    assert CustomerMail.objects.count() == 1


def test_lost_link_of_an_address_on_two_accounts_leads_to_both(client, ada):
    other = ContactFactory(email=ada.email)
    ContactFactory(email=ada.email, removed_at=MOMENT)
    client.post("/hub/", {"email": ada.email})
    assert {mail.contact for mail in CustomerMail.objects.all()} == {ada, other}


@pytest.mark.parametrize("number", [1, 3, 50])
def test_hub_asks_as_often_whatever_the_rows(client, ada, number, django_assert_num_queries):
    for count in range(number):
        reviewed(ada.account, title=f"Review {count}", state="signed", held_on=START)
        ContactFactory(account=ada.account, end_user=True)
        recap(ada)
    with django_assert_num_queries(9):
        assert client.get(page(ada)).status_code == 200
