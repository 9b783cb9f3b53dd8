"""The success plan by link: what the customer sees, says, ticks and signs."""

from urllib.parse import urlsplit

import pytest

from accounts import removal
from campaigns import links
from campaigns.hub import share
from campaigns.models import CustomerMail
from lifecycle.models import Objective, PlanAction, PlanComment, PlanSignature, SuccessPlan
from lifecycle.plans import action
from tests.admin_book import superuser
from tests.factories.accounts import MOMENT, START, ContactFactory
from tests.factories.plans import ObjectiveFactory, PlanAskFactory, SuccessPlanFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    return ContactFactory(first_name="Ada", last_name="Lovelace")


@pytest.fixture
def plan(ada) -> SuccessPlan:
    found = SuccessPlanFactory(account=ada.account, shared=True, notes="They may leave")
    ObjectiveFactory(plan=found)
    ObjectiveFactory(plan=found, title="Keep them", shared=False)
    PlanAskFactory(plan=found, title="A discount")
    return found


@pytest.fixture
def theirs(plan, ada) -> PlanAction:
    return action.add(plan, "Name admins", side="customer", due_on=START, now=MOMENT, contact=ada)


def page(contact, plan) -> str:
    return urlsplit(links.url_for(contact, links.PLAN, about=plan.pk)).path


def offer(plan, contact):
    given = {"message": "Please *read*", "sign": True, "by": superuser(), "on": START}
    share.plan(plan, [contact], now=MOMENT, **given)


def test_page_shows_what_is_shared_and_nothing_internal(client, plan, ada):
    shown = client.get(page(ada, plan)).text
    assert "Hours saved" in shown
    assert plan.north_star in shown
    for internal in ("They may leave", "Keep them", "A discount"):
        assert internal not in shown


@pytest.mark.parametrize("change", ["not shared", "archived", "removed contact", "removed account"])
def test_link_answers_like_an_unknown_one(client, plan, ada, change):
    address = page(ada, plan)
    if change == "not shared":
        share.hide_plan(plan)
    elif change == "archived":
        SuccessPlan.objects.update(archived_at=MOMENT)
    else:
        removal.remove(ada if change == "removed contact" else ada.account, now=MOMENT)
    assert client.get(address).status_code == 404
    assert client.post(address, {"do": "comment", "text": "Hi"}).status_code == 404


def test_plan_of_another_account_is_unknown(client, plan):
    assert client.get(page(ContactFactory(), plan)).status_code == 404


def test_comment_stands_under_the_contact_and_an_empty_one_is_refused(client, plan, ada):
    assert client.post(page(ada, plan), {"do": "comment", "text": " "}).status_code == 400
    client.post(page(ada, plan), {"do": "comment", "text": "More, <b>please</b>"})
    found = PlanComment.objects.get()
    assert (found.contact, found.internal, found.text) == (ada, False, "More, <b>please</b>")
    assert "More, &lt;b&gt;please" in client.get(page(ada, plan)).text


def test_contact_ticks_their_own_action_and_no_other(client, plan, ada, theirs):
    bob = ContactFactory(account=ada.account)
    assert client.post(page(bob, plan), {"do": "done", "action": theirs.pk}).status_code == 400
    assert "It is done" not in client.get(page(bob, plan)).text
    client.post(page(ada, plan), {"do": "done", "action": theirs.pk, "outcome": "All three"})
    theirs.refresh_from_db()
    assert (theirs.state, theirs.outcome) == ("done", "All three")
    assert client.post(page(ada, plan), {"do": "done", "action": theirs.pk}).status_code == 400


def test_sharing_writes_one_mail_to_each_with_their_own_link(plan, ada):
    for _ in range(2):
        offer(plan, ada)
    mail = CustomerMail.objects.get()
    assert links.url_for(ada, links.PLAN, about=plan.pk) in mail.body
    assert r"\*read\*" in mail.body


def test_contact_signs_off_and_a_stale_version_is_refused_with_the_difference(client, plan, ada):
    offer(plan, ada)
    number = plan.versions.get().number
    sent = {"do": "sign", "version": number, "name": "Ada Lovelace", "title": "Countess"}
    Objective.objects.filter(title="Hours saved").update(target=300)
    stale = client.post(page(ada, plan), sent)
    assert stale.status_code == 409
    assert "What changed" in stale.text
    assert "300" in stale.text
    assert not PlanSignature.objects.exists()
    Objective.objects.filter(title="Hours saved").update(target=100)
    assert "Signed by Ada Lovelace" in client.post(page(ada, plan), sent).text
    assert client.post(page(ada, plan), sent).status_code == 400
    assert PlanSignature.objects.count() == 1


@pytest.mark.parametrize("number", [1, 3, 50])
def test_page_asks_as_often_whatever_the_rows(client, plan, ada, number, django_assert_num_queries):
    offer(plan, ada)
    for count in range(number):
        ObjectiveFactory(plan=plan, title=f"Goal {count}")
        client.post(page(ada, plan), {"do": "comment", "text": "Yes"}) if count < 3 else None
        action.add(plan, "Do it", side="customer", due_on=START, now=MOMENT, contact=ada)
    with django_assert_num_queries(16):
        assert client.get(page(ada, plan)).status_code == 200
