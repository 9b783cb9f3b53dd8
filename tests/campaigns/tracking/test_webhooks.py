"""Posts of mail providers at their real addresses: believed when they prove who they are."""

import json
from itertools import permutations

import pytest

from accounts import consent
from accounts.models import Suppression
from campaigns.models import ProviderEvent, Touch
from campaigns.tracking import handle
from tests.campaigns.roads import NOW
from tests.campaigns.tracking import provider_posts as posts
from tests.factories.accounts import ContactFactory
from tests.factories.campaigns import TouchFactory

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::anymail.exceptions.AnymailWarning"),
]


@pytest.fixture(autouse=True)
def secrets(settings):
    settings.ANYMAIL = {
        "WEBHOOK_SECRET": posts.SECRET,
        "MAILGUN_WEBHOOK_SIGNING_KEY": posts.SIGNING_KEY,
    }


@pytest.fixture
def tell(client):
    """Post to a provider's address, by default with the right password; the heartbeat follows."""

    def post(provider, body, **headers):
        headers = headers or posts.BASIC
        answer = client.post(
            f"/anymail/{provider}/tracking/", json.dumps(body), "application/json", **headers
        )
        handle.handle_waiting(now=NOW)
        return answer

    return post


def sent(**fields) -> Touch:
    return TouchFactory(status="sent", transport="mail", sent_at=NOW, **fields)


def reload(touch: Touch) -> Touch:
    return Touch.objects.get(pk=touch.pk)


# What an event does.


def test_delivery_is_noted_and_the_event_kept_as_it_came(tell):
    touch = sent()
    event = posts.postmark("Delivery", touch.pk, touch.address)
    assert tell("postmark", event).status_code == 200
    assert reload(touch).outcome == "delivered"
    kept = ProviderEvent.objects.get()
    assert (kept.provider, kept.kind, kept.touch_id) == ("postmark", "delivered", touch.pk)
    assert kept.raw["came"] == event
    assert kept.handled_at is not None


@pytest.mark.parametrize("provider", ["postmark", "mailgun"])
def test_hard_bounce_silences_the_address(tell, provider):
    touch = sent()
    if provider == "postmark":
        event = posts.postmark("Bounce", touch.pk, touch.address)
    else:
        event = posts.mailgun(
            "failed", touch.pk, touch.address, severity="permanent", reason="bounce"
        )
    assert tell(provider, event).status_code == 200
    assert reload(touch).outcome == "bounced"
    assert consent.reasons([touch.address]) == {touch.address: "bounced"}
    assert Suppression.objects.get().source == f"{provider}: bounced"


@pytest.mark.parametrize(
    ("provider", "event"),
    [
        ("postmark", {"Type": "SoftBounce", "TypeCode": 4096, "Details": "smtp;452 4.2.2 full"}),
        ("postmark", {"Type": "Transient", "TypeCode": 2}),
        ("mailgun", {"severity": "temporary", "reason": "generic"}),
    ],
)
def test_soft_bounce_silences_nobody(tell, provider, event):
    touch = sent()
    if provider == "postmark":
        event = posts.postmark("Bounce", touch.pk, touch.address, **event)
    else:
        event = posts.mailgun("failed", touch.pk, touch.address, **event)
    assert tell(provider, event).status_code == 200
    assert not Suppression.objects.exists()


@pytest.mark.parametrize("provider", ["postmark", "mailgun"])
def test_complaint_silences_the_address_everywhere(tell, provider):
    touch = sent()
    if provider == "postmark":
        event = posts.postmark("SpamComplaint", touch.pk, touch.address)
    else:
        event = posts.mailgun("complained", touch.pk, touch.address)
    tell(provider, event)
    assert reload(touch).outcome == "complained"
    assert consent.reasons([touch.address]) == {touch.address: "complained"}


@pytest.mark.parametrize("provider", ["postmark", "mailgun"])
def test_opt_out_at_the_provider_is_an_opt_out_here(tell, provider):
    touch = sent()
    if provider == "postmark":
        event = posts.postmark("SubscriptionChange", touch.pk, touch.address)
    else:
        event = posts.mailgun("unsubscribed", touch.pk, touch.address)
    tell(provider, event)
    assert reload(touch).outcome == ""
    assert consent.reasons([touch.address]) == {touch.address: "opted_out"}


def test_open_changes_nothing_but_the_log_of_events(tell):
    touch = sent()
    tell("postmark", posts.postmark("Open", touch.pk, touch.address))
    assert (reload(touch).outcome, reload(touch).status) == ("", "sent")
    assert ProviderEvent.objects.count() == 1


# Doubt ends.


@pytest.mark.parametrize("status", ["uncertain", "sending", "failed", "planned"])
@pytest.mark.parametrize("record", ["Delivery", "Bounce", "Open"])
def test_any_proof_that_a_mail_was_taken_marks_it_sent(tell, status, record):
    touch = TouchFactory(status=status, attempts=1)
    tell("postmark", posts.postmark(record, touch.pk, touch.address))
    assert (reload(touch).status, reload(touch).transport) == ("sent", "mail")


