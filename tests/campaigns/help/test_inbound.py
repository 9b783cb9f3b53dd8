"""Mail that comes in: kept as it came, joined to its request once, machines left out."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse

from campaigns.help import addresses, inbound
from campaigns.letters import write
from campaigns.models import CustomerMail, HelpRequest, InboundMail
from campaigns.sending.letters import message_id
from tests.factories.accounts import MOMENT, ContactFactory
from tests.factories.campaigns import TouchFactory
from tests.factories.surveys import request

pytestmark = pytest.mark.django_db
LATER = MOMENT + timedelta(hours=1)


@pytest.fixture(autouse=True)
def mailbox(settings):
    settings.PORTAL_INBOUND_ADDRESS = "help@in.vendor.example"
    settings.ANYMAIL = {**settings.ANYMAIL, "WEBHOOK_SECRET": "post:secret"}


@pytest.fixture
def made():
    return request(ContactFactory(email="ada@x.example"))


def mail(to: str, text: str = "It works now.\n\nOn Monday, Grace wrote:\n> Try", **fields) -> dict:
    """As Postmark posts it."""
    headers = [{"Name": name, "Value": value} for name, value in fields.pop("headers", {}).items()]
    return {
        "FromFull": {"Email": fields.pop("sender", "ada@x.example"), "Name": "Ada"},
        "ToFull": [{"Email": to, "Name": ""}],
        "OriginalRecipient": to,
        "Subject": "Re: We cannot sign in.",
        "MessageID": "postmark-1",
        "TextBody": text,
        "Headers": headers,
        "Attachments": [],
        **fields,
    }


def post(client, data: dict, secret: str = "post:secret"):
    from base64 import b64encode

    return client.post(
        reverse("public:anymail:postmark_inbound_webhook"),
        json.dumps(data),
        content_type="application/json",
        headers={"Authorization": f"Basic {b64encode(secret.encode()).decode()}"},
    )


def result(client, data: dict) -> str:
    assert post(client, data).status_code == 200
    inbound.handle_waiting(now=LATER)
    return InboundMail.objects.get().result


def test_an_answer_to_the_address_of_a_request_joins_it_once(client, made):
    data = mail(addresses.reply_to(made.pk).upper())
    for _ in range(2):
        assert post(client, data).status_code == 200
    assert inbound.handle_waiting(now=LATER) == 1
    assert inbound.handle_waiting(now=LATER) == 0
    last = made.messages.last()
    assert (last.text, last.came_from, made.messages.count()) == (
        "It works now.",
        "ada@x.example",
        2,
    )
    assert InboundMail.objects.get().request == made


def test_without_the_secret_nothing_is_kept(client, made):
    response = post(client, mail(addresses.reply_to(made.pk)), secret="post:wrong")
    assert response.status_code == 400
    assert InboundMail.objects.count() == 0


def test_an_answer_is_known_by_the_mail_it_answers(client, made):
    headers = {"In-Reply-To": write.message_id(CustomerMail.objects.get())}
    assert result(client, mail("grace@v.example", headers=headers)) == "joined"


@pytest.mark.parametrize(
    ("fields", "became"),
    [
        ({"sender": "eve@y.example", "headers": {"In-Reply-To": "{first}"}}, "unknown"),
        ({"headers": {"Auto-Submitted": "auto-replied"}}, "automatic"),
        ({"headers": {"Auto-Submitted": "no"}}, "unknown"),
        ({"headers": {"Precedence": "bulk"}}, "automatic"),
        ({"headers": {"Return-Path": "<>"}}, "automatic"),
        ({}, "unknown"),
    ],
)
def test_what_is_no_answer_joins_nothing(client, made, fields, became):
    first = write.message_id(CustomerMail.objects.get())
    headers = {k: v.format(first=first) for k, v in fields.pop("headers", {}).items()}
    assert result(client, mail("grace@v.example", headers=headers, **fields)) == became
    assert made.messages.count() == 1


def test_a_forged_address_joins_nothing(client, made):
    own = addresses.reply_to(made.pk)
    other = own.replace(f"+{made.pk}-", f"+{made.pk + 1}-")
    request(ContactFactory())
    assert result(client, mail(other)) == "unknown"
    assert addresses.request_of(own.replace("in.vendor", "in.other")) is None


def test_a_mail_to_the_address_itself_opens_a_request_for_the_one_contact_with_the_address(client):
    contact = ContactFactory(email="ada@x.example")
    assert result(client, mail("help@in.vendor.example", "We need more seats.")) == "opened"
    opened = HelpRequest.objects.get()
    assert (opened.contact, opened.source) == (contact, "mail")


def test_a_mail_of_an_address_on_two_accounts_is_left_to_a_person(client):
    for _ in range(2):
        ContactFactory(email="ada@x.example")
    assert result(client, mail("help@in.vendor.example")) == "unknown"


def test_attachments_are_dropped_and_named(client, made):
    file = {"Name": "log.txt", "ContentType": "text/plain", "Content": "QQ==", "ContentLength": 1}
    data = mail(addresses.reply_to(made.pk), Attachments=[file])
    assert result(client, data) == "joined"
    assert made.messages.last().dropped == ["log.txt"]


def test_a_mail_that_cannot_be_handled_stops_no_other(client, made, monkeypatch):
    usual = inbound.thread.reply

    def break_once(request, words, **given):
        if words == "Break.":
            raise RuntimeError("broken")
        return usual(request, words, **given)

    monkeypatch.setattr(inbound.thread, "reply", break_once)
    address = addresses.reply_to(made.pk)
    post(client, mail(address, "Break.", MessageID="1"))
    post(client, mail(address, "Fine.", MessageID="2"))
    assert inbound.handle_waiting(now=LATER) == 1
    assert made.messages.last().text == "Fine."
    assert InboundMail.objects.filter(handled_at=None).count() == 1


@pytest.mark.parametrize(
    ("sender", "kinds"), [("ada@x.example", ["replied"]), ("eve@x.example", [])]
)
def test_answer_to_a_campaigns_mail_by_its_own_receiver_counts_as_a_reply(client, sender, kinds):
    ada = ContactFactory(email="ada@x.example")
    ContactFactory(account=ada.account, email="eve@x.example")
    touch = TouchFactory(contact=ada, account=ada.account, address=ada.email, status="sent")
    headers = {"In-Reply-To": message_id(touch.pk, 1)}
    sent = mail("help@in.vendor.example", sender=sender, headers=headers)
    assert result(client, sent) == InboundMail.Result.OPENED
    assert [response.kind for response in touch.responses.all()] == kinds
