"""Mails over SMTP: each gets the one outcome that is true, whatever the relay does."""

import shutil
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from campaigns import mime
from campaigns.carriers import smtp_link
from campaigns.carriers.message import Outgoing
from campaigns.carriers.outcome import Kind, Outcome
from campaigns.carriers.smtp import SmtpCarrier
from campaigns.carriers.smtp_link import Relay
from tests.campaigns.carriers.scripted import DROP, HANG, Scripted
from tests.smtp_sink import Sink

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
A, R, D, U = Kind.ACCEPTED, Kind.REFUSED, Kind.DEFERRED, Kind.UNKNOWN

Open = Callable[..., SmtpCarrier]


@pytest.fixture
def carrier_to() -> Iterator[Open]:
    """Opens carriers with little patience, and closes them."""
    opened = []

    def open_(server: Scripted | Sink, *, slots: int = 4, **relay: object) -> SmtpCarrier:
        given = {"timeout": 0.8, "answer_timeout": 0.8, "local_name": "portal.example", **relay}
        opened.append(SmtpCarrier(Relay(host="127.0.0.1", port=server.port, **given), slots=slots))
        return opened[-1]

    yield open_
    for carrier in opened:
        carrier.close()


@pytest.fixture(params=["PIPELINING", ""], ids=["pipelining", "step by step"])
def extensions(request: pytest.FixtureRequest) -> str:
    return request.param


def mail(number: int, **changes: object) -> Outgoing:
    given = {
        "key": f"touch-{number}",
        "sender": "success@example.com",
        "to": f"u{number}@example.org",
        "subject": f"Mail {number}",
        "text": "Hi\n.\n.. dots\nFrom here",
        "html": "<p>Hi</p>\n.\n",
        "headers": {"Message-ID": f"<{number}@example.com>"},
    }
    return Outgoing(**{**given, **changes})


def mails(count: int) -> list[Outgoing]:
    return [mail(number) for number in range(count)]


def kinds(outcomes: list[Outcome]) -> list[Kind]:
    return [outcome.kind for outcome in outcomes]


def test_contents_arrive_byte_for_byte_over_one_connection_each(
    carrier_to: Open, extensions: str
) -> None:
    with Scripted(extensions=extensions) as server:
        carrier = carrier_to(server)
        for wave in range(3):
            outcomes = carrier.deliver([mail(wave * 4 + n) for n in range(4)], now=NOW)
            assert kinds(outcomes) == [A] * 4
        assert len(server.heard) == 4
        assert dict(server.accepted) == {m.to: mime.build(m, date=NOW) for m in mails(12)}


def test_more_mails_than_connections_go_in_rounds(carrier_to: Open, extensions: str) -> None:
    with Scripted(extensions=extensions) as server:
        assert kinds(carrier_to(server, slots=3).deliver(mails(10), now=NOW)) == [A] * 10
        assert len(server.heard) == 3
        assert server.recipients == sorted(m.to for m in mails(10))


def test_a_server_of_the_real_kind_takes_everything(carrier_to: Open) -> None:
    with Sink(refusals={"u2@example.org": "550 5.1.1 no such user"}, delay=0.05) as sink:
        carrier = carrier_to(sink, slots=8, answer_timeout=5)
        started = time.monotonic()
        outcomes = carrier.deliver(mails(8), now=NOW)
        assert time.monotonic() - started < 8 * 0.05, "the delays have to overlap"
        assert kinds(outcomes) == [A, A, R, A, A, A, A, A]
        assert kinds(carrier.deliver([mail(n) for n in range(8, 16)], now=NOW)) == [A] * 8
        assert set(sink.copies.values()) == {1} and len(sink.copies) == 15
        assert sink.most_open == 8


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA", "."])
@pytest.mark.parametrize(("answer", "kind"), [("554 never", R), ("452 later", D)])
def test_a_no_belongs_to_its_mail_and_leaves_the_connection_usable(
    carrier_to: Open, extensions: str, step: str, answer: str, kind: Kind
) -> None:
    with Scripted({}, {step: [answer]}, extensions=extensions) as server:
        carrier = carrier_to(server)
        outcomes = carrier.deliver(mails(3), now=NOW)
        assert kinds(outcomes) == [A, kind, A]
        assert outcomes[1].reason == answer and not outcomes[1].relay_down
        assert kinds(carrier.deliver([mail(n) for n in range(3, 6)], now=NOW)) == [A] * 3
        assert len(server.heard) == 3
        assert "RSET" in server.heard[1] and "RSET" not in server.heard[0]
        assert len(server.accepted) == len(set(server.recipients)) == 5


