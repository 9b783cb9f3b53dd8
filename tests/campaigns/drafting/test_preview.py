"""Tests that a preview is the very mail."""

import re

import pytest
from django.utils import timezone

from accounts.models import Contact
from campaigns.drafting import draft as drafts
from campaigns.drafting.preview import preview
from campaigns.models import Campaign, Status
from campaigns.sending import sample
from campaigns.sending.letters import letter_of
from tests.factories.accounts import MOMENT, ContactFactory, ContractFactory, UserFactory
from tests.factories.campaigns import TouchFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def quarterly() -> Campaign:
    return Campaign.objects.get(slug="quarterly_checkin")


def reader(**changes) -> Contact:
    contact = ContactFactory(champion=True, **changes)
    ContractFactory(account=contact.account, products="cody")
    return Contact.objects.select_related("account__ta", "account__programme").get(pk=contact.pk)


def shown(campaign: Campaign, contact: Contact, **copy: str):
    on = timezone.localdate(MOMENT)
    words = {**drafts.copies_of(campaign.current)["message"], **copy}
    return preview(
        words,
        "message",
        campaign=campaign,
        rule=campaign.current.rule,
        contact=contact,
        on=on,
        now=MOMENT,
    )


def test_preview_is_the_mail_byte_for_byte(quarterly):
    contact = reader()
    touch = TouchFactory(contact=contact, status=Status.PLANNED)
    mail = letter_of(touch).outgoing(1)
    found = shown(quarterly, contact).rendered
    assert (found.subject, found.text, found.html) == (mail.subject, mail.text, mail.html)


def test_condition_follows_the_reader(quarterly):
    body = "::: if cody\nWITH\n::: end\n\n::: if code_search\nSEARCH\n::: else\nNOSEARCH\n::: end"
    body += "\n\n::: if champion\nCHAMP\n::: end"
    text = shown(quarterly, reader(), body=body).rendered.text
    assert [word in text for word in ("WITH", "NOSEARCH", "CHAMP")] == [True] * 3
    assert "SEARCH\n" not in text.replace("NOSEARCH", "")


def test_condition_holds_in_the_mail_too(quarterly):
    contact = reader()
    message = quarterly.current.messages.get()
    message.body = "::: if cody\nWITH\n::: else\nWITHOUT\n::: end"
    message.save()
    touch = TouchFactory(contact=contact, status=Status.PLANNED)
    assert "WITH\n" in letter_of(touch).outgoing(1).text


def test_mistake_comes_with_its_place(quarterly):
    found = shown(quarterly, reader(), body="Hi\n\n{{ nobody }}")
    assert (found.rendered, found.field, found.line) == (None, "body", 3)


def test_value_that_this_reader_lacks_is_told(quarterly):
    found = shown(quarterly, reader(), body="{{ figure_mau }} people")
    assert found.rendered is None
    assert "figure_mau has no value" in found.mistake


def test_test_mail_is_the_mail_with_a_banner(quarterly, settings, smtp_sink):
    settings.PORTAL_SENDING, settings.EMAIL_HOST = "on", "127.0.0.1"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = smtp_sink.port
    contact, me = reader(first_name="Zoë", last_name="Maß"), UserFactory()
    rendered = shown(quarterly, contact).rendered
    outcome = sample.send(rendered, reader=str(contact), to=me, now=MOMENT)
    assert outcome.kind == "accepted"
    [message] = smtp_sink.messages
    assert message["To"].addresses[0].addr_spec == me.email
    assert message["Subject"].startswith("[Test] ")
    # Line ends are the road's.
    html, text = (
        message.get_body((kind,)).get_content().replace("\r\n", "\n").rstrip("\n")
        for kind in ("html", "plain")
    )
    said = "Test. Zoë Maß would get what follows; nobody but you got this."
    assert message["Subject"] == f"[Test] {rendered.subject}"
    assert text == f"{said}\n\n{rendered.text}".rstrip("\n")
    # Without the banner, which is the first thing in the body, it is the preview.
    banner = re.search(rf"<p style=[^>]*>{re.escape(said)}</p>", html)
    assert re.search(r"<body[^>]*>$", html[: banner.start()])
    bare = html[: banner.start()] + html[banner.end() :]
    assert bare == rendered.html.rstrip("\n")


def test_no_test_while_sending_is_off(quarterly, settings):
    settings.PORTAL_SENDING = "off"
    rendered = shown(quarterly, reader()).rendered
    with pytest.raises(ValueError, match="off"):
        sample.send(rendered, reader="Ada", to=UserFactory(), now=MOMENT)