def test_mail_that_the_provider_refused_to_send_is_settled_as_failed(tell):
    touch = TouchFactory(status="uncertain", attempts=1)
    event = posts.mailgun("rejected", touch.pk, touch.address, reject={"reason": "not allowed"})
    tell("mailgun", event)
    assert (reload(touch).status, reload(touch).outcome) == ("failed", "bounced")


def test_message_id_names_the_row_where_metadata_does_not(tell):
    touch = TouchFactory(status="uncertain")
    event = posts.mailgun("delivered", touch.pk, touch.address, **{"user-variables": {}})
    tell("mailgun", event)
    assert reload(touch).status == "sent"


def test_providers_own_id_names_the_row_where_nothing_else_does(tell):
    touch = sent(provider_id="883953f4-6105-42a2-a16a-77a8eac79483")
    tell("postmark", posts.postmark("Delivery", "", touch.address, Metadata={}))
    assert reload(touch).outcome == "delivered"


# Order, repetition, nonsense.


@pytest.mark.parametrize("order", list(permutations(["Delivery", "Bounce", "SpamComplaint"])))
def test_gravest_outcome_stays_in_whatever_order_events_come(tell, order):
    touch = sent()
    for record in order:
        tell("postmark", posts.postmark(record, touch.pk, touch.address))
    assert reload(touch).outcome == "complained"


def test_same_post_again_does_nothing_more(tell):
    touch = sent()
    event = posts.postmark("Bounce", touch.pk, touch.address)
    tell("postmark", event)
    consent.lift(touch.address, reason="bounced", source="asked by phone", now=NOW)
    for _ in range(3):
        assert tell("postmark", event).status_code == 200
    assert ProviderEvent.objects.count() == 1
    assert not Suppression.objects.exists()


def test_event_without_an_id_is_told_apart_by_its_contents(tell):
    touch, other = sent(), sent()
    for _ in range(2):
        tell("postmark", posts.postmark("Delivery", touch.pk, touch.address))
        tell("postmark", posts.postmark("Delivery", other.pk, other.address))
    assert ProviderEvent.objects.count() == 2


def test_bad_event_in_a_batch_stops_no_other_and_is_tried_again(tell, monkeypatch):
    good, bad, last = sent(), sent(), sent()
    usual = consent.suppress

    def stumble(addresses, **rest):
        if bad.address in addresses:
            raise RuntimeError("stumbled")
        return usual(addresses, **rest)

    monkeypatch.setattr(consent, "suppress", stumble)
    batch = [
        posts.sendgrid("bounce", touch.pk, touch.address, number, type="bounce", status="5.1.1")
        for number, touch in enumerate([good, bad, last])
    ]
    for _ in range(2):
        assert tell("sendgrid", batch).status_code == 200
    assert set(consent.reasons([t.address for t in (good, bad, last)])) == {
        good.address,
        last.address,
    }
    assert (reload(bad).outcome, ProviderEvent.objects.count()) == ("", 3)
    monkeypatch.undo()
    assert handle.handle_waiting(now=NOW) == 1
    assert handle.handle_waiting(now=NOW) == 0
    assert consent.reasons([bad.address]) == {bad.address: "bounced"}
    assert reload(bad).outcome == "bounced"


@pytest.mark.parametrize("number", ["", "x", "-1", "9" * 30, "0", None, {"a": 1}, "12\x00"])
def test_event_about_no_row_of_ours_is_kept_and_harmless(tell, number):
    event = posts.postmark("Bounce", "", "stranger@else.example", Metadata={"touch": number})
    assert tell("postmark", event).status_code == 200
    assert ProviderEvent.objects.get().touch is None
    assert not Suppression.objects.exists()


def test_row_of_another_address_is_not_touched(tell):
    touch = sent()
    tell("postmark", posts.postmark("Bounce", touch.pk, "other@else.example"))
    assert reload(touch).outcome == ""


def test_bounce_of_a_known_address_silences_it_also_without_a_row(tell):
    contact = ContactFactory()
    tell("postmark", posts.postmark("Bounce", "", contact.email.upper(), Metadata={}))
    assert consent.reasons([contact.email]) == {contact.email: "bounced"}


# Forgeries.


@pytest.mark.parametrize(
    "headers", [{"HTTP_X_NOTHING": "1"}, {"HTTP_AUTHORIZATION": "Basic cG9ydGFsOndyb25n"}]
)
def test_post_without_the_password_is_refused_and_changes_nothing(tell, headers):
    touch = sent()
    event = posts.postmark("Bounce", touch.pk, touch.address)
    assert tell("postmark", event, **headers).status_code == 400
    assert not ProviderEvent.objects.exists()
    assert not Suppression.objects.exists()
    assert reload(touch).outcome == ""


def test_mailgun_post_with_a_forged_signature_is_refused(tell):
    touch = sent()
    event = posts.mailgun("complained", touch.pk, touch.address)
    event["signature"]["signature"] = "0" * 64
    assert tell("mailgun", event).status_code == 400
    assert not Suppression.objects.exists()


def test_without_a_secret_every_post_is_refused(client):
    from tests import settings as fresh

    assert fresh.ANYMAIL["WEBHOOK_SECRET"].startswith("nobody:")


def test_get_at_a_providers_address_is_refused(client):
    assert client.get("/anymail/postmark/tracking/").status_code == 405
