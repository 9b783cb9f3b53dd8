"""Builds the bytes of one mail with a text and an HTML part, fast and the same every time."""

import re
from binascii import b2a_base64, b2a_qp
from datetime import datetime
from email.utils import format_datetime
from functools import lru_cache
from hashlib import blake2b

from campaigns.carriers.message import Outgoing

LINE_WISHED = 78
LINE_LIMIT = 998  # RFC 5322; without the line break
ADDRESS_LIMIT = 254
WORD_BYTES = 39  # of UTF-8 in one encoded word, so that a first line with its name stays short

_LOCAL = r"""(?:[^\s"(),:;<>@\[\\\]\x00-\x20\x7f]+|"(?:[ !#-\[\]-~]|\\[ -~])*")"""
_ADDRESS = re.compile(rf"""({_LOCAL})@([^\s"(),:;<>@\\\x00-\x20\x7f]+)""")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?: [A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_FIELD_NAME = re.compile(r"[!-9;-~]{1,60}")
_CONTROLS = bytes(set(range(32)) - set(b"\t\r\n")) + b"\x7f"
_BUILT_HERE = frozenset(
    {"from", "to", "cc", "bcc", "sender", "reply-to", "subject", "date", "return-path"}
    | {"mime-version", "content-type", "content-transfer-encoding"}
)


def build(outgoing: Outgoing, *, date: datetime, allow_8bit: bool = False) -> bytes:
    """The whole message with CRLF line ends, not yet dot-stuffed.

    Raises ValueError for anything that could not travel as it is: a line break in a header, an
    address that is none, text that is not Unicode. `allow_8bit` is for a relay that says 8BITMIME.
    """
    parts = [
        ("plain", *_encoded(outgoing.text, allow_8bit)),
        ("html", *_encoded(outgoing.html, allow_8bit)),
    ]
    if outgoing.calendar:
        _check_field_name(outgoing.calendar.method)
        kind = f"calendar; method={outgoing.calendar.method}"
        parts.append((kind, *_encoded(outgoing.calendar.text, allow_8bit)))
    boundary = _boundary(outgoing.key, [body for _, _, body in parts])
    head = [
        mailbox_header("From", outgoing.sender_name, outgoing.sender),
        mailbox_header("To", outgoing.to_name, outgoing.to),
        mailbox_header("Reply-To", "", outgoing.reply_to) if outgoing.reply_to else "",
        subject_header(outgoing.subject),
        _date_header(date),
        *[plain_header(name, value) for name, value in outgoing.headers.items()],
        f'MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary="{boundary}"\r\n\r\n',
    ]
    pieces = ["".join(head).encode()]
    for kind, coding, body in parts:
        pieces += (f"--{boundary}\r\n{_part_head(kind, coding)}".encode(), body)
    return b"".join((*pieces, f"--{boundary}--\r\n".encode()))


def mailbox(address: str) -> str:
    """The address as it travels: the domain in ASCII, the local part untouched."""
    match = _ADDRESS.fullmatch(address)
    if match is None or len(address) > ADDRESS_LIMIT:
        raise ValueError(f"not a mail address: {address!r}")
    local, domain = match.groups()
    if domain.isascii():
        return address
    try:
        return f"{local}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        raise ValueError(f"not a mail domain: {domain!r}") from None


def mailbox_header(name: str, display: str, address: str) -> str:
    """A header holding one mailbox, such as From and To."""
    phrase = _phrase(name, display)
    if not phrase:
        return f"{name}: {mailbox(address)}\r\n"
    gap = "\r\n " if len(name) + len(phrase) + len(address) > LINE_WISHED - 5 else " "
    return f"{name}: {phrase}{gap}<{mailbox(address)}>\r\n"


def subject_header(subject: str) -> str:
    """The subject as plain ASCII where that says the same, else as encoded words."""
    _refuse_breaks("Subject", subject)
    if _is_plain(subject):
        line = _folded("Subject", subject)
        if max(map(len, line.split("\r\n"))) <= LINE_WISHED:
            return line
    return f"Subject: {_encoded_words(subject)}\r\n"


def plain_header(name: str, value: str) -> str:
    """Any other header; its value has to be printable ASCII, because it may have a grammar."""
    _check_field_name(name)
    _refuse_breaks(name, value)
    if not (value.isascii() and value.isprintable()):
        raise ValueError(f"{name}: only printable ASCII can stand in this header")
    line = _folded(name, value.strip())
    if len(line) > LINE_LIMIT and max(map(len, line.split("\r\n"))) > LINE_LIMIT:
        raise ValueError(f"{name}: a line of this header is too long")
    return line


@lru_cache(maxsize=64)
def _check_field_name(name: str) -> None:
    if not _FIELD_NAME.fullmatch(name):
        raise ValueError(f"not a header name: {name!r}")
    if name.lower() in _BUILT_HERE:
        raise ValueError(f"{name}: this header is built from the message itself")


@lru_cache(maxsize=8)
def _date_header(date: datetime) -> str:
    return f"Date: {format_datetime(date)}\r\n"


@lru_cache(maxsize=8)
def _part_head(subtype: str, coding: str) -> str:
    return (
        f"Content-Type: text/{subtype}; charset=utf-8\r\n"
        f"Content-Transfer-Encoding: {coding}\r\n\r\n"
    )


def _refuse_breaks(name: str, value: str) -> None:
    if "\r" in value or "\n" in value or "\0" in value:
        raise ValueError(f"{name}: a header value may not hold a line break")


def _is_plain(value: str) -> bool:
    """Whether a reader gets exactly this value when it is written without any encoding."""
    return (
        value.isascii()
        and value.isprintable()
        and "=?" not in value
        and "  " not in value
        and value == value.strip()
    )


def _folded(name: str, value: str) -> str:
    """The header on lines of the wished length where its spaces allow that."""
    if len(name) + 2 + len(value) <= LINE_WISHED:
        return f"{name}: {value}\r\n"
    lines, line = [], f"{name}:"
    for word in value.split():
        if len(line) + 1 + len(word) > LINE_WISHED and line != f"{name}:":
            lines.append(line)
            line = ""
        line = f"{line} {word}"
    return "\r\n".join([*lines, line]) + "\r\n"


def _encoded_words(value: str) -> str:
    """The value as RFC 2047 words, cut between characters, one to a line."""
    raw, words, start = value.encode(), [], 0
    while start < len(raw):
        end = min(start + WORD_BYTES, len(raw))
        while end < len(raw) and raw[end] & 0xC0 == 0x80:
            end -= 1
        words.append(f"=?utf-8?b?{b2a_base64(raw[start:end], newline=False).decode()}?=")
        start = end
    return "\r\n ".join(words)


def _phrase(name: str, display: str) -> str:
    """A person's name, quoted or encoded as it needs."""
    _refuse_breaks(name, display)
    display = " ".join(display.split())
    if not display or (len(display) < LINE_WISHED - 18 and _ATOMS.fullmatch(display)):
        return display if "=?" not in display else _encoded_words(display)
    if _is_plain(display) and len(display) < LINE_WISHED - 18:
        escaped = display.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    return _encoded_words(display)


def _encoded(body: str, allow_8bit: bool) -> tuple[str, bytes]:
    """The body with CRLF line ends in the lightest transfer encoding that is safe for it."""
    if "\r" in body:
        body = body.replace("\r\n", "\n").replace("\r", "\n")
    raw = body.replace("\n", "\r\n").encode() + b"\r\n"
    coding = "7bit" if body.isascii() else "8bit"
    if (coding == "7bit" or allow_8bit) and _lines_are_short(raw) and not _has_controls(raw):
        return coding, raw
    return "quoted-printable", b2a_qp(raw)


def _lines_are_short(raw: bytes) -> bool:
    """Looked for in strides: in every stretch of the limit there must be an end of a line."""
    start, last = 0, len(raw) - LINE_LIMIT
    while start < last:
        end = raw.rfind(b"\n", start, start + LINE_LIMIT + 1)
        if end < 0:
            return False
        start = end + 1
    return True


def _has_controls(raw: bytes) -> bool:
    return len(raw.translate(None, _CONTROLS)) != len(raw)


def _boundary(key: str, bodies: list[bytes]) -> str:
    """A line that no body holds, the same for the same message."""
    salt = key
    while True:
        boundary = "=_" + blake2b(salt.encode(), digest_size=12).hexdigest()
        if not any(boundary.encode() in body for body in bodies):
            return boundary
        salt = boundary
