"""Carries mails through any Django mail backend, such as a provider's HTTP API by anymail."""

import logging
import queue
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from email.mime.text import MIMEText
from functools import partial

from anymail.backends.base import AnymailBaseBackend
from anymail.backends.test import EmailBackend as AnymailTestBackend
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from campaigns import mime
from campaigns.carriers.backend_verdict import of_error, of_status
from campaigns.carriers.carrier import Answers
from campaigns.carriers.message import Outgoing
from campaigns.carriers.outcome import Outcome, deferred, refused

logger = logging.getLogger(__name__)


class BackendCarrier:
    """A provider's API is asked in parallel, each slot keeping a session of its own.

    Other backends (console, file, memory) get one mail after the other, and open and close
    by themselves, since a connection that died while kept open could not be told from an
    answer that was lost.
    """

    def __init__(self, backend: str, *, slots: int = 16) -> None:
        self.transport = backend
        self.slots = slots
        first = get_connection(backend)  # a wrong setting speaks up here, before any claim
        self._is_api = isinstance(first, AnymailBaseBackend)
        self._made = [first]
        self._free: queue.SimpleQueue[BaseEmailBackend] = queue.SimpleQueue()
        self._free.put(first)
        parallel = self._is_api and not isinstance(first, AnymailTestBackend)
        self._threads = ThreadPoolExecutor(slots, "carrier") if parallel else None

    def start(self, messages: Sequence[Outgoing], *, now: datetime) -> Answers:
        if self._threads is None:
            return Answers([partial(self._send, message) for message in messages])
        return Answers([self._threads.submit(self._send, message).result for message in messages])

    def deliver(self, messages: Sequence[Outgoing], *, now: datetime) -> list[Outcome]:
        return self.start(messages, now=now).finish()

    def close(self) -> None:
        if self._threads is not None:
            self._threads.shutdown(cancel_futures=True)
        for backend in self._made:
            with suppress(Exception):  # the outcomes are known; a bad goodbye changes nothing
                backend.close()

    def _send(self, message: Outgoing) -> Outcome:
        try:
            email = compose(message, by_api=self._is_api)
        except ValueError as error:
            return refused(str(error))
        except Exception as error:  # a broken mail is its own trouble, never its neighbours'
            logger.exception("could not build the mail of %s", message.key)
            return refused(f"could not build the mail: {error!r}")
        try:
            backend = self._take()
        except Exception as error:  # nothing was said yet
            return deferred(f"no connection to the provider: {error!r}", relay_down=True)
        try:
            return of_status(email, backend.send_messages([email]))
        except Exception as error:  # each provider has its own kinds; some mean that it left
            return of_error(email, error)
        finally:
            self._free.put(backend)

    def _take(self) -> BaseEmailBackend:
        try:
            backend = self._free.get_nowait()
        except queue.Empty:
            backend = get_connection(self.transport)
            self._made.append(backend)
        if self._is_api:
            backend.open()
        return backend


def compose(message: Outgoing, *, by_api: bool = False) -> EmailMultiAlternatives:
    """The mail as Django's object, held to the same rules as the bytes we build ourselves.

    Most providers' APIs take no third alternative: there a calendar's entry is attached, which
    calendars accept too as long as its type names the method.
    """
    mime.subject_header(message.subject)
    for name, value in message.headers.items():
        mime.plain_header(name, value)
    email = EmailMultiAlternatives(
        subject=message.subject,
        body=message.text,
        from_email=_named("From", message.sender_name, message.sender),
        to=[_named("To", message.to_name, message.to)],
        reply_to=[mime.mailbox(message.reply_to)] if message.reply_to else None,
        headers=dict(message.headers),
        alternatives=[(message.html, "text/html")],
    )
    if message.calendar and by_api:
        entry = MIMEText(message.calendar.text, "calendar", "utf-8")
        entry.set_param("method", message.calendar.method)
        entry.add_header("Content-Disposition", "attachment", filename="invite.ics")
        email.attach(entry)
    elif message.calendar:
        kind = f"text/calendar; method={message.calendar.method}"
        email.attach_alternative(message.calendar.text, kind)
    email.metadata = dict(message.metadata)
    email.tags = list(message.tags)
    return email


def _named(header: str, name: str, address: str) -> str:
    """The mailbox with its name in plain Unicode: encoding is the backend's business."""
    mime.mailbox_header(header, name, address)
    if not name.strip():
        return mime.mailbox(address)
    escaped = name.strip().replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}" <{mime.mailbox(address)}>'
