"""An SMTP server for tests that misbehaves exactly as it is told, connection by connection."""

import contextlib
import copy
import socket
import ssl
import threading
from collections.abc import Mapping
from typing import BinaryIO

DROP, HANG = "drop", "hang"
USUAL = {"MAIL": "250 ok", "RCPT": "250 ok", "DATA": "354 go", ".": "250 ok", "RSET": "250 ok"}
USUAL |= {"AUTH": "235 welcome", "HELO": "250 test"}

Plan = Mapping[str, str | list[str]]


class Scripted:
    """`plans` are for the first, second, ... connection; `always` is for all the others.

    A plan maps a step (GREETING, EHLO, MAIL, RCPT, DATA, the dot, RSET) to an answer, or to a list
    of answers for its first, second, ... time. DROP closes the connection instead of answering,
    HANG never answers. MAILS closes after so many accepted mails. `extensions` are separated by
    commas. With `tls` it speaks TLS after STARTTLS if that is an extension, else from the start.
    """

    def __init__(
        self,
        *plans: Plan,
        always: Plan | None = None,
        extensions: str = "PIPELINING",
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.plans, self.always = list(plans), always or {}
        self.extensions = [word for word in extensions.split(",") if word]
        self.tls = tls
        self.heard: list[list[str]] = []  # command lines by connection
        self.accepted: list[tuple[str, bytes]] = []  # recipient, contents
        self._over = threading.Event()
        self._threads: list[threading.Thread] = []
        self._connections: list[socket.socket] = []

    def __enter__(self) -> "Scripted":
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self._listener.getsockname()[1]
        self._start(self._listen)
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for open_socket in [self._listener, *self._connections]:
            with contextlib.suppress(OSError):
                open_socket.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(5)

    @property
    def recipients(self) -> list[str]:
        return sorted(recipient for recipient, _ in self.accepted)

    def _start(self, target: object, *arguments: object) -> None:
        thread = threading.Thread(target=target, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                plan = self.plans.pop(0) if self.plans else self.always
                self.heard.append([])
                self._connections.append(connection)
                self._start(self._talk, connection, copy.deepcopy(plan), self.heard[-1])

    def _talk(self, connection: socket.socket, plan: dict, heard: list[str]) -> None:
        with contextlib.suppress(OSError, EOFError):
            if self.tls and "STARTTLS" not in self.extensions:
                connection = self._secure(connection)
            self._answer(connection, plan, "GREETING", "220 ready")
            while connection is not None:
                with connection, connection.makefile("rb") as lines:
                    connection = self._commands(connection, lines, plan, heard)

    def _commands(
        self, connection: socket.socket, lines: BinaryIO, plan: dict, heard: list[str]
    ) -> ssl.SSLSocket | None:
        """Answer until the end; after STARTTLS, returns the socket to go on with."""
        recipient, started, mails = "", False, 0
        for line in lines:
            heard.append(line.decode().strip())
            verb = heard[-1].split()[0].upper()
            if verb == "QUIT":
                return None
            if verb == "STARTTLS" and self.tls:
                self._say(connection, "220 go")
                return self._secure(connection)
            usual = self._hello() if verb == "EHLO" else USUAL[verb]
            if verb == "DATA" and not recipient:
                usual = "554 no valid recipients"
            said = self._answer(connection, plan, verb, usual)
            if verb == "MAIL":
                recipient, started = "", said.startswith("250")
            if verb == "RCPT" and said.startswith("250") and started:
                recipient = heard[-1].partition("<")[2].partition(">")[0]
            if said.startswith("354"):
                contents = _contents(lines)
                end = _planned(plan, ".", USUAL["."])
                if end.startswith("2") and recipient:
                    self.accepted.append((recipient, contents))
                    mails += 1
                self._say(connection, end)
            if mails == plan.get("MAILS"):
                break
        return None

    def _secure(self, connection: socket.socket) -> ssl.SSLSocket:
        self._connections.append(self.tls.wrap_socket(connection, server_side=True))
        return self._connections[-1]

    def _hello(self) -> str:
        return "\r\n".join(["250-test", *(f"250-{word}" for word in self.extensions), "250 HELP"])

    def _answer(self, connection: socket.socket, plan: dict, step: str, usual: str) -> str:
        said = _planned(plan, step, usual)
        self._say(connection, said)
        return said

    def _say(self, connection: socket.socket, said: str) -> None:
        if said == HANG:
            self._over.wait(30)
        if said in (DROP, HANG):
            raise EOFError
        connection.sendall(said.encode() + b"\r\n")


def _planned(plan: dict, step: str, usual: str) -> str:
    said = plan.get(step, usual)
    if isinstance(said, list):
        return said.pop(0) if said else usual
    return said


def _contents(lines: BinaryIO) -> bytes:
    """The contents up to the lonely dot, with the doubled dots undone."""
    found = []
    while (line := lines.readline()) != b".\r\n":
        if not line:
            raise EOFError
        found.append(line.removeprefix(b".") if line.startswith(b".") else line)
    return b"".join(found)
