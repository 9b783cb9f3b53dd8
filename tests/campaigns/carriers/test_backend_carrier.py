"""Mails through a provider's API or another backend: only what is sure to be undone is repeated."""

import json
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from anymail.exceptions import AnymailAPIError
from anymail.signals import post_send
from django.core import mail as django_mail
from django.core.exceptions import ImproperlyConfigured
from pytest_django.fixtures import Settings

from campaigns.carriers.backend import BackendCarrier, compose
from campaigns.carriers.backend_verdict import of_error
from campaigns.carriers.message import Outgoing
from campaigns.carriers.outcome import Kind
from tests.postgres import free_port

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
POSTMARK = "anymail.backends.postmark.EmailBackend"
A, R, D, U = Kind.ACCEPTED, Kind.REFUSED, Kind.DEFERRED, Kind.UNKNOWN


def mail(to: str = "ada@example.org", **changes: object) -> Outgoing:
    given = {
        "key": f"touch-{to}",
        "sender": "success@example.com",
        "sender_name": "Success, Team Größe",
        "to": to,
        "to_name": 'Ada "Countess" Lovelace',
        "subject": "Grüße",
        "text": "Hi Ada",
        "html": "<p>Hi Ada</p>",
        "reply_to": "ta@example.com",
        "headers": {"List-Unsubscribe": "<https://portal.example/u/1>", "X-Portal-Touch": "1"},
        "metadata": {"touch": "1"},
        "tags": ("welcome",),
    }
    return Outgoing(**{**given, **changes})