def test_contents_let_in_for_nobody_are_ended_by_a_lonely_dot(carrier_to: Open) -> None:
    with Scripted({"RCPT": ["550 unknown"], "DATA": ["354 go"], ".": ["554 no"]}) as server:
        carrier = carrier_to(server, slots=1)
        first, second = carrier.deliver(mails(2), now=NOW)
        assert (first.kind, first.reason, second.kind) == (R, "550 unknown", A)
        assert server.recipients == ["u1@example.org"]


@pytest.mark.parametrize("step", ["GREETING", "EHLO", "MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("answer", [DROP, "421 closing", HANG, "garbage", "999 what"])
def test_trouble_before_the_contents_defers_that_mail_alone(
    carrier_to: Open, extensions: str, step: str, answer: str
) -> None:
    """At the greeting there is no such mail: the others' connections take it over."""
    with Scripted({}, {step: answer}, extensions=extensions) as server:
        outcomes = carrier_to(server).deliver(mails(3), now=NOW)
        early = step in ("GREETING", "EHLO")
        assert kinds(outcomes) == ([A, A, A] if early else [A, D, A])
        assert early or outcomes[1].relay_down
        assert len(server.accepted) == len(set(server.recipients)) == (3 if early else 2)


@pytest.mark.parametrize("answer", [DROP, HANG, "garbage", "200 hm?\r\n999 what", "354 more"])
def test_contents_without_an_answer_are_unknown(
    carrier_to: Open, extensions: str, answer: str
) -> None:
    with Scripted({}, {".": answer}, extensions=extensions) as server:
        outcomes = carrier_to(server).deliver(mails(3), now=NOW)
        expected = A if answer.startswith("200") else U
        assert kinds(outcomes) == [A, expected, A]
        assert kinds(carrier_to(server).deliver([mail(9)], now=NOW)) == [A]


def test_an_explicit_no_at_closing_time_is_no_doubt(carrier_to: Open) -> None:
    with Scripted({".": "421 closing, not taken"}) as server:
        (outcome,) = carrier_to(server).deliver(mails(1), now=NOW)
        assert outcome.kind is D


def test_several_silent_connections_cost_their_patience_once(carrier_to: Open) -> None:
    with Scripted(always={".": HANG}) as server:
        started = time.monotonic()
        assert kinds(carrier_to(server, slots=8).deliver(mails(8), now=NOW)) == [U] * 8
        assert time.monotonic() - started < 3


@pytest.mark.parametrize(
    "plan", [{"MAILS": 1}, {"MAIL": ["250 ok", "421 idle"]}, {"MAIL": ["250 ok", DROP]}]
)
def test_a_connection_that_died_between_waves_is_replaced_at_once(
    carrier_to: Open, extensions: str, plan: dict
) -> None:
    with Scripted(plan, plan, extensions=extensions) as server:
        carrier = carrier_to(server, slots=3)
        assert kinds(carrier.deliver(mails(3), now=NOW)) == [A] * 3
        time.sleep(0.05)
        assert kinds(carrier.deliver([mail(n) for n in range(3, 6)], now=NOW)) == [A] * 3
        assert len(server.heard) == 5
        assert len(server.accepted) == len(set(server.recipients)) == 6


def test_a_mail_that_kills_every_connection_is_deferred(carrier_to: Open) -> None:
    with Scripted(always={"RCPT": ["250 ok", DROP]}) as server:
        carrier = carrier_to(server, slots=1)
        assert kinds(carrier.deliver([mail(0)], now=NOW)) == [A]
        server.always = {"RCPT": DROP}
        assert kinds(carrier.deliver([mail(1)], now=NOW)) == [D]
        assert len(server.heard) == 2


def test_fewer_connections_than_wished_still_carry_all(carrier_to: Open) -> None:
    busy = {"GREETING": "421 too many connections"}
    with Scripted({}, {}, always=busy) as server:
        carrier = carrier_to(server, slots=8)
        assert kinds(carrier.deliver(mails(8), now=NOW)) == [A] * 8
        assert carrier.slots == 2
        assert kinds(carrier.deliver([mail(8), mail(9)], now=NOW)) == [A] * 2
        assert len(server.heard) == 3, "one refusal is enough for a while"


def test_without_a_relay_everything_is_deferred_at_once(carrier_to: Open) -> None:
    with Scripted() as server:
        pass
    carrier = carrier_to(server, slots=16)
    outcomes = carrier.deliver(mails(16), now=NOW)
    assert kinds(outcomes) == [D] * 16
    assert all(outcome.relay_down and "no connection" in outcome.reason for outcome in outcomes)
    assert carrier.slots == 16


def test_a_relay_that_wants_a_login_is_no_fault_of_the_mail(carrier_to: Open) -> None:
    with Scripted(always={"MAIL": "530 5.7.0 authentication required"}) as server:
        (outcome,) = carrier_to(server).deliver(mails(1), now=NOW)
        assert (outcome.kind, outcome.relay_down) == (D, True)


def test_a_login_that_is_refused_defers(carrier_to: Open) -> None:
    with Scripted(always={"AUTH": "535 wrong"}, extensions="AUTH PLAIN") as server:
        carrier = carrier_to(server, username="ada", password="wrong")
        (outcome,) = carrier.deliver(mails(1), now=NOW)
        assert (outcome.kind, outcome.relay_down) == (D, True)
        assert "535" in outcome.reason


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One file with a key and a certificate for 127.0.0.1, signed by nobody else."""
    if shutil.which("openssl") is None:
        pytest.skip("no openssl to make a certificate with")
    file = tmp_path_factory.mktemp("tls") / "both.pem"
    subprocess.run(
        "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 "
        f"-addext subjectAltName=IP:127.0.0.1 -keyout {file} -out {file}.crt".split(),
        check=True,
        capture_output=True,
    )
    file.write_text(file.read_text() + Path(f"{file}.crt").read_text())
    return file


@pytest.mark.parametrize("how", ["use_tls", "use_ssl"])
def test_mails_travel_encrypted_and_only_to_a_relay_that_proves_its_name(
    carrier_to: Open, certificate: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    extensions = "PIPELINING,AUTH PLAIN" + (",STARTTLS" if how == "use_tls" else "")
    login = {how: True, "username": "ada", "password": "secret", "timeout": 5}
    with Scripted(extensions=extensions, tls=tls) as server:
        smtp_link._tls.cache_clear()
        (outcome,) = carrier_to(server, **login).deliver(mails(1), now=NOW)
        assert (outcome.kind, outcome.relay_down) == (D, True)
        assert "CERTIFICATE_VERIFY_FAILED" in outcome.reason

        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        smtp_link._tls.cache_clear()
        carrier = carrier_to(server, **login)
        for _ in range(2):
            assert kinds(carrier.deliver(mails(3), now=NOW)) == [A] * 3
        assert len(server.accepted) == 6
    smtp_link._tls.cache_clear()


def test_a_broken_mail_is_refused_and_its_neighbours_go(carrier_to: Open) -> None:
    with Scripted() as server:
        broken = [mail(0, to="nobody"), mail(1, subject="a\nBcc: x@y.zz"), mail(2, text=None)]
        outcomes = carrier_to(server).deliver([*broken, mail(3)], now=NOW)
        assert kinds(outcomes) == [R, R, R, A]
        assert server.recipients == ["u3@example.org"]


def test_eight_bit_text_is_announced_where_it_is_allowed(carrier_to: Open) -> None:
    message = mail(1, text="Grüße")
    with Scripted(extensions="PIPELINING,8BITMIME") as server:
        carrier_to(server).deliver([message], now=NOW)
        assert "MAIL FROM:<success@example.com> BODY=8BITMIME" in server.heard[0]
        assert server.accepted[0][1] == mime.build(message, date=NOW, allow_8bit=True)
    with Scripted() as server:
        carrier_to(server).deliver([message], now=NOW)
        assert "MAIL FROM:<success@example.com>" in server.heard[0]
        assert server.accepted[0][1].isascii()


def test_an_address_outside_ascii_needs_a_relay_that_says_so(carrier_to: Open) -> None:
    message = mail(1, to="jürgen@bücher.example")
    with Scripted(extensions="PIPELINING,8BITMIME,SMTPUTF8") as server:
        assert kinds(carrier_to(server).deliver([message], now=NOW)) == [A]
        assert server.heard[0][1].endswith("BODY=8BITMIME SMTPUTF8")
        assert server.recipients == ["jürgen@xn--bcher-kva.example"]
    with Scripted() as server:
        assert kinds(carrier_to(server).deliver([message], now=NOW)) == [R]
        assert kinds(carrier_to(server).deliver([mail(2, to="a@bücher.example")], now=NOW)) == [A]


def test_two_waves_may_be_under_way_together(carrier_to: Open) -> None:
    with Scripted() as server:
        carrier = carrier_to(server, slots=4)
        first = carrier.start(mails(2), now=NOW)
        second = carrier.start([mail(2), mail(3)], now=NOW)
        assert kinds(first.finish()) == kinds(second.finish()) == [A, A]
        assert len(server.heard) == 4


def test_closing_says_goodbye(carrier_to: Open) -> None:
    with Scripted() as server:
        carrier = carrier_to(server)
        carrier.deliver(mails(2), now=NOW)
        carrier.close()
        time.sleep(0.05)
        assert [commands[-1] for commands in server.heard] == ["QUIT", "QUIT"]
