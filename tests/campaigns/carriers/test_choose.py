"""The settings decide which road a mail takes, and none is taken by accident."""

import logging
from datetime import UTC, datetime

import pytest

from campaigns.carriers.backend import BackendCarrier
from campaigns.carriers.choose import SMTP_BACKEND, open_carrier
from campaigns.carriers.log import LogCarrier
from campaigns.carriers.message import Outgoing
from campaigns.carriers.outcome import Kind, one_line
from campaigns.carriers.smtp import SmtpCarrier
from campaigns.carriers.smtp_link import Relay

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
RELAY = Relay(host="127.0.0.1", port=1)


@pytest.mark.parametrize(
    ("sending", "backend", "kind", "transport"),
    [
        ("log", SMTP_BACKEND, LogCarrier, "log"),
        ("on", SMTP_BACKEND, SmtpCarrier, "smtp"),
        ("on", "anymail.backends.test.EmailBackend", BackendCarrier, None),
        ("on", "django.core.mail.backends.locmem.EmailBackend", BackendCarrier, None),
    ],
)
def test_the_settings_choose_the_carrier(
    sending: str, backend: str, kind: type, transport: str | None
) -> None:
    carrier = open_carrier(sending=sending, backend=backend, relay=RELAY, slots=3)
    assert type(carrier) is kind
    assert carrier.transport == (transport or backend)
    assert carrier.slots == 3
    carrier.close()


def test_no_carrier_is_opened_while_sending_is_off() -> None:
    with pytest.raises(ValueError):
        open_carrier(sending="off", backend=SMTP_BACKEND, relay=RELAY)


def test_a_logged_mail_is_one_line_with_address_subject_and_touch(
    caplog: pytest.LogCaptureFixture,
) -> None:
    mail = Outgoing(
        key="touch-7", sender="a@b.cc", to="ada@example.org", subject="Hi\nthere", text="", html=""
    )
    with caplog.at_level(logging.INFO, logger="campaigns.sending"):
        (outcome,) = LogCarrier().deliver([mail], now=NOW)
    assert outcome.kind is Kind.ACCEPTED
    (line,) = caplog.messages
    assert line == "not sent, only logged: to ada@example.org, subject Hi there, touch touch-7"


def test_a_reason_is_one_short_line() -> None:
    assert one_line("a\r\n\tb\x00c") == "a b c"
    assert len(one_line("x" * 1000)) == 200
