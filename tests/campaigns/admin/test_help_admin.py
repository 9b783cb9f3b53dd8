"""Pages of help requests in the admin, and their lines on the front page."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns.help import overdue
from campaigns.models import HelpRequest, InboundMail
from cs_portal.queue import alerts, help_requests
from lifecycle.models import Alert, AlertKind
from tests.admin_book import NOON, member
from tests.factories.accounts import ContactFactory
from tests.factories.surveys import request

pytestmark = pytest.mark.django_db
LIST = "/admin/campaigns/helprequest/"


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def ta():
    return member("Technical Advisor")


def asked(ta, **fields):
    return request(ContactFactory(account__ta=ta), now=NOON, **fields)


def page(made, act: str = "") -> str:
    return f"{LIST}{made.pk}/do/{act}/" if act else f"{LIST}{made.pk}/change/"


def test_an_advisor_answers_from_the_page(client, ta):
    made = asked(ta)
    client.force_login(ta)
    assert "We cannot sign in." in client.get(page(made)).content.decode()
    refused = client.post(page(made, "answer"), {"text": "# Too big"})
    assert "headings are ## or ###" in refused.content.decode()
    client.post(page(made, "note"), {"text": "Ask **Ada** first."})
    client.post(page(made, "solve"), {"text": "Done."})
    made.refresh_from_db()
    assert (made.state, made.task.state) == ("closed", "done")
    assert "<strong>Ada</strong>" in client.get(page(made)).content.decode()


def test_the_list_opens_on_mine_that_wait_the_most_urgent_first(client, ta):
    later, sooner, others = asked(ta), asked(ta, urgent=True), request()
    client.force_login(ta)

    def listed(query: str = "") -> list[HelpRequest]:
        return list(client.get(LIST + query).context["cl"].result_list)

    assert listed() == [sooner, later]
    assert others in listed("?whose=all")
    assert listed("?whose=all&state=overdue") == [others] * (others.due_at < NOON)
    assert listed("?state=closed") == []


def test_the_list_opens_on_everybodys_for_who_answers_for_nobody(client, ta):
    made = asked(ta)
    client.force_login(member("CS Operations"))
    page = client.get(LIST).context
    assert (list(page["cl"].result_list), page["chosen"]) == ([made], "all")
    assert ("task-open", "", "wait for us", 1) in page["sums"]
    assert not client.get(f"{LIST}?whose=mine").context["cl"].result_list


def test_only_those_who_may_answer_do(client, ta):
    made = asked(ta)
    client.force_login(member("Read-only"))
    assert client.get(page(made)).status_code == 200
    assert client.post(page(made, "solve"), {"text": "Done."}).status_code == 403
    client.force_login(ta)
    assert client.get(page(made, "solve")).status_code == 302
    assert client.post(page(made, "nonsense")).status_code == 403


@pytest.mark.parametrize("where", [LIST + "?whose=all&state=all", "tab"])
def test_pages_ask_as_often_for_fifty_as_for_one(client, ta, where):
    contact = ContactFactory(account__ta=ta)
    if where == "tab":
        where = reverse("admin:accounts_account_tab", args=[contact.account_id, "help"])
    client.force_login(ta)
    counts = []
    for more in (1, 2, 47):
        for _ in range(more):
            request(contact, now=NOON)
        client.get(where)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(where).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1] == counts[2]


def test_the_front_page_shows_who_waits_the_longest_overdue_first(ta, time_machine):
    asked(ta)
    late = asked(ta, urgent=True)
    request()
    time_machine.move_to(NOON + timedelta(hours=9), tick=False)
    mine = {"account__ta": ta}
    lines = help_requests.lines(mine, ta, NOON.date())
    assert [line.label for line in lines] == ["Overdue", "Help"]
    assert str(late.account) in lines[0].title
    assert "It keeps them from working." in lines[0].why
    assert len(help_requests.lines({}, ta, NOON.date())) == 3
    assert help_requests.lines({}, member("Read-only"), NOON.date()) == []


def test_what_was_asked_in_a_call_is_noted_on_the_account(client, ta):
    contact = ContactFactory(account__ta=ta)
    client.force_login(ta)
    url = reverse("admin:accounts_account_do", args=[contact.account_id, "help"])
    sent = {"contact": contact.pk, "topic": "use", "subject": "Forks", "text": "How?"}
    client.post(url, sent)
    made = HelpRequest.objects.get()
    assert (made.source, made.owner, made.messages.get().by) == ("team", ta, ta)


def test_mails_that_matched_nobody_can_be_handled_again(client):
    mail = InboundMail.objects.create(
        provider="x", event_key="1", raw={}, result="unknown", received_at=NOON, handled_at=NOON
    )
    client.force_login(member("CS Operations"))
    url = reverse("admin:campaigns_inboundmail_changelist")
    client.post(url, {"action": "again", "_selected_action": mail.pk})
    mail.refresh_from_db()
    assert mail.handled_at is None


def test_the_front_page_opens_with_an_overdue_request_and_tells_of_it_once(client, ta):
    made = asked(ta)
    overdue.look(now=made.due_at + timedelta(hours=1))
    assert Alert.objects.get().kind == "help_overdue"
    client.force_login(ta)
    found = [line.title for line in client.get("/admin/?whose=mine").context["lines"]]
    assert found == [f"{made.account}: {made.subject}"]


def test_every_kind_of_alert_has_a_label_on_the_front_page():
    assert set(alerts._LABELS) == set(AlertKind)
