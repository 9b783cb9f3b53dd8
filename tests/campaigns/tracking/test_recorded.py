"""Each kind of event of each provider: proven, stored as it came, and made something of later."""

import json

import pytest

from accounts import consent
from accounts.models import Suppression
from campaigns.models import ProviderEvent, Touch, TouchResponse
from campaigns.tracking import handle
from tests.campaigns.roads import NOW
from tests.campaigns.tracking import provider_posts as posts
from tests.campaigns.tracking.recorded import EVENTS, PROVIDERS, Post, payload, post
from tests.factories.campaigns import TouchFactory

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::anymail.exceptions.AnymailWarning"),
]
# What the heartbeat makes of each: outcome, why the address gets nothing, what a person did.
MEANS = {
    "delivered": ("delivered", "", []),
    "bounced_hard": ("bounced", "bounced", []),
    "bounced_soft": ("bounced", "", []),
    "deferred": ("", "", []),
    "complained": ("complained", "complained", []),
    "unsubscribed": ("", "opted_out", []),
    "opened": ("", "", []),
    "clicked": ("", "", ["clicked"]),
}
# Mailgun goes on trying after a temporary failure: it is no bounce yet.
MAILGUN = {"bounced_soft": ("", "", [])}


@pytest.fixture(autouse=True)
def secrets(settings):
    settings.ANYMAIL = {
        "WEBHOOK_SECRET": posts.SECRET,
        "MAILGUN_WEBHOOK_SIGNING_KEY": posts.SIGNING_KEY,
    }


def tell(client, told: Post):
    return client.post(told.path, told.body, content_type=told.content_type, **told.headers)


def sent(**fields) -> Touch:
    return TouchFactory(status="sent", transport="mail", sent_at=NOW, **fields)


def made_of(touch: Touch) -> tuple[str, str, list[str]]:
    reason = consent.reasons([touch.address]).get(touch.address, "")
    kinds = list(TouchResponse.objects.filter(touch=touch).values_list("kind", flat=True))
    return Touch.objects.get(pk=touch.pk).outcome, reason, kinds


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("event", EVENTS)
def test_event_is_stored_at_once_and_acted_on_by_the_heartbeat(client, provider, event):
    touch = sent()
    told = payload(provider, event, touch=touch.pk, address=touch.address)
    assert tell(client, post(provider, told)).status_code == 200
    kept = ProviderEvent.objects.get()
    assert (kept.address, kept.handled_at, kept.touch_id) == (touch.address, None, None)
    assert made_of(touch) == ("", "", [])
    assert handle.handle_waiting(now=NOW) == 1
    means = MAILGUN.get(event) if provider == "mailgun" else None
    assert made_of(touch) == (means or MEANS[event])
    assert ProviderEvent.objects.get().touch_id == touch.pk


@pytest.mark.parametrize("provider", PROVIDERS)
def test_event_is_kept_as_it_came(client, provider):
    told = payload(provider, "delivered")
    tell(client, post(provider, told))
    came = ProviderEvent.objects.get().raw["came"]
    if provider == "amazon_ses":
        assert came == json.loads(told["Message"])
    elif provider == "mailgun":
        assert came["event-data"] == told["event-data"]
    else:
        assert came == (told[0] if provider == "sendgrid" else told)


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("login", ["", "Basic cG9ydGFsOndyb25n", "Bearer opensesame", "Basic ?"])
def test_post_without_the_right_secret_is_refused_and_stores_nothing(client, provider, login):
    told = post(provider, payload(provider, "complained"), HTTP_AUTHORIZATION=login)
    assert tell(client, told).status_code in (400, 401)
    assert not ProviderEvent.objects.exists()


@pytest.mark.parametrize("field", ["signature", "token", "timestamp"])
def test_mailguns_signature_covers_token_and_time(client, field):
    told = post("mailgun", payload("mailgun", "complained"))
    body = json.loads(told.body)
    body["signature"][field] = "1" * 64
    assert tell(client, told._replace(body=json.dumps(body))).status_code == 400
    del body["signature"]
    assert tell(client, told._replace(body=json.dumps(body))).status_code == 400
    assert not ProviderEvent.objects.exists()


@pytest.mark.parametrize("header", ["MESSAGE_TYPE", "MESSAGE_ID"])
def test_amazons_headers_have_to_fit_the_body(client, header):
    told = post(
        "amazon_ses", payload("amazon_ses", "complained"), **{f"HTTP_X_AMZ_SNS_{header}": "x"}
    )
    assert tell(client, told).status_code in (400, 500)
    assert not ProviderEvent.objects.exists()


@pytest.mark.parametrize("provider", PROVIDERS)
def test_nonsense_is_not_taken(client, provider):
    client.raise_request_exception = False
    told = post(provider, payload(provider, "delivered"))
    assert tell(client, told._replace(body="<xml/>")).status_code >= 400
    assert not ProviderEvent.objects.exists()


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("event", EVENTS)
def test_same_call_again_is_the_same_event(client, provider, event):
    touch = sent()
    told = post(provider, payload(provider, event, touch=touch.pk, address=touch.address))
    for _ in range(3):
        assert tell(client, told).status_code == 200
        handle.handle_waiting(now=NOW)
    assert ProviderEvent.objects.count() == 1
    assert made_of(touch) == (MAILGUN if provider == "mailgun" else {}).get(event, MEANS[event])


def test_mailguns_event_told_again_with_another_token_is_the_same(client):
    told = payload("mailgun", "delivered")
    tell(client, post("mailgun", told))
    told["signature"]["token"] = "f" * 50
    tell(client, post("mailgun", told))
    assert ProviderEvent.objects.count() == 1


def test_one_call_brings_the_events_of_many_mails(client, django_assert_num_queries):
    mails = [sent() for _ in range(30)]
    batch = []
    for number, touch in enumerate(mails):
        event = EVENTS[number % len(EVENTS)]
        told = payload("sendgrid", event, touch=touch.pk, address=touch.address)
        batch += [{**told[0], "sg_event_id": f"event-{number}"}]
    with django_assert_num_queries(len(batch)):
        assert tell(client, post("sendgrid", batch)).status_code == 200
    assert handle.handle_waiting(now=NOW) == len(batch)
    for number, touch in enumerate(mails):
        assert made_of(touch) == MEANS[EVENTS[number % len(EVENTS)]], number


def test_call_with_an_event_that_is_none_stores_nothing(client):
    client.raise_request_exception = False
    good = payload("sendgrid", "delivered")[0]
    assert tell(client, post("sendgrid", [good, {"email": "x@y.example"}])).status_code == 500
    assert not ProviderEvent.objects.exists()


def test_amazons_topic_is_confirmed_by_a_person_with_the_link_it_brings(client):
    told = payload("amazon_ses", "subscription_confirmation")
    assert tell(client, post("amazon_ses", told)).status_code == 200
    handle.handle_waiting(now=NOW)
    kept = ProviderEvent.objects.get()
    assert (kept.kind, kept.raw["came"]["SubscribeURL"]) == ("confirmation", told["SubscribeURL"])
    assert not Suppression.objects.exists()


def test_keys_of_customers_in_clicked_links_are_not_kept(client, settings):
    touch = sent()
    told = payload("postmark", "clicked", touch=touch.pk, address=touch.address)
    told["OriginalLink"] = f"{settings.PORTAL_BASE_URL}/p/{'k3y' * 12}/"
    tell(client, post("postmark", told))
    assert "k3yk3y" not in json.dumps(ProviderEvent.objects.get().raw)
    handle.handle_waiting(now=NOW)
    assert made_of(touch)[2] == ["clicked"]