class Provider(ThreadingHTTPServer):
    """Speaks Postmark's API; the local part of the recipient says what to answer."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.taken: list[dict] = []
        self.connections = 0
        self.delay = 0.0
        self.over = threading.Event()


class Answer(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Provider

    def setup(self) -> None:
        super().setup()
        self.server.connections += 1

    def do_POST(self) -> None:
        payload = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        wish = payload["To"].rpartition("<")[2].partition("@")[0]
        time.sleep(self.server.delay)
        if wish == "hang":
            self.server.over.wait(10)
        if wish in ("hang", "drop"):
            self.close_connection = True
            return
        if wish.isdecimal():
            body = {"ErrorCode": 406 if wish == "422" else 10, "Message": "no"}
        else:
            self.server.taken.append(payload)
            body = {"ErrorCode": 0, "Message": "OK", "MessageID": f"id-{wish}"}
            body["To"] = "odd" if wish == "odd" else payload["To"]
        raw = b"no json" if wish == "garbled" else json.dumps(body).encode()
        self.send_response(int(wish) if wish.isdecimal() else 200)
        self.send_header("Content-Length", str(len(raw)))
        if wish == "429":
            self.send_header("Retry-After", "17")
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *_: object) -> None:
        """Quietly."""


@pytest.fixture
def provider(settings: Settings) -> Iterator[Provider]:
    server = Provider()
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    settings.ANYMAIL = {
        "POSTMARK_SERVER_TOKEN": "secret",
        "POSTMARK_API_URL": f"http://127.0.0.1:{server.server_port}/",
        "REQUESTS_TIMEOUT": 0.5,
    }
    yield server
    server.over.set()
    server.shutdown()
    server.server_close()


@pytest.fixture
def carrier(provider: Provider) -> Iterator[BackendCarrier]:
    carrier = BackendCarrier(POSTMARK, slots=8)
    yield carrier
    carrier.close()


def test_a_provider_gets_the_whole_mail_with_metadata_and_tags(
    carrier: BackendCarrier, provider: Provider
) -> None:
    (outcome,) = carrier.deliver([mail()], now=NOW)
    assert (outcome.kind, outcome.provider_id) == (A, "id-ada")
    (payload,) = provider.taken
    assert payload["From"] == '"Success, Team Größe" <success@example.com>'
    assert payload["To"] == '"Ada \\"Countess\\" Lovelace" <ada@example.org>'
    assert payload["Subject"] == "Grüße" and payload["ReplyTo"] == "ta@example.com"
    assert (payload["TextBody"], payload["HtmlBody"]) == ("Hi Ada", "<p>Hi Ada</p>")
    assert payload["Metadata"] == {"touch": "1"} and payload["Tag"] == "welcome"
    assert {"Name": "X-Portal-Touch", "Value": "1"} in payload["Headers"]


@pytest.mark.parametrize(
    ("wish", "kind", "relay_down"),
    [
        *[(code, R, False) for code in ("400", "413", "422")],
        *[(code, D, True) for code in ("401", "403")],
        *[(code, D, False) for code in ("429", "503")],
        *[(wish, U, False) for wish in ("500", "502", "504", "hang", "drop", "garbled", "odd")],
    ],
)
def test_each_answer_means_what_is_sure(
    carrier: BackendCarrier, wish: str, kind: Kind, relay_down: bool
) -> None:
    before, outcome, after = carrier.deliver(
        [mail(), mail(f"{wish}@example.org"), mail("eve@example.org")], now=NOW
    )
    assert (before.kind, after.kind) == (A, A)
    assert (outcome.kind, outcome.relay_down) == (kind, relay_down)
    assert outcome.reason and "\n" not in outcome.reason
    assert outcome.retry_after == (17 if wish == "429" else None)


def test_a_provider_that_cannot_be_reached_took_nothing(settings: Settings) -> None:
    settings.ANYMAIL = {
        "POSTMARK_SERVER_TOKEN": "secret",
        "POSTMARK_API_URL": f"http://127.0.0.1:{free_port()}/",
    }
    carrier = BackendCarrier(POSTMARK)
    (outcome,) = carrier.deliver([mail()], now=NOW)
    assert (outcome.kind, outcome.relay_down) == (D, True)
    carrier.close()


def test_slots_work_in_parallel_and_keep_their_sessions(
    carrier: BackendCarrier, provider: Provider
) -> None:
    provider.delay = 0.1
    started = time.monotonic()
    for _ in range(3):
        outcomes = carrier.deliver([mail(f"u{n}@example.org") for n in range(8)], now=NOW)
        assert [outcome.kind for outcome in outcomes] == [A] * 8
        assert [outcome.provider_id for outcome in outcomes] == [f"id-u{n}" for n in range(8)]
    assert time.monotonic() - started < 1.2, "one after the other takes 2.4"
    assert provider.connections == 8


def test_a_broken_mail_is_refused_and_its_neighbours_go(carrier: BackendCarrier) -> None:
    broken = [mail("nobody"), mail(subject="a\nb"), mail(headers={"X": "a\nb"}), mail(tags=None)]
    broken.append(mail(sender_name="x\r\nBcc: a@b.cc"))
    outcomes = carrier.deliver([*broken, mail()], now=NOW)
    assert [outcome.kind for outcome in outcomes] == [R] * 5 + [A]


def test_what_falls_over_after_the_mail_was_taken_does_not_undo_it(carrier: BackendCarrier) -> None:
    def receiver(**_: object) -> None:
        raise RuntimeError("ours")

    post_send.connect(receiver)
    try:
        (outcome,) = carrier.deliver([mail()], now=NOW)
    finally:
        post_send.disconnect(receiver)
    assert (outcome.kind, outcome.provider_id) == (A, "id-ada")


def test_a_provider_without_its_settings_is_found_out_before_any_claim(
    settings: Settings,
) -> None:
    settings.ANYMAIL = {}
    with pytest.raises(ImproperlyConfigured):
        BackendCarrier(POSTMARK)


def test_any_django_backend_carries_the_same_mail() -> None:
    carrier = BackendCarrier("django.core.mail.backends.locmem.EmailBackend")
    outcomes = carrier.deliver([mail(), mail("eve@example.org")], now=NOW)
    carrier.close()
    assert [outcome.kind for outcome in outcomes] == [A, A]
    first, second = django_mail.outbox
    assert second.to == ['"Ada \\"Countess\\" Lovelace" <eve@example.org>']
    assert first.alternatives[0].content == "<p>Hi Ada</p>"
    assert first.message()["X-Portal-Touch"] == "1"


def test_an_error_nobody_knows_leaves_the_mail_in_doubt() -> None:
    assert of_error(compose(mail()), RuntimeError("?")).kind is U
    assert of_error(compose(mail()), AnymailAPIError("?")).kind is U


@pytest.mark.parametrize(("status", "kind"), [(400, R), (429, D), (503, D), (500, U)])
def test_an_answer_of_amazon_is_read_too(status: int, kind: Kind) -> None:
    response = {"ResponseMetadata": {"HTTPStatusCode": status}}
    assert of_error(compose(mail()), AnymailAPIError("?", response=response)).kind is kind
