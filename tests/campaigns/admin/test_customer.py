"""The customer's pages in the admin: share, look as a customer, confirm what they told us."""

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from accounts.models import Contact
from campaigns.hub import proposals
from campaigns.models import ContactProposal, CustomerMail
from lifecycle.models import BusinessReview, PlanComment, SuccessPlan
from lifecycle.plans import parts
from tests.admin_book import member, superuser
from tests.factories.accounts import MOMENT, START, ContactFactory
from tests.factories.plans import ObjectiveFactory, SuccessPlanFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> Contact:
    return ContactFactory(first_name="Ada", last_name="Lovelace")


@pytest.fixture
def plan(ada) -> SuccessPlan:
    found = SuccessPlanFactory(account=ada.account)
    ObjectiveFactory(plan=found)
    return found


@pytest.fixture
def advisor(client):
    client.force_login(member("Technical Advisor"))
    return client


def do(ada, slug) -> str:
    return f"/admin/accounts/account/{ada.account_id}/do/{slug}/"


def tab(ada) -> str:
    return reverse("admin:accounts_account_tab", args=[ada.account_id, "customer"])


def reviewed(ada, state="ready") -> BusinessReview:
    return BusinessReview.objects.create(
        account=ada.account,
        title="Autumn review",
        from_on=START,
        until_on=START,
        created_at=MOMENT,
        state=state,
    )


def test_plan_is_shared_offered_and_hidden_again(advisor, ada, plan):
    sent = {"contacts": [ada.pk], "message": "Have a look", "sign": "on"}
    assert advisor.post(do(ada, "share-plan"), sent).status_code == 302
    plan.refresh_from_db()
    assert (plan.shared, plan.versions.get().kind) == (True, "offer")
    assert CustomerMail.objects.get().contact == ada
    assert (
        "Offered for sign-off"
        in advisor.get(f"/admin/lifecycle/successplan/{plan.pk}/change/").text
    )
    advisor.post(do(ada, "hide-plan"))
    plan.refresh_from_db()
    assert not plan.shared


def test_review_is_shared_once_it_is_no_draft(advisor, ada):
    review = reviewed(ada, "draft")
    sent = {"review": review.pk, "contacts": [ada.pk]}
    assert "Select a valid choice" in advisor.post(do(ada, "share-review"), sent).text
    BusinessReview.objects.update(state="ready")
    assert advisor.post(do(ada, "share-review"), sent).status_code == 302
    review.refresh_from_db()
    assert review.shared
    advisor.post(do(ada, "answer-review"), {"review": review.pk, "text": "Thank you"})
    assert review.comments.get().text == "Thank you"


def test_reader_may_look_as_the_customer_and_send_nothing(client, ada, plan):
    SuccessPlan.objects.update(shared=True)
    client.force_login(member("Read-only"))
    base = f"/admin/campaigns/contactproposal/as/{ada.pk}/"
    hub = client.get(f"{base}hub/").text
    assert "You see what Ada Lovelace sees" in hub
    assert f"{base}plan/{plan.pk}/" in hub
    assert "/p/" not in hub
    shown = client.get(f"{base}plan/{plan.pk}/").text
    assert '<fieldset class="bare" disabled>' in shown
    client.post(f"{base}plan/{plan.pk}/", {"do": "comment", "text": "Not me"})
    assert not PlanComment.objects.exists()
    assert client.post(do(ada, "share-plan"), {}).status_code == 403
    client.logout()
    assert client.get(f"{base}hub/").status_code == 302


def test_looking_as_a_customer_shows_only_what_they_see(advisor, ada, plan):
    base = f"/admin/campaigns/contactproposal/as/{ada.pk}/"
    assert advisor.get(f"{base}plan/{plan.pk}/").status_code == 404
    review = reviewed(ada)
    assert advisor.get(f"{base}review/{review.pk}/").status_code == 404
    BusinessReview.objects.update(shared=True)
    assert "Autumn review" in advisor.get(f"{base}review/{review.pk}/").text


def test_proposal_is_confirmed_with_history_or_declined_with_a_reason(advisor, ada):
    own = proposals.correct(ada, {"first_name": "Augusta"}, now=MOMENT)
    at = f"/admin/campaigns/contactproposal/{own.pk}/"
    assert "Augusta" in advisor.get(f"{at}change/").text
    advisor.post(f"{at}decide/", {"as": "decline", "why": ""})
    own.refresh_from_db()
    assert own.state == "open"
    advisor.post(f"{at}decide/", {"as": "confirm"})
    ada.refresh_from_db()
    assert ada.first_name == "Augusta"
    told = LogEntry.objects.filter(object_id=str(ada.pk), content_type__model="contact").get()
    assert "from Ada to Augusta" in told.change_message


def test_reader_may_not_decide(client, ada):
    own = proposals.correct(ada, {"first_name": "Augusta"}, now=MOMENT)
    client.force_login(member("Read-only"))
    at = f"/admin/campaigns/contactproposal/{own.pk}/"
    assert "Confirm it" not in client.get(f"{at}change/").text
    assert client.post(f"{at}decide/", {"as": "confirm"}).status_code == 403


@pytest.mark.parametrize("number", [1, 3, 50])
def test_tab_asks_as_often_whatever_the_rows(
    client, ada, plan, number, django_assert_max_num_queries
):
    client.force_login(superuser())
    for count in range(number):
        contact = ContactFactory(account=ada.account)
        proposals.correct(contact, {"first_name": f"New {count}"}, now=MOMENT)
        parts.comment(plan, "Yes", now=MOMENT, contact=contact)
    client.get(tab(ada))
    with django_assert_max_num_queries(26):
        assert "What they see" in client.get(tab(ada)).text
    assert ContactProposal.objects.count() == number
