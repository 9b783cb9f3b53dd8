"""What a provider tells of single mails ends the doubt about them, and silences a dead address."""

import pytest

from accounts import consent
from campaigns.models import CustomerMail, ProviderEvent
from campaigns.tracking import handle
from tests.campaigns.letters.test_letters import planned
from tests.campaigns.roads import NOW
from tests.factories.accounts import ContactFactory

pytestmark = pytest.mark.django_db


def told(kind: str, mail: CustomerMail, /, **told) -> None:
    usual = {"reason": "", "said": ["", ""], "message_id": "", "mail": str(mail.pk), "agent": ""}
    ProviderEvent.objects.create(
        provider="postmark",
        event_key=kind,
        kind=kind,
        address=mail.contact.email,
        at=NOW,
        raw={"told": usual | told, "came": {}},
        received_at=NOW,
    )
    assert handle.handle_waiting(now=NOW) == 1


@pytest.mark.parametrize(
    ("kind", "status", "becomes"),
    [
        ("delivered", "uncertain", "sent"),
        ("bounced", "uncertain", "sent"),
        ("delivered", "planned", "sent"),
        ("rejected", "uncertain", "failed"),
        ("rejected", "sent", "sent"),
        ("delivered", "skipped", "skipped"),
    ],
)
def test_event_settles_the_mail(kind, status, becomes):
    mail = planned()
    CustomerMail.objects.update(status=status)
    told(kind, mail)
    assert CustomerMail.objects.get().status == becomes


def test_gravest_outcome_stays_in_any_order():
    mail = planned()
    CustomerMail.objects.update(status="sent")
    for kind, becomes in [
        ("delivered", "delivered"),
        ("complained", "complained"),
        ("bounced", "complained"),
        ("delivered", "complained"),
    ]:
        ProviderEvent.objects.all().delete()
        told(kind, mail)
        row = CustomerMail.objects.get()
        assert (row.status, row.outcome, row.outcome_at) == ("sent", becomes, NOW)


@pytest.mark.parametrize("kind", ["bounced", "complained"])
def test_bounce_and_complaint_mark_the_row_and_silence_the_address(kind):
    mail = planned()
    CustomerMail.objects.update(status="sent")
    told(kind, mail, reason="invalid" if kind == "bounced" else "")
    assert CustomerMail.objects.get().outcome == kind
    assert consent.reasons([mail.contact.email]) == {mail.contact.email: kind}


def test_message_id_of_ours_is_enough():
    mail = planned()
    CustomerMail.objects.update(status="uncertain")
    told("delivered", mail, mail="", message_id=f"<mail.{mail.pk}@portal.example>")
    assert CustomerMail.objects.get().status == "sent"


def test_number_that_is_nobodys_changes_nothing():
    mail = planned()
    told("delivered", mail, mail="9" * 18)
    assert CustomerMail.objects.get().status == "planned"


def test_hard_bounce_silences_the_address():
    contact = ContactFactory()
    told("bounced", planned(contact), reason="invalid")
    assert consent.reasons([contact.email]) == {contact.email: "bounced"}
