"""The talk that hands one mail to an SMTP relay, in turns that let other talks go on meanwhile."""

import logging
from collections.abc import Generator
from datetime import datetime

from campaigns import mime
from campaigns.carriers.message import Outgoing
from campaigns.carriers.outcome import Outcome, accepted, deferred, refused, unknown
from campaigns.carriers.smtp_link import SERVICE_CLOSING, Link, Lost, Relay, Reply, Silent

logger = logging.getLogger(__name__)

RESET, DATA = b"RSET\r\n", b"DATA\r\n"
GO_AHEAD = 354
# The relay wants something of us, not of the mail: authentication or encryption.
OUR_TROUBLE = frozenset({530, 534, 535, 538})

ASKING, HANDED_OVER = False, True
Talk = Generator[bool, None, Outcome | None]


class _Unfit(Exception):
    """The mail cannot be said to this relay."""


def talk(link: Link, message: Outgoing, relay: Relay, *, now: datetime) -> Talk:
    """Hand over one mail, yielding each time an answer has to travel.

    What it yields says whether the contents are out. It returns the outcome, or None when a
    connection kept from earlier proved dead before anything was handed over: then the same mail
    may be said again on a new one.
    """
    try:
        commands, contents = _spoken(link, message, now)
    except _Unfit as reason:
        return refused(str(reason))
    was_fresh, link.fresh = link.fresh, False
    try:
        outcome = yield from _ask(link, commands, relay.timeout)
    except Silent as lost:
        return deferred(str(lost), relay_down=True)
    except Lost as lost:
        return deferred(str(lost), relay_down=True) if was_fresh else None
    if outcome is not None:
        return outcome
    try:
        link.write(contents, relay.timeout, relay.answer_timeout)
    except Lost as lost:  # cut off before its end, so it cannot have been accepted
        return deferred(str(lost)) if was_fresh else None
    yield HANDED_OVER
    try:
        return _verdict(link, link.reply())
    except Lost as lost:
        return unknown(f"no answer to the contents: {lost}")


def _spoken(link: Link, message: Outgoing, now: datetime) -> tuple[list[bytes], bytes]:
    """The commands and the contents, in the words that this relay understands."""
    try:
        sender, to = mime.mailbox(message.sender), mime.mailbox(message.to)
        contents = mime.build(message, date=now, allow_8bit="8bitmime" in link.features)
    except ValueError as error:
        raise _Unfit(str(error)) from None
    except Exception as error:  # a broken mail is its own trouble, never its neighbours'
        logger.exception("could not build the mail of %s", message.key)
        raise _Unfit(f"could not build the mail: {error!r}") from error
    options = ""
    if not contents.isascii() and "8bitmime" in link.features:
        options = " BODY=8BITMIME"
    if not contents[: contents.find(b"\r\n\r\n")].isascii():
        if "smtputf8" not in link.features:
            raise _Unfit(f"the relay takes no addresses outside ASCII: {to}")
        options += " SMTPUTF8"
    commands = [
        f"MAIL FROM:<{sender}>{options}\r\n".encode(),
        f"RCPT TO:<{to}>\r\n".encode(),
        DATA,
    ]
    return commands, contents.replace(b"\r\n.", b"\r\n..") + b".\r\n"


def _ask(
    link: Link, commands: list[bytes], patience: float
) -> Generator[bool, None, Outcome | None]:
    """Ask leave to send the contents: None when the relay says go ahead, else the outcome."""
    if link.dirty:
        commands = [RESET, *commands]
    link.dirty = True
    at_once = len(commands) if "pipelining" in link.features else 1
    no: Reply | None = None
    reply = None
    for start in range(0, len(commands), at_once):
        group = commands[start : start + at_once]
        link.write(b"".join(group), patience)
        yield ASKING
        for command in group:
            reply = link.reply()
            if reply.code == SERVICE_CLOSING or (command == RESET and not _agrees(command, reply)):
                link.close()
                raise Lost(str(reply))
            if no is None and not _agrees(command, reply):
                no = reply
        if no is not None:
            break
    if no is None:
        return None
    if not 400 <= no.code < 600:
        link.close()
        raise Lost(f"an answer without a meaning: {no}")
    if reply is not None and reply.code == GO_AHEAD:
        yield from _take_back(link, patience)
    return _no(no)


def _agrees(command: bytes, reply: Reply) -> bool:
    return reply.code == GO_AHEAD if command == DATA else 200 <= reply.code < 300


def _take_back(link: Link, patience: float) -> Generator[bool, None, None]:
    """End contents that were let in although nobody is to get them (RFC 2920, 3.1)."""
    try:
        link.write(b".\r\n", patience)
        yield ASKING
        link.reply()
    except Lost:
        link.close()


def _no(reply: Reply) -> Outcome:
    if reply.code >= 500 and reply.code not in OUR_TROUBLE:
        return refused(str(reply))
    return deferred(str(reply), relay_down=reply.code in OUR_TROUBLE)


def _verdict(link: Link, reply: Reply) -> Outcome:
    """What the answer to the contents means."""
    if 200 <= reply.code < 300:
        link.dirty = False
        return accepted(str(reply))
    if 400 <= reply.code < 600:
        return _no(reply)
    link.close()
    return unknown(f"an answer without a meaning: {reply}")
