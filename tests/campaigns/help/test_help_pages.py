"""The help pages: asked once a form, seen by nobody else, written to again."""

import re
from datetime import timedelta

import pytest

from campaigns import links
from campaigns.help import thread
from campaigns.models import HelpMessage, HelpRequest
from tests.factories.accounts import MOMENT, ContactFactory, UserFactory
from tests.factories.surveys import mail, request

pytestmark = pytest.mark.django_db
ASKED = {"topic": "problem", "text": "We cannot sign in.", "urgency": "normal", "subject": ""}


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(MOMENT + timedelta(hours=2), tick=False)


def path(contact, about: int = 0) -> str:
    return links.path_for(contact, links.HELP, about=about)


def once(page: str) -> str:
    return re.search(r'name="once" value="(\w{22})"', page)[1]


def test_asked_from_the_link_of_a_mail_and_sent_twice_it_is_one_request(client):
    contact = ContactFactory()
    touch = mail(contact)
    page = client.get(path(contact, touch.pk)).content.decode()
    assert HelpRequest.objects.count() == 0
    sent = {**ASKED, "once": once(page), "urgency": "urgent"}
    for _ in range(2):
        response = client.post(path(contact, touch.pk), sent, follow=True)
    made = HelpRequest.objects.get()
    assert (made.touch, made.urgent, made.topic) == (touch, True, "problem")
    assert "We have it." in response.content.decode()
    assert "Monday, 5 January, 18:00 (UTC)" in response.content.decode()


def test_nothing_typed_is_refused_and_kept(client):
    contact = ContactFactory()
    sent = {**ASKED, "text": " ", "subject": "SSO", "once": "x" * 22}
    response = client.post(path(contact), sent)
    assert response.status_code == 400
    assert 'value="SSO"' in response.content.decode()
    assert HelpRequest.objects.count() == 0


def test_nobody_sees_or_writes_to_the_requests_of_others(client):
    made = request(ContactFactory())
    other = ContactFactory(account=made.account)
    for method in (client.get, client.post):
        assert method(f"{path(other)}{made.pk}/", {"text": "Hello"}).status_code == 404
    assert made.subject not in client.get(path(other)).content.decode()
    assert made.messages.count() == 1


def test_the_thread_shows_answers_and_hides_internal_notes(client):
    made = request(ContactFactory())
    grace = UserFactory(first_name="Grace", last_name="Hopper")
    thread.note(made, "Difficult customer", by=grace, now=MOMENT)
    thread.answer(made, "Try **this** <script>", by=grace, now=MOMENT)
    page = client.get(f"{path(made.contact)}{made.pk}/").content.decode()
    assert "<strong>this</strong>" in page
    assert "Grace Hopper" in page
    assert "Difficult customer" not in page
    assert "<script>" not in page


def test_writing_again_and_solving(client):
    made = request(ContactFactory())
    here = f"{path(made.contact)}{made.pk}/"
    for _ in range(2):
        client.post(here, {"text": "Any news?"})
    assert made.messages.filter(kind=HelpMessage.Kind.CUSTOMER).count() == 2
    assert client.post(here, {"text": ""}).status_code == 400
    client.post(here, {"solved": "yes"})
    made.refresh_from_db()
    assert made.state == "closed"
    client.post(here, {"text": "It is back."})
    made.refresh_from_db()
    assert made.state == "open"
