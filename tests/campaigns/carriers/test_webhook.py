"""The webhook against a real server: what counts as success, and where it never goes."""

import socket

import pytest
import urllib3

from campaigns.carriers import webhook
from campaigns.carriers.outcome import Kind
from tests.campaigns.hook import Hook, hook


@pytest.fixture
def server():
    with hook() as found:
        yield found


def post(server: Hook, **given):
    return webhook.post(server.url, {"text": "é"}, **({"allow_private": True} | given))


def test_message_arrives_as_it_is(server):
    assert post(server).kind == Kind.ACCEPTED
    assert server.posts == [{"text": "é"}]
    assert server.paths == ["/services/T0/B0/secret?x=1"]


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (200, Kind.ACCEPTED),
        (204, Kind.ACCEPTED),
        (302, Kind.REFUSED),
        (400, Kind.REFUSED),
        (404, Kind.REFUSED),
        (410, Kind.REFUSED),
        (429, Kind.DEFERRED),
        (500, Kind.DEFERRED),
        (503, Kind.DEFERRED),
    ],
)
def test_only_2xx_is_success(status, kind, server):
    server.answers = [status]
    assert post(server).kind == kind


def test_redirect_is_not_followed(server):
    server.answers, server.headers = [307], {"Location": server.url}
    assert post(server).kind == Kind.REFUSED
    assert len(server.paths) == 1


def test_wait_that_the_other_side_asks_for_is_kept(server):
    server.answers, server.headers = [429], {"Retry-After": "120"}
    assert post(server).retry_after == 120


def test_answer_that_does_not_come_is_a_doubt(server, monkeypatch):
    monkeypatch.setattr(webhook, "TIMEOUT", urllib3.Timeout(connect=1, read=0.2))
    server.delay = 1
    assert post(server).kind == Kind.UNKNOWN
    assert len(server.posts) == 1


def test_connection_that_breaks_after_the_post_is_a_doubt(server):
    server.silent = True
    assert post(server).kind == Kind.UNKNOWN


def test_nobody_there_is_tried_again_and_counts_against_nothing():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    outcome = webhook.post(f"http://127.0.0.1:{port}/x", {}, allow_private=True)
    assert (outcome.kind, outcome.relay_down) == (Kind.DEFERRED, True)


def test_name_that_nobody_knows_is_tried_again():
    outcome = webhook.post("https://nobody.invalid/x", {}, allow_private=False)
    assert (outcome.kind, outcome.relay_down) == (Kind.DEFERRED, True)


def test_own_machine_is_refused_unless_allowed(server):
    outcome = post(server, allow_private=False)
    assert outcome.kind == Kind.REFUSED
    assert server.posts == []


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "0.0.0.0", "224.0.0.1", "[::1]", "[fe80::1]", "[fc00::1]", "[::ffff:10.0.0.1]",
        "[2002:0a00:0001::1]",
    ],
)  # fmt: skip
def test_addresses_inside_are_refused(address):
    outcome = webhook.post(f"https://{address}/x", {}, allow_private=False)
    assert outcome.kind == Kind.REFUSED
    assert "no public address" in outcome.reason


def test_name_with_one_address_inside_is_refused(monkeypatch):
    found = [(0, 0, 0, "", (ip, 443)) for ip in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    outcome = webhook.post("https://hooks.example.com/x", {}, allow_private=False)
    assert "10.0.0.1" in outcome.reason


def test_certificate_of_the_name_is_asked_for(server):
    """The server speaks no TLS, so nothing is said to it."""
    url = server.url.replace("http:", "https:")
    outcome = webhook.post(url, {}, allow_private=True)
    assert outcome.kind == Kind.DEFERRED
    assert server.posts == []
