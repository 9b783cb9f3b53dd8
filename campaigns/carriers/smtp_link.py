"""One open SMTP connection that is written to and read from in separate steps."""

import contextlib
import smtplib
import socket
import ssl
from dataclasses import dataclass
from functools import lru_cache
from time import monotonic

READ_SIZE = 8192
REPLY_LIMIT = 65536
SERVICE_CLOSING = 421


class Lost(Exception):
    """The connection ended, or the server said that it is ending it."""


class Silent(Lost):
    """The connection is there, but the answer did not come in time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relay:
    """Where the relay is and how to get in."""

    host: str
    port: int
    username: str = ""
    password: str = ""
    use_tls: bool = False  # STARTTLS
    use_ssl: bool = False  # TLS from the first byte
    certfile: str | None = None
    keyfile: str | None = None
    local_name: str | None = None
    timeout: float = 10  # for connecting and for every answer before the contents
    answer_timeout: float = 60  # for the answer to the contents, which relays scan first


@dataclass(frozen=True, slots=True)
class Reply:
    code: int
    text: str

    def __str__(self) -> str:
        return f"{self.code} {self.text}"


class Link:
    """A connection after the greeting; every answer has to come before `deadline`."""

    __slots__ = ("_buffer", "deadline", "dirty", "features", "fresh", "sock")

    def __init__(self, sock: socket.socket, features: frozenset[str]) -> None:
        self.sock: socket.socket | None = sock
        self.features = features
        self.fresh = True  # nothing was asked of it yet, so a loss is the relay's doing
        self.dirty = False  # a transaction was begun and not finished
        self.deadline = 0.0
        self._buffer = bytearray()

    @property
    def is_open(self) -> bool:
        return self.sock is not None

    def write(self, data: bytes, patience: float, answer_patience: float = 0) -> None:
        """Hand the bytes over within `patience` seconds, and give the answer as long or longer."""
        if self.sock is None:
            raise Lost("the connection is closed")
        try:
            self.sock.settimeout(patience)
            self.sock.sendall(data)
            self.deadline = monotonic() + (answer_patience or patience)
        except TimeoutError:
            self.close()
            raise Silent("the relay stopped reading") from None
        except OSError as error:
            self.close()
            raise Lost(f"connection lost while writing: {error}") from None

    def reply(self) -> Reply:
        """The next whole answer; 421 and anything that is no answer end the connection."""
        texts = []
        while True:
            line = self._line()
            if len(line) < 3 or not line[:3].isdigit():
                self.close()
                raise Lost(f"not an SMTP answer: {line[:60]!r}")
            texts.append(line[4:].decode("utf-8", "replace").strip())
            if line[3:4] != b"-":
                break
        reply = Reply(int(line[:3]), " ".join(texts))
        if reply.code == SERVICE_CLOSING:
            self.close()
        return reply

    def _line(self) -> bytes:
        while (end := self._buffer.find(b"\n")) < 0:
            chunk = self._receive()
            if not chunk or len(self._buffer) > REPLY_LIMIT:
                self.close()
                raise Lost("the relay closed the connection")
            self._buffer += chunk
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 1]
        return line

    def _receive(self) -> bytes:
        if self.sock is None:
            raise Lost("the connection is closed")
        try:
            # A deadline in the past still takes what has arrived: others may have cost the time.
            self.sock.settimeout(max(self.deadline - monotonic(), 0.001))
            return self.sock.recv(READ_SIZE)
        except TimeoutError:
            self.close()
            raise Silent("no answer in time") from None
        except OSError as error:
            self.close()
            raise Lost(f"connection lost: {error}") from None

    def close(self) -> None:
        if self.sock is not None:
            with contextlib.suppress(OSError):
                self.sock.close()
            self.sock = None


def dial(relay: Relay) -> Link:
    """Connect, greet, encrypt and log in; raises OSError with the reason when any of it fails."""
    options = {"timeout": relay.timeout, "local_hostname": relay.local_name or _our_name()}
    if relay.use_ssl:
        smtp = smtplib.SMTP_SSL(relay.host, relay.port, context=_tls(relay), **options)
    else:
        smtp = smtplib.SMTP(relay.host, relay.port, **options)
    try:
        smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        smtp.ehlo_or_helo_if_needed()
        if relay.use_tls:
            smtp.starttls(context=_tls(relay))
            smtp.ehlo_or_helo_if_needed()
        if relay.username:
            smtp.login(relay.username, relay.password)
    except BaseException:
        smtp.close()
        raise
    return Link(smtp.sock, frozenset(smtp.esmtp_features))


@lru_cache(maxsize=1)
def _our_name() -> str:
    """The name to greet with, as smtplib finds it; looking it up can be slow."""
    return smtplib.SMTP().local_hostname


@lru_cache(maxsize=2)
def _tls(relay: Relay) -> ssl.SSLContext:
    context = ssl.create_default_context()
    if relay.certfile or relay.keyfile:
        context.load_cert_chain(relay.certfile, relay.keyfile)
    return context
