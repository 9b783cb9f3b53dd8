"""A real SMTP server on 127.0.0.1 that counts what it accepts and refuses whom it is told to."""

import asyncio
import time
from collections import Counter
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.postgres import free_port


class Sink:
    """Use as `with Sink() as sink:`; then `sink.port`, `sink.copies`, `sink.messages`.

    `refusals` maps an address to the reply it gets at RCPT, such as "550 5.1.1 unknown" or
    "450 4.2.1 try later"; `delay` is the seconds a message waits before it is accepted.
    """

    def __init__(self, refusals: dict[str, str] | None = None, delay: float = 0) -> None:
        self.refusals = refusals or {}
        self.delay = delay
        self.accepted: list[tuple[str, bytes]] = []  # recipient, whole message
        self.attempts: Counter[str] = Counter()  # RCPT commands by address
        self.most_open = self.open = 0

    def __enter__(self) -> "Sink":
        self._controller = _Controller(
            self, hostname="127.0.0.1", port=free_port(), ready_timeout=20
        )
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()

    @property
    def port(self) -> int:
        return self._controller.port

    @property
    def environment(self) -> dict[str, str]:
        """The variables that make a portal send here for real."""
        return {"PORTAL_SENDING": "on", "EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(self.port)}

    @property
    def messages(self) -> list[EmailMessage]:
        return [message_from_bytes(raw, policy=default) for _, raw in self.accepted]

    @property
    def copies(self) -> Counter[tuple[str, str]]:
        """How often each (recipient, Message-ID) was accepted; more than once is a duplicate."""
        return Counter(
            (recipient, str(message["Message-ID"]))
            for (recipient, _), message in zip(self.accepted, self.messages, strict=True)
        )

    def wait_for(self, count: int, seconds: float = 30) -> bool:
        """True as soon as that many were accepted, False when time is up."""
        until = time.monotonic() + seconds
        while len(self.accepted) < count and time.monotonic() < until:
            time.sleep(0.01)
        return len(self.accepted) >= count

    # What aiosmtpd calls.

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.attempts[address.lower()] += 1
        if refusal := self.refusals.get(address.lower()):
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.delay:
            await asyncio.sleep(self.delay)
        assert isinstance(envelope.content, bytes)
        self.accepted += [(address.lower(), envelope.content) for address in envelope.rcpt_tos]
        return "250 OK"


class _Connection(SMTP):
    """Counts the connections that are open at once."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        sink: Sink = self.event_handler
        sink.open += 1
        sink.most_open = max(sink.most_open, sink.open)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self.event_handler.open -= 1
        super().connection_lost(error)


class _Controller(Controller):
    def factory(self) -> SMTP:
        return _Connection(self.handler, **self.SMTP_kwargs)
